// What of a server archive (XEP-0313) lies here: stretches without a hole. The newest one's end is the mark from which to catch up;
// between two stretches is a gap that is still to be filled. Stretches with a `peer` know that conversation's messages only.
import type { Archive } from './database.ts';
import { makePositions } from './positions.ts';

export interface Stretch {
  readonly firstId: string;
  readonly lastId: string;
  /** Nothing older exists in the archive. */
  readonly fromStart: boolean;
}

export interface Gap {
  /** Absent: the gap reaches back to the archive's beginning. */
  readonly after?: string;
  readonly before: string;
}

/** One answered query. `ids`: all archive ids of the page in archive order, also of what is no message. */
export interface CoveredPage {
  readonly ids: readonly string[];
  /** What was asked for, when it was answered with everything next to it. */
  readonly after?: string;
  readonly before?: string;
  readonly fromStart?: boolean;
  /** From StoredPage. */
  readonly firstPosition?: number;
  readonly lastPosition?: number;
}

/** Where messages of one conversation may be missing, as positions: behind `after` (0: from the very beginning) and before `before`. */
export interface Hole {
  readonly after: number;
  readonly before: number;
  /** Archive id at its end, and whether it is one of this conversation's own. */
  readonly edge: { readonly id: string; readonly own: boolean };
}

export interface Coverage {
  /** Oldest first. */
  readonly holes: readonly Hole[];
  /** Where what is known without a hole up to now begins; 0: with the archive itself. Undefined: nothing was read yet. */
  readonly completeFrom?: number;
}

interface Row {
  readonly id: number;
  readonly peer: string;
  readonly first_id: string;
  readonly last_id: string;
  readonly first_position: number | null;
  readonly last_position: number | null;
  readonly from_start: number;
}

interface Interval {
  readonly first: number;
  last: number;
  readonly fromStart: boolean;
  readonly edge: Hole['edge'];
}

