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
  // Only what cannot mean anything to the matcher: it has signs for "not" and "exactly".
  const words = folded(query).match(WORDS) ?? [];
  const texts = items.map((item) => textsOf(item).map(folded));
  const count = Math.max(0, ...texts.map((each) => each.length));
  const whole: number[] = [];
  const slipped: number[] = [];
  for (let field = 0; field < count; field++) {
    const fits = fitting(
      texts.map((each) => each[field] ?? ''),
      words,
    );
    whole.push(...fits.whole);
    slipped.push(...fits.slipped);
  }
  return [...new Set([...whole, ...slipped])].flatMap((index) => items[index] ?? []);
}

/** Places in `haystack`, best first; apart those that fit only with a slip. */
function fitting(haystack: string[], words: readonly string[]): { whole: readonly number[]; slipped: readonly number[] } {
  const [found, info, order] = matcher.search(haystack, words.join(' '), MOST_RANKED, Number.POSITIVE_INFINITY);
  if (info === null) return { whole: found ?? [], slipped: [] };
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  const ranked = (wanted: boolean) => order.flatMap((at) => ((info.chars[at] === letters) === wanted ? (info.idx[at] ?? []) : []));
  return { whole: ranked(true), slipped: ranked(false) };
}
