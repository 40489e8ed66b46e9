// Rows in words: how figures, targets and the two tables (terminal and document) are written.
import type { Row, Target } from './row.ts';

/** Three significant digits, grouped, never in powers of ten. */
export function figure(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || size === 0 ? 0 : Math.min(3, 2 - Math.floor(Math.log10(size)));
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function targetWords({ compare, atMost, atLeast, allowance }: Target): string {
  const bounds = [atLeast === undefined ? [] : `≥ ${figure(atLeast)}`, atMost === undefined ? [] : `≤ ${figure(atMost)}`].flat();
  const left = allowance === undefined ? compare : compare.replace('ours', `(ours - ${figure(allowance)})`);
  return bounds.length === 0 ? left : `${left} ${bounds.join(', ')}`;
}

/** The cells of a row, without its name and verdict. */
export function cells(row: Row): readonly string[] {
  const quantity = (value: number | null) => (value === null ? '' : `${figure(value)} ${row.unit}`);
  return [
    quantity(row.ours),
    quantity(row.floor),
    quantity(row.peer),
    `${figure(row.ratio)} (${figure(row.range[0])} to ${figure(row.range[1])})`,
    targetWords(row.target),
  ];
}

const HEAD = ['row', 'Kith', 'floor', 'peer', 'compared: median (range)', 'target', 'verdict'];

export function table(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map((row) => [row.id, ...cells(row), row.verdict])];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