/** `archive` is '' for the account's own, else the address that keeps it. `peer` is '' for everything in it. */
export function makeSync(archive: Archive) {
  const positions = makePositions(archive);
  const all = archive.prepare<[string, string, string], Row>(`
    SELECT id, peer, first_id, last_id, first_position, last_position, from_start FROM coverage
    WHERE account = ? AND archive = ? AND peer = ? ORDER BY last_position, id`);
  const insert = archive.prepare<[string, string, string, string, string, number | null, number | null, number]>(`
    INSERT INTO coverage (account, archive, peer, first_id, last_id, first_position, last_position, from_start)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const remove = archive.prepare<[number]>('DELETE FROM coverage WHERE id = ?');
  const deleted = archive.prepare<[string, string], { at: number }>('SELECT at FROM deletions WHERE account = ? AND address = ?');
  const advance = archive.prepare<[string, number | null, number]>('UPDATE coverage SET last_id = ?, last_position = ? WHERE id = ?');

  return {
    /** The newest archive id up to which, from its stretch's beginning, nothing is missing. */
    getMark: (account: string, by: string): string | undefined => all.all(account, by, '').at(-1)?.last_id,

    /** A live message with this archive id came while nothing was missing before it. */
    setMark(account: string, by: string, id: string): void {
      archive.transaction(() => {
        const newest = all.all(account, by, '').at(-1);
        // Behind all that stands here by now, whether it is a message or not: also behind own ones that the archive has not told of.
        const position = positions.last(account) ?? null;
        if (newest === undefined) insert.run(account, by, '', id, id, position, position, 0);
        else advance.run(id, position, newest.id);
      });
    },

    /** Records a page: it prolongs the stretches it touches, joins them, or begins one of its own. */
    cover(account: string, by: string, page: CoveredPage, peer = ''): void {
      archive.transaction(() => {
        const has = (id: string) => page.ids.includes(id);
        const stretches = all.all(account, by, peer);
        const touching = stretches.filter(
          (row) => row.last_id === page.after || row.first_id === page.before || has(row.first_id) || has(row.last_id),
        );
        const left = touching.find((row) => (row.last_id === page.after || has(row.last_id)) && !has(row.first_id));
        const right = touching.find((row) => (row.first_id === page.before || has(row.first_id)) && !has(row.last_id));
        const first = left?.first_id ?? page.ids[0] ?? right?.first_id;
        const last = right?.last_id ?? page.ids.at(-1) ?? left?.last_id;
        if (first === undefined || last === undefined) return;
        const firstPosition = left ? left.first_position : (page.firstPosition ?? right?.first_position ?? null);
        // Never back in front of what it held already, and not into what is known of later.
        const end = right ? right.last_position : furthest(page.lastPosition, left?.last_position);
        const newest = stretches.every((row) => touching.includes(row) || (row.last_position ?? 0) <= (end ?? 0));
        const lastPosition = newest ? furthest(end, page.lastPosition, left?.last_position) : end;
        const fromStart = left ? left.from_start === 1 : page.fromStart === true || touching.some((row) => row.from_start === 1);
        for (const row of touching) remove.run(row.id);
        insert.run(account, by, peer, first, last, firstPosition, lastPosition, fromStart ? 1 : 0);
      });
    },

    /** Oldest first. */
    stretches: (account: string, by: string): readonly Stretch[] =>
      all.all(account, by, '').map((row) => ({ firstId: row.first_id, lastId: row.last_id, fromStart: row.from_start === 1 })),

    /** What is missing and may still be had, oldest first: before an archive's beginning there is nothing to ask for. */
    gaps(account: string, by: string): readonly Gap[] {
      const rows = all.all(account, by, '');
      return rows.flatMap((row, index) => {
        const earlier = rows[index - 1];
        if (row.from_start === 1) return [];
        return earlier === undefined ? [{ before: row.first_id }] : [{ after: earlier.last_id, before: row.first_id }];
      });
    },

    /** When this conversation was last deleted here, ms since the epoch; 0: never. */
    deletedAt: (account: string, peer: string): number => deleted.get(account, peer)?.at ?? 0,

    /** The same for one conversation, whose messages may also have been asked for by themselves. */
    coverage(account: string, by: string, peer: string): Coverage {
      const rows = [...all.all(account, by, ''), ...(peer === '' ? [] : all.all(account, by, peer))];
      const intervals = merged(rows);
      const newest = intervals.at(-1);
      if (newest === undefined) return { holes: [] };
      const holes = intervals.flatMap(({ first, fromStart, edge }, index) =>
        fromStart ? [] : [{ after: intervals[index - 1]?.last ?? 0, before: first, edge }],
      );
      return { holes, completeFrom: newest.fromStart ? 0 : newest.first };
    },
  };
}

const furthest = (...positions: readonly (number | null | undefined)[]): number | null =>
  positions.reduce<number | null>((end, each) => (each == null || (end !== null && end >= each) ? end : each), null);

/** As intervals of positions that do not touch, ascending. A stretch without any message has no place and says nothing about others. */
function merged(rows: readonly Row[]): readonly Interval[] {
  const intervals: Interval[] = [];
  const placed = rows
    .flatMap((row) => {
      if (row.last_position === null) return [];
      const first = row.first_position ?? (row.from_start === 1 ? 0 : row.last_position);
      const edge = { id: row.first_id, own: row.peer !== '' };
      return [{ first, last: row.last_position, fromStart: row.from_start === 1, edge }];
    })
    .sort((a, b) => a.first - b.first || Number(b.edge.own) - Number(a.edge.own));
  for (const next of placed) {
    const before = intervals.at(-1);
    if (before === undefined || next.first > before.last) intervals.push({ ...next });
    else {
      before.last = Math.max(before.last, next.last);
      // What begins at the archive's beginning makes everything it touches begin there.
      if (next.fromStart && !before.fromStart) intervals[intervals.length - 1] = { ...before, fromStart: true };
    }
  }
  return intervals;
}

export type SyncStore = ReturnType<typeof makeSync>;
