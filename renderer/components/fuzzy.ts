// Finding by a few letters of a name: accents and case do not count, words come in any order, and one slip in a longer word is forgiven.
import UFuzzy from '@leeoniya/ufuzzy';

/** Of more words each has to fit, but they are not ranked: their orders are too many. */
const MOST_RANKED = 3;
/** Names are anybody's text; what is beyond this is not searched. */
const LONGEST = 100;
/** Letters that are no accented form of another one by Unicode, but are typed as one. */
const PLAIN: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };
const WORDS = /[\p{L}\p{N}\p{So}]+/gu;

const matcher = new UFuzzy({
  unicode: true,
  interSplit: '\\s+',
  intraSplit: null,
  interBound: '[^\\p{L}\\p{N}]',
  intraBound: null,
  intraChars: '[\\p{L}\\p{N}]',
  intraMode: 1,
  // Of equally good ones the shorter is nearer to what was typed.
  compare: (a, b) => a.length - b.length,
});

/** Lower case without accents, for comparing. */
export function folded(text: string): string {
  const bare = text.slice(0, LONGEST).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return bare.replace(/[ßøæœłđðþı]/g, (letter) => PLAIN[letter] ?? letter);
}

/** Those that fit by any of their texts, best first; of these texts the first is the name. Equals keep their order. */
export function fuzzyFilter<T>(items: readonly T[], query: string, textsOf: (item: T) => readonly string[]): readonly T[] {
  return fuzzyFinder(items, textsOf)(query);
}

/** The same for many questions about one list. */
export function fuzzyFinder<T>(items: readonly T[], textsOf: (item: T) => readonly string[]): (query: string) => readonly T[] {
  const fields: string[][] = [];
  for (const [at, item] of items.entries()) {
    for (const [field, text] of textsOf(item).entries()) {
      fields[field] ??= Array.from(items, () => '');
      (fields[field] as string[])[at] = folded(text);
    }
  }
  return (query) => {
    // Only what cannot mean anything else to the matcher: it has signs for "not" and "exactly".
    const words = folded(query).match(WORDS) ?? [];
    const fits = fields.map((haystack) => fitting(haystack, words));
    const found = new Set([...fits.flatMap(({ whole }) => whole), ...fits.flatMap(({ slipped }) => slipped)]);
    return [...found].flatMap((index) => items[index] ?? []);
  };
}

/** Places in `haystack`, best first; apart those that fit only with a slip. */
function fitting(haystack: string[], words: readonly string[]): { whole: readonly number[]; slipped: readonly number[] } {
  const [found, info, order] = matcher.search(haystack, words.join(' '), MOST_RANKED, Number.POSITIVE_INFINITY);
  if (info === null) return { whole: found ?? [], slipped: [] };
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  const ranked = (wanted: boolean) => order.flatMap((at) => ((info.chars[at] === letters) === wanted ? (info.idx[at] ?? []) : []));
  return { whole: ranked(true), slipped: ranked(false) };
}
