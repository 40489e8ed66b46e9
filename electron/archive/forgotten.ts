// What was in a chat that is deleted here and that the account's archive will tell of once more, because it was not read so far yet: above all the
// last own messages, which only an archive gives an id. Remembered is no more than their ids.
import type { Archive } from './database.ts';

/** Ids kept of one chat; no more lie beyond what was read unless the server has no archive, which then tells of nothing. */
const MOST = 5000;

/** Where an archive cannot be asked for what came after an id alone, a page of it reaches so many messages at most into what was read. */
const OVERLAP = 300;

interface Copy {
  readonly archiveId?: string | undefined;
  readonly id?: string | undefined;
}

export function makeForgotten(archive: Archive) {
  const place = archive.prepare<[number], { account: string; address: string }>('SELECT account, address FROM conversations WHERE id = ?');
  const stretches = archive.prepare<[string], { first: number; last: number }>(`
    SELECT coalesce(first_position, last_position) AS first, last_position AS last FROM coverage
    WHERE account = ? AND archive = '' AND peer = '' AND last_position IS NOT NULL ORDER BY last_position`);
  const reach = archive.prepare<[string, number], { position: number }>(
    `SELECT position FROM messages WHERE account = ? AND position <= ? ORDER BY position DESC LIMIT 1 OFFSET ${OVERLAP}`,
  );
  // The sender's own id only where nothing better is known: some give the same id again.
  const remember = ['messages', 'changes'].map((table) =>
    archive.prepare<[{ account: string; address: string; conversation: number; after: number; before: number }]>(`
      INSERT OR IGNORE INTO forgotten (account, address, archived, id)
      SELECT @account, @address, archive_id IS NOT NULL, coalesce(archive_id, stanza_id) FROM ${table}
      WHERE conversation = @conversation AND coalesce(archive_id, stanza_id) IS NOT NULL
        AND position > @after AND position < @before
      LIMIT ${MOST}`),
  );
  const any = archive.prepare<[string], unknown>('SELECT 1 FROM forgotten WHERE account = ? LIMIT 1');
  const one = archive.prepare<[string, string, 0 | 1, string], unknown>(
    'SELECT 1 FROM forgotten WHERE account = ? AND address = ? AND archived = ? AND id = ?',
  );

  return {
    /** Before the chat is hidden. What is older than all that was read is never asked for unless somebody wants to see it. */
    remember(conversation: number): void {
      const where = place.get(conversation);
      if (where === undefined) return;
      const known = stretches.all(where.account);
      const unread = known.map(({ last }, index) => ({
        after: reach.get(where.account, last)?.position ?? -1,
        before: known[index + 1]?.first ?? Number.MAX_SAFE_INTEGER,
      }));
      for (const gap of unread.length === 0 ? [{ after: -1, before: Number.MAX_SAFE_INTEGER }] : unread)
        for (const each of remember) each.run({ ...where, conversation, ...gap });
    },

    /** Whether a copy out of the account's own archive is of that kind; undefined: there is nothing of that kind. */
    of(account: string): ((address: string, copy: Copy) => boolean) | undefined {
      if (any.get(account) === undefined) return undefined;
      return (address, { archiveId, id }) =>
        (archiveId !== undefined && one.get(account, address, 1, archiveId) !== undefined) ||
        (id !== undefined && one.get(account, address, 0, id) !== undefined);
    },
  };
}

export type Forgotten = ReturnType<typeof makeForgotten>;
