// What of a server archive (XEP-0313) lies here: stretches without a hole. The newest one's end is the mark from which to catch up;
// between two stretches is a gap that is still to be filled.
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

interface Row {
  readonly id: number;
  readonly first_id: string;
  readonly last_id: string;
  readonly first_position: number | null;
  readonly last_position: number | null;
  readonly from_start: number;
}

/** `archive` is '' for the account's own, else the address that keeps it. */
export function makeSync(archive: Archive) {
  const positions = makePositions(archive);
  const all = archive.prepare<[string, string], Row>(`
    SELECT id, first_id, last_id, first_position, last_position, from_start FROM coverage
    WHERE account = ? AND archive = ? ORDER BY last_position, id`);
  const insert = archive.prepare<[string, string, string, string, number | null, number | null, number]>(`
    INSERT INTO coverage (account, archive, first_id, last_id, first_position, last_position, from_start) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const remove = archive.prepare<[number]>('DELETE FROM coverage WHERE id = ?');
  const advance = archive.prepare<[string, number | null, number]>('UPDATE coverage SET last_id = ?, last_position = ? WHERE id = ?');

  return {
    /** The newest archive id up to which, from its stretch's beginning, nothing is missing. */
    getMark: (account: string, by: string): string | undefined => all.all(account, by).at(-1)?.last_id,

    /** A live message with this archive id came while nothing was missing before it. */
    setMark(account: string, by: string, id: string): void {
      archive.transaction(() => {
        const newest = all.all(account, by).at(-1);
        const position = positions.ofArchiveId(account, by, id, 'end') ?? newest?.last_position ?? null;
        if (newest === undefined) insert.run(account, by, id, id, position, position, 0);
        else advance.run(id, position, newest.id);
      });
    },

    /** Records a page: it prolongs the stretches it touches, joins them, or begins one of its own. */
    cover(account: string, by: string, page: CoveredPage): void {
      archive.transaction(() => {
        const has = (id: string) => page.ids.includes(id);
        const touching = all
          .all(account, by)
          .filter((row) => row.last_id === page.after || row.first_id === page.before || has(row.first_id) || has(row.last_id));
        const left = touching.find((row) => (row.last_id === page.after || has(row.last_id)) && !has(row.first_id));
        const right = touching.find((row) => (row.first_id === page.before || has(row.first_id)) && !has(row.last_id));
        const first = left?.first_id ?? page.ids[0] ?? right?.first_id;
        const last = right?.last_id ?? page.ids.at(-1) ?? left?.last_id;
        if (first === undefined || last === undefined) return;
        const firstPosition = left ? left.first_position : (page.firstPosition ?? right?.first_position ?? null);
        const lastPosition = right ? right.last_position : (page.lastPosition ?? left?.last_position ?? null);
        const fromStart = left ? left.from_start === 1 : page.fromStart === true || touching.some((row) => row.from_start === 1);
        for (const row of touching) remove.run(row.id);
        insert.run(account, by, first, last, firstPosition, lastPosition, fromStart ? 1 : 0);
      });
    },

    /** Oldest first. */
    stretches: (account: string, by: string): readonly Stretch[] =>
      all.all(account, by).map((row) => ({ firstId: row.first_id, lastId: row.last_id, fromStart: row.from_start === 1 })),

    /** What is missing, oldest first. */
    gaps(account: string, by: string): readonly Gap[] {
      const rows = all.all(account, by);
      return rows.flatMap((row, index) => {
        const earlier = rows[index - 1];
        if (earlier !== undefined) return [{ after: earlier.last_id, before: row.first_id }];
        return row.from_start === 1 ? [] : [{ before: row.first_id }];
      });
    },
  };
}

export type SyncStore = ReturnType<typeof makeSync>;
