// The full-text index: FTS5, contentless, one row per message with the message's id.
// Filled once per transaction, in ascending order, because FTS5 writes a segment to disk at every savepoint and at every id that goes back.
import type { Driver } from './migrations.ts';

export interface TextIndex {
  /** Body of a new or changed message. */
  put(message: number, body: string): void;
  remove(message: number): void;
}

export interface PendingIndex extends TextIndex {
  /** How much waits to be written; reset() goes back to it when a savepoint is rolled back. */
  mark(): number;
  reset(mark: number): void;
  flush(): void;
}

const ONE_BY_ONE = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}]/gu;

/** What is indexed for a text, and what a query must be turned into: CJK characters stand alone, so a word is a phrase of them. */
export function segment(text: string): string {
  return text.normalize('NFKC').replace(ONE_BY_ONE, ' $& ');
}

export function makeTextIndex(db: Driver): PendingIndex {
  const insert = db.prepare<[number, string]>('INSERT OR REPLACE INTO messages_text (rowid, body) VALUES (?, ?)');
  const remove = db.prepare<[number]>('DELETE FROM messages_text WHERE rowid = ?');
  const waiting: { readonly message: number; readonly body: string | null }[] = [];

  function add(message: number, body: string | null): void {
    if (!db.inTransaction) throw new Error('the text index changes only inside archive.transaction');
    waiting.push({ message, body });
  }

  return {
    put: (message, body) => add(message, body),
    remove: (message) => add(message, null),
    mark: () => waiting.length,
    reset(mark) {
      waiting.length = mark;
    },
    flush() {
      const last = new Map(waiting.map((entry) => [entry.message, entry.body]));
      for (const [message, body] of [...last].sort(([a], [b]) => a - b)) {
        if (body === null) remove.run(message);
        else insert.run(message, segment(body));
      }
      waiting.length = 0;
    },
  };
}
