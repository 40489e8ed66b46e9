// How well a few typed letters fit a name: accents and case do not count, words may come in any order, letters may be left out.

const MOST_TERMS = 8;
const LONGEST = 200;
const WORD_START = /[\p{L}\p{N}]/u;
/** Letters that are no accented form of another one by Unicode, but are typed as one. */
const PLAIN: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

const EXACT = 1000;
const BEGINNING = 800;
const WORD = 700;
const INSIDE = 500;
const SCATTERED = 300;

/** Lower case without accents, for comparing. */
export function folded(text: string): string {
  const bare = text.slice(0, LONGEST).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return bare.replace(/[ßøæœłđðþı]/g, (letter) => PLAIN[letter] ?? letter);
}

/** Greater is better; null = does not fit. Every word of `query` has to fit; `text` is folded already. */
export function fuzzyScore(query: string, text: string): number | null {
  const terms = folded(query)
    .split(/\s+/)
    .filter((term) => term !== '')
    .slice(0, MOST_TERMS);
  if (terms.length === 0) return null;
  if (terms.join(' ') === text) return EXACT;
  const scores = terms.map((term) => termScore(term, text));
  if (scores.some((score) => score === null)) return null;
  return scores.reduce<number>((sum, score) => sum + (score ?? 0), 0) / terms.length;
}

/** Those that fit by any of their texts, best first; equals keep their order. */
export function fuzzyFilter<T>(items: readonly T[], query: string, textsOf: (item: T) => readonly string[]): readonly T[] {
  return items
    .flatMap((item) => {
      // The first text is the name; the others are found too, a little less eagerly.
      const scores = textsOf(item).map((text, index) => (fuzzyScore(query, folded(text)) ?? -Infinity) - index * 40);
      const best = Math.max(...scores);
      return best > -Infinity ? [{ item, best }] : [];
    })
    .sort((a, b) => b.best - a.best)
    .map(({ item }) => item);
}

function termScore(term: string, text: string): number | null {
  const places = [...occurrences(text, term)];
  const first = places[0];
  // A shorter text is nearer to what was typed.
  const nearness = Math.min(50, (term.length / Math.max(1, text.length)) * 50);
  if (first === 0) return BEGINNING + nearness;
  if (places.some((at) => startsWord(text, at))) return WORD + nearness;
  if (first !== undefined) return INSIDE + nearness;
  return scattered(term, text);
}

/** The letters in their order, beginning at a word and not too far apart. */
function scattered(term: string, text: string): number | null {
  if (term.length < 2) return null;
  let best: number | null = null;
  for (const start of occurrences(text, term[0] ?? '')) {
    if (!startsWord(text, start)) continue;
    let at = start;
    let gaps = 0;
    for (const letter of term.slice(1)) {
      const next = text.indexOf(letter, at + 1);
      if (next < 0) return best;
      if (next > at + 1 && !startsWord(text, next)) gaps += next - at - 1;
      at = next;
    }
    if (gaps <= term.length + 2) best = Math.max(best ?? 0, SCATTERED - gaps * 10);
  }
  return best;
}

function* occurrences(text: string, part: string): Generator<number> {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) yield at;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || !WORD_START.test(text[at - 1] ?? '');
}
