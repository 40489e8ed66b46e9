// The reading side of a conversation: pages in both directions, each as long as what it returns.
import type { ConversationId } from '../../shared/conversation.ts';
import type { MessagePage } from '../../shared/message.ts';
import type { Archive } from './database.ts';
import { MESSAGE_COLUMNS, type MessageRow, toMessage } from './rows.ts';

export function makePages(archive: Archive) {
  const newest = archive.prepare<[number, number], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE conversation = ? AND kind = 'text' ORDER BY position DESC LIMIT ?`,
  );
  const earlier = archive.prepare<[number, number, number], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE conversation = ? AND kind = 'text' AND position < ? ORDER BY position DESC LIMIT ?`,
  );
  const later = archive.prepare<[number, number, number], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE conversation = ? AND kind = 'text' AND position >= ? ORDER BY position LIMIT ?`,
  );
  const anyFrom = archive.prepare<[number, number], unknown>(
    `SELECT 1 FROM messages WHERE conversation = ? AND kind = 'text' AND position >= ? LIMIT 1`,
  );
  const anyBefore = archive.prepare<[number, number], unknown>(
    `SELECT 1 FROM messages WHERE conversation = ? AND kind = 'text' AND position < ? LIMIT 1`,
  );

  return {
    /** Newest page when `before` is null, else the page that ends before that position. */
    page(conversation: ConversationId, before: number | null, limit: number): MessagePage {
      const id = Number(conversation);
      const rows = before === null ? newest.all(id, limit + 1) : earlier.all(id, before, limit + 1);
      return {
        messages: rows.slice(0, limit).reverse().map(toMessage),
        earlier: rows.length > limit,
        later: before !== null && anyFrom.get(id, before) !== undefined,
      };
    },

    /** Up to half of `limit` messages before the position, the rest from it on; near an end one side is short. */
    around(conversation: ConversationId, position: number, limit: number): MessagePage {
      const id = Number(conversation);
      const half = Math.floor(limit / 2);
      const before = earlier.all(id, position, half + 1);
      const from = later.all(id, position, limit - half + 1);
      return {
        messages: [...before.slice(0, half).reverse(), ...from.slice(0, limit - half)].map(toMessage),
        earlier: before.length > half,
        later: from.length > limit - half,
      };
    },

    /** The page that begins after that position. */
    after(conversation: ConversationId, position: number, limit: number): MessagePage {
      const id = Number(conversation);
      const rows = later.all(id, position + 1, limit + 1);
      return {
        messages: rows.slice(0, limit).map(toMessage),
        earlier: anyBefore.get(id, position + 1) !== undefined,
        later: rows.length > limit,
      };
    },
  };
}
