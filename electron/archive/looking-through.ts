// An archive read from end to end: whether every page is what was written, and they hang together. Half a minute for a gigabyte, so in a
// thread of its own; pages that are used meanwhile prove themselves as they are read.
import { type ArchivePlace, openForReading } from './connection.ts';
import { troubleOf } from './trouble.ts';

/** What is damaged, in SQLite's words; undefined when all is well. Throws what keeps it from looking. */
export function damageOf(place: ArchivePlace): string | undefined {
  try {
    const db = openForReading(place);
    try {
      const verdict = String(db.pragma('quick_check(1)', { simple: true }));
      return verdict === 'ok' ? undefined : verdict;
    } finally {
      db.close();
    }
  } catch (error) {
    if (troubleOf(error) === 'corrupt') return error instanceof Error ? error.message : String(error);
    throw error;
  }
}
