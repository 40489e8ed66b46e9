// The order key: one line of integers with gaps for all messages of an account and what was said about them, so that a page of the server's
// archive, which mixes conversations, finds its place between its neighbours. Order once shown never changes; when a gap is full, everything
// after it moves on.
import type { Archive } from './database.ts';

/** Distance between messages that come one after the other. */
const GAP = 2 ** 20;
/** Where an account's line begins; below it is room for a million messages of older history at full distance. */
const START = 2 ** 44;
/** How far the later part moves when a gap is full. */
const SHIFT = 2 ** 40;
/** Room in front of what does not join on what is known: for some 80,000 messages. */
const APART = 2 ** 36;
/** A gap is filled from its known side in steps of this part of what is left: some 7000 messages before anything must move. */
const PART = 1024;

/** Where things that follow each other go, one by one; meanwhile nothing else is put there. */
export interface Line {
  next(): number;
  /** One of them stands there already. */
  reached(position: number): void;
}

export function makePositions(archive: Archive) {
  // Also behind messages that were deleted here since: what the server's archive was read up to stays in front of what comes.
  const greatest = archive.prepare<[{ account: string }], { position: number | null }>(`
    SELECT max(position) AS position FROM (SELECT max(position) AS position FROM messages WHERE account = @account
      UNION ALL SELECT max(position) FROM changes WHERE account = @account
      UNION ALL SELECT max(last_position) FROM coverage WHERE account = @account)`);
  const next = archive.prepare<[{ account: string; at: number }], { position: number | null }>(`
    SELECT min(position) AS position FROM (SELECT min(position) AS position FROM messages WHERE account = @account AND position > @at
      UNION ALL SELECT min(position) FROM changes WHERE account = @account AND position > @at)`);
  const previous = archive.prepare<[{ account: string; at: number }], { position: number | null }>(`
    SELECT max(position) AS position FROM (SELECT max(position) AS position FROM messages WHERE account = @account AND position < @at
      UNION ALL SELECT max(position) FROM changes WHERE account = @account AND position < @at)`);
  const byTime = archive.prepare<[string, number], { position: number }>(
    'SELECT position FROM messages WHERE account = ? AND sent_at <= ? ORDER BY position DESC LIMIT 1',
  );
  const byArchiveId = archive.prepare<[string, string, string], { position: number }>(
    'SELECT position FROM messages WHERE account = ? AND archived_by = ? AND archive_id = ?',
  );
  const endOf = archive.prepare<[string, string, string], { position: number | null }>(
    'SELECT last_position AS position FROM coverage WHERE account = ? AND archive = ? AND last_id = ?',
  );
  const beginningOf = archive.prepare<[string, string, string], { position: number | null }>(
    'SELECT first_position AS position FROM coverage WHERE account = ? AND archive = ? AND first_id = ?',
  );
  const lastArchived = archive.prepare<[string, string], { position: number }>(
    `SELECT position FROM messages WHERE account = ? AND archived_by = ? AND archive_id IS NOT NULL ORDER BY position DESC LIMIT 1`,
  );
  const newestEnd = archive.prepare<[string, string], { position: number | null }>(
    `SELECT max(last_position) AS position FROM coverage WHERE account = ? AND archive = ? AND peer = ''`,
  );
  const moves = [
    'UPDATE messages SET position = position + @shift WHERE account = @account AND position > @above',
    'UPDATE shelves SET newest = newest + @shift WHERE account = @account AND newest > @above',
    'UPDATE conversations SET read_up_to = read_up_to + @shift WHERE account = @account AND read_up_to > @above',
    'UPDATE conversations SET displayed_up_to = displayed_up_to + @shift WHERE account = @account AND displayed_up_to > @above',
    'UPDATE conversations SET told_up_to = told_up_to + @shift WHERE account = @account AND told_up_to > @above',
    'UPDATE conversations SET synced_up_to = synced_up_to + @shift WHERE account = @account AND synced_up_to > @above',
    'UPDATE conversations SET place = place + @shift WHERE account = @account AND place > @above',
    'UPDATE changes SET position = position + @shift WHERE account = @account AND position > @above',
    'UPDATE coverage SET first_position = first_position + @shift WHERE account = @account AND first_position > @above',
    'UPDATE coverage SET last_position = last_position + @shift WHERE account = @account AND last_position > @above',
  ].map((sql) => archive.prepare<[{ account: string; above: number; shift: number }]>(sql));
  let moved = 0;

  function moveOn(account: string, above: number): void {
    for (const move of moves) move.run({ account, above, shift: SHIFT });
    moved += 1;
  }

  const step = (room: number) => Math.max(1, Math.min(GAP, Math.floor(room / PART)));

  return {
    /** How often gaps had to be widened so far: after a change, positions read before are out of date. */
    moved: () => moved,

    /** After everything the account has. */
    append: (account: string): number => (greatest.get({ account })?.position ?? START - GAP) + GAP,

    /** Where its line ends. */
    last: (account: string): number | undefined => greatest.get({ account })?.position ?? undefined,

    /** From where to go on behind `low` when much may be missing there: what fills it in later finds room. */
    apartFrom: (account: string, low: number): number => (next.get({ account, at: low })?.position == null ? low + APART : low),

    /** Places behind `low`, each behind the last one, before whatever came next there. */
    upFrom(account: string, low: number): Line {
      let end = low;
      let high: number | undefined;
      let looked = false;
      return {
        next() {
          if (!looked) high = next.get({ account, at: end })?.position ?? undefined;
          looked = true;
          if (high === undefined) end += GAP;
          else if (high - end >= 2) end += step(high - end);
          else {
            moveOn(account, end);
            high += SHIFT;
            end += GAP;
          }
          return end;
        },
        reached(position) {
          if (position <= end) return;
          end = position;
          looked = false;
        },
      };
    },

    /** Places in front of `high`, each before the last one, behind whatever came before there. */
    downFrom(account: string, high: number): Line {
      let beginning = high;
      let low: number | undefined;
      return {
        next() {
          low ??= previous.get({ account, at: beginning })?.position ?? 0;
          if (beginning - low >= 2) beginning -= step(beginning - low);
          else {
            moveOn(account, low);
            beginning += SHIFT - GAP;
          }
          return beginning;
        },
        reached(position) {
          if (position >= beginning) return;
          beginning = position;
          low = undefined;
        },
      };
    },

    /** The end of the newest stretch of coverage. */
    ofMark: (account: string, by: string): number | undefined => newestEnd.get(account, by)?.position ?? undefined,

    /** The end of all that an archive has told of, also of what came live and is not known to be without a hole before it. */
    ofNewest(account: string, by: string): number | undefined {
      const ends = [lastArchived.get(account, by)?.position, newestEnd.get(account, by)?.position].filter((end) => end != null);
      return ends.length === 0 ? undefined : Math.max(...ends);
    },

    /** The last message sent no later than this: the last resort, because clocks differ. */
    atTime: (account: string, sentAt: number): number | undefined => byTime.get(account, sentAt)?.position,

    first: (account: string): number | undefined => next.get({ account, at: -1 })?.position ?? undefined,

    /**
     * Where something with this archive id stands: a message, or the edge of a stretch of coverage, whose id may not be a message's. A stretch
     * ends behind all it holds; where it begins is not for own messages to say, which stand where they were written.
     */
    ofArchiveId(account: string, by: string, id: string, edge: 'beginning' | 'end'): number | undefined {
      const row = byArchiveId.get(account, by, id)?.position;
      const stretch = (edge === 'end' ? endOf : beginningOf).get(account, by, id)?.position ?? undefined;
      return row === undefined || stretch === undefined || edge === 'beginning' ? (stretch ?? row) : Math.max(row, stretch);
    },
  };
}

export type Positions = ReturnType<typeof makePositions>;
