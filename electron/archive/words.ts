// What is typed, as the text index reads it. The index gives the messages of a whole word one by one and from anywhere, those of the beginning of
// one only after it has put all of them together: so a beginning becomes the words that have it, or, where these are too many, is looked for in
// the texts themselves.
import type { Archive } from './database.ts';
import { segment } from './text-index.ts';

export interface Phrase {
  readonly text: string;
  /** Else its last word is the beginning of one. */
  readonly exact: boolean;
}

export interface Expression {
  /** For FTS5; nothing typed has a meaning of its own in it. Undefined: the index is of no help. */
  readonly match: string | undefined;
  /** What the index was not asked. */
  readonly rest: (body: string) => boolean;
  readonly all: (body: string) => boolean;
}

/** Each costs the index some 0.1 ms. */
const MOST = 100;
/** Comes before whatever a word of the index may go on with. */
const NEXT = '\u0001';

interface Sought {
  readonly words: readonly string[];
  readonly exact: boolean;
}

export function makeWords(archive: Archive) {
  // The index's own words, and its way of reading one.
  archive.prepare(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'messages_text', 'instance')`).run();
  archive.prepare(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.reading USING fts3tokenize('unicode61', 'remove_diacritics=2')`).run();
  const next = archive.prepare<[string], string>('SELECT term FROM temp.words WHERE term >= ? LIMIT 1').pluck();
  const read = archive.prepare<[string], string>('SELECT token FROM temp.reading WHERE input = ?').pluck();

  /** Undefined when they are too many. */
  function beginningWith(beginning: string): readonly string[] | undefined {
    const found: string[] = [];
    for (let word = next.get(beginning); word?.startsWith(beginning); word = next.get(word + NEXT)) {
      if (found.length === MOST) return undefined;
      found.push(word);
    }
    return found;
  }

  /** For FTS5: any of these; undefined when they are too many. */
  function indexed({ words, exact }: Sought): readonly string[] | undefined {
    const last = words.at(-1) ?? '';
    const all = exact ? [last] : beginningWith(last);
    return all?.map((word) => `"${[...words.slice(0, -1), word].join(' ')}"`);
  }

  const judge = (phrases: readonly Sought[]) => (body: string) => {
    if (phrases.length === 0) return true;
    const text = read.all(segment(body));
    return phrases.every((phrase) => text.some((_, at) => standsAt(text, at, phrase)));
  };

  /** Undefined: no message has all of these. */
  return (phrases: readonly Phrase[]): Expression | undefined => {
    const all = phrases.map(({ text, exact }) => ({ words: read.all(segment(text)), exact })).filter(({ words }) => words.length > 0);
    const asked = all.map((phrase) => ({ phrase, any: indexed(phrase) }));
    if (asked.some(({ any }) => any?.length === 0)) return undefined;
    const groups = asked.flatMap(({ any }) => (any === undefined ? [] : `(${any.join(' OR ')})`));
    return {
      match: groups.length === 0 ? undefined : groups.join(' AND '),
      rest: judge(asked.flatMap(({ phrase, any }) => (any === undefined ? phrase : []))),
      all: judge(all),
    };
  };
}

function standsAt(text: readonly string[], at: number, { words, exact }: Sought): boolean {
  return words.every((word, index) => {
    const there = text[at + index];
    return exact || index < words.length - 1 ? there === word : there?.startsWith(word) === true;
  });
}
