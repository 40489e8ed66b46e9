// What the conversations of stored messages need to know and have to be told: looked up and written once per transaction, not once per message.
import type { Archive } from './database.ts';
import { MENTIONS_LEFT } from './mentions.ts';
import type { Positions } from './positions.ts';
import { NEWEST } from './rows.ts';

interface Marks {
  readonly read_up_to: number;
  readonly displayed_up_to: number;
  readonly displayed_at: number | null;
  /** 1: something was said here about messages that are not. */
  readonly waiting: number;
}

const UNKNOWN: Marks = { read_up_to: 0, displayed_up_to: 0, displayed_at: null, waiting: 0 };

export function makeTidings(archive: Archive, positions: Pick<Positions, 'moved'>) {
  const mark = archive.prepare<[number], Marks>(`
    SELECT read_up_to, displayed_up_to, displayed_at,
      EXISTS (SELECT 1 FROM changes WHERE conversation = conversations.id AND message IS NULL)
        OR EXISTS (SELECT 1 FROM messages WHERE conversation = conversations.id AND stand_in = 1) AS waiting
    FROM conversations WHERE id = ?`);
  // A stamp from the future must not keep a conversation on top for years; there may be nothing to see in it.
  const touch = archive.prepare<[{ id: number; unread: number; mentions: number }]>(`
    UPDATE conversations SET unread = unread + @unread, mentions = mentions + @mentions, last_message = (SELECT m.id ${NEWEST}),
      active_at = coalesce((SELECT min(m.sent_at, m.stored_at) ${NEWEST}), active_at)
    WHERE id = @id`);
  const recount = archive.prepare<[number]>(`
    UPDATE conversations SET unread = (SELECT count(*) FROM messages m WHERE m.conversation = conversations.id AND m.unread = 1),
      mentions = ${MENTIONS_LEFT} WHERE id = ?`);
  const marks = new Map<number, Marks>();
  const counts = new Set<number>();
  const news = new Map<number, { unread: number; mentions: number }>();
  let movesSeen = 0;

  return {
    /** Inside storing(). */
    marksOf(conversation: number): Marks {
      if (movesSeen !== positions.moved()) marks.clear();
      movesSeen = positions.moved();
      const known = marks.get(conversation) ?? mark.get(conversation) ?? UNKNOWN;
      marks.set(conversation, known);
      return known;
    },

    /** Inside storing(): a message came or changed, and so many more (or fewer) are unread, and so many of these mention the person. */
    tell(conversation: number, unread: number, mentions: number): void {
      const told = news.get(conversation) ?? { unread: 0, mentions: 0 };
      news.set(conversation, { unread: told.unread + unread, mentions: told.mentions + mentions });
    },

    /** Inside storing(): something was said about a message, which may be still to come. */
    said: (conversation: number): void => void marks.delete(conversation),

    /** Inside storing(): what was said about its messages may have changed how far it was read. */
    retell(conversation: number): void {
      marks.delete(conversation);
      counts.add(conversation);
    },

    tellNow: (conversation: number): void => void touch.run({ id: conversation, unread: 0, mentions: 0 }),

    /** One transaction that stores messages and then tells their conversations. */
    storing<T>(work: () => T): T {
      return archive.transaction(() => {
        marks.clear();
        news.clear();
        counts.clear();
        const result = work();
        for (const [id, more] of news) touch.run({ id, ...more });
        for (const id of counts) recount.run(id);
        return result;
      });
    },
  };
}
