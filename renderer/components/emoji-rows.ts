// The picker's grid as rows: a heading for each group, then its emoji, so many a row; and where an arrow key leads. Pure.
import type { EmojiGroup } from './emoji.ts';

export interface Cell {
  readonly text: string;
  readonly name: string;
  readonly code: string | undefined;
}

export interface EmojiRow {
  /** Key in the catalogue: emoji.groups. */
  readonly group: EmojiGroup | 'recent' | 'found';
  /** The first row of its group. */
  readonly first: boolean;
  /** Counts all cells before this row. */
  readonly from: number;
  /** Empty: a heading. */
  readonly cells: readonly Cell[];
}

export const COLUMNS = 8;

export function emojiRows(groups: Iterable<readonly [EmojiRow['group'], readonly Cell[]]>): readonly EmojiRow[] {
  const rows: EmojiRow[] = [];
  let from = 0;
  for (const [group, cells] of groups) {
    if (cells.length === 0) continue;
    rows.push({ group, first: true, from, cells: [] });
    for (let at = 0; at < cells.length; at += COLUMNS) {
      const some = cells.slice(at, at + COLUMNS);
      rows.push({ group, first: false, from, cells: some });
      from += some.length;
    }
  }
  return rows;
}

/** The cell an arrow key leads to from `active`; null = out of the grid, undefined = the key is none of the grid's. */
export function step(rows: readonly EmojiRow[], active: number | null, key: string, mirrored: boolean): number | null | undefined {
  const lines = rows.filter((row) => row.cells.length > 0);
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  if (active === null) return key === 'ArrowDown' ? 0 : undefined;
  const end = last.from + last.cells.length - 1;
  const line = lines.findLastIndex((row) => row.from <= active);
  const column = active - (lines[line]?.from ?? 0);
  const inLine = (to: number): number | null => {
    const row = lines[to];
    return row === undefined ? null : row.from + Math.min(column, row.cells.length - 1);
  };
  switch (key) {
    case mirrored ? 'ArrowLeft' : 'ArrowRight':
      return Math.min(end, active + 1);
    case mirrored ? 'ArrowRight' : 'ArrowLeft':
      return Math.max(0, active - 1);
    case 'ArrowDown':
      return inLine(line + 1) ?? active;
    case 'ArrowUp':
      return inLine(line - 1);
    default:
      return undefined;
  }
}
