// Everything a conversation holds, oldest first, for another thread: whole bodies, earlier wordings, one picture of the archive throughout.
import type { ConversationId } from '../../shared/conversation.ts';
import type { Message, Revision } from '../../shared/message.ts';
import { type ArchivePlace, openForReading } from './connection.ts';
import { makeRevisions } from './revisions.ts';
import { MESSAGE_COLUMNS, type MessageRow, toMessage } from './rows.ts';

/** `body` is the whole of it. */
export interface WholeMessage extends Message {
  readonly revisions: readonly Revision[];
}

export interface Whole {
  count(conversation: ConversationId): number;
  messages(conversation: ConversationId): Iterable<WholeMessage>;
  close(): void;
}

/** At a time. */
const ROWS = 500;

export function openWhole(place: ArchivePlace): Whole {
  const db = openForReading(place);
  // What is written from now on belongs to another export.
  db.exec('BEGIN');
  const count = db.prepare<[number], number>(`SELECT count(*) FROM messages WHERE conversation = ? AND kind = 'text'`).pluck();
  const page = db.prepare<[number, number, number], MessageRow & { readonly whole: string }>(
    `SELECT ${MESSAGE_COLUMNS}, body AS whole FROM messages WHERE conversation = ? AND kind = 'text' AND position > ? ORDER BY position LIMIT ?`,
  );
  const revisions = makeRevisions(db);

  return {
    count: (conversation) => count.get(Number(conversation)) ?? 0,
    *messages(conversation) {
      let after = Number.MIN_SAFE_INTEGER;
      while (true) {
        const rows = page.all(Number(conversation), after, ROWS);
        for (const row of rows) {
          const message = toMessage(row);
          yield { ...message, body: row.whole, revisions: message.editedAt === undefined ? [] : revisions(message.id) };
        }
        const last = rows.at(-1);
        if (last === undefined || rows.length < ROWS) return;
        after = last.position;
      }
    },
    close: () => db.close(),
  };
}
