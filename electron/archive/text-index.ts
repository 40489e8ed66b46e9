// The full-text index: FTS5, contentless, one row per message with the message's id.
// Filled once per transaction, in ascending order, because FTS5 writes a segment to disk at every savepoint and at every id that goes back.
import type Database from 'better-sqlite3-multiple-ciphers';

export interface TextIndex {
  /** Body of a new or changed message. */
  put(message: number, body: string): void;
  remove(message: number): void;
  /**
   * One short step of writing the index anew without the words of what was removed: until then they lie in it, marked as gone.
   * False when nothing is left to do.
   */
  clean(): boolean;
}

export interface PendingIndex extends TextIndex {
  /** How much waits to be written; reset() goes back to it when a savepoint is rolled back. */
  mark(): number;
  reset(mark: number): void;
  flush(): void;
}

/** Pages written per step: some 20 ms. */
const STEP = 200;

/** Scripts that put no space between words. */
const ONE_BY_ONE =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Tai_Le}\p{scx=New_Tai_Lue}\p{scx=Tai_Tham}\p{scx=Tai_Viet}\p{scx=Javanese}\p{scx=Balinese}]/gu;
/** Marks that are written or not, inside words, and the line that only makes them longer. */
const POINTS = /[\p{Mn}&&[\p{scx=Arabic}\p{scx=Hebrew}]]|\u0640/gv;
/** The index knows the accents of Latin letters. */
const ACCENTED = /[\u0370-\u03ff\u1f00-\u1fffё]/gu;
const PLAIN = /^[\0-\x7f]*$/;

/**
 * What is indexed for a text, and what a query must be turned into: characters of scripts without spaces stand alone, so a word is a phrase of
 * them. The index knows upper and lower case as of an old Unicode, and the sigma at the end of a word as another letter.
 */
export function segment(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.normalize('NFKC').toLowerCase().replace(ACCENTED, plain).replace(POINTS, '').replace(ONE_BY_ONE, ' $& ');
}

const plain = (letter: string) => (letter === 'ς' ? 'σ' : letter.normalize('NFD').replace(/\p{Mn}/gu, ''));

export function makeTextIndex(db: Database.Database): PendingIndex {
  const insert = db.prepare<[number, string]>('INSERT OR REPLACE INTO messages_text (rowid, body) VALUES (?, ?)');
  const remove = db.prepare<[number]>('DELETE FROM messages_text WHERE rowid = ?');
  const changes = db.prepare<[], { total: number }>('SELECT total_changes() AS total');
  let cleaning = false;
  const waiting: { readonly message: number; readonly body: string | null }[] = [];

  function add(message: number, body: string | null): void {
    if (!db.inTransaction) throw new Error('the text index changes only inside archive.transaction');
    waiting.push({ message, body });
  }

  return {
    put: (message, body) => add(message, body),
    remove: (message) => add(message, null),
    clean() {
      const before = changes.get()?.total ?? 0;
      // A negative number of pages begins with everything there is (FTS5 6.8); a step that did nothing changes fewer than two rows.
      db.prepare<[number]>(`INSERT INTO messages_text (messages_text, rank) VALUES ('merge', ?)`).run(cleaning ? STEP : -STEP);
      cleaning = (changes.get()?.total ?? 0) - before >= 2;
      return cleaning;
    },
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
