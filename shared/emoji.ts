// What counts as one emoji (UTS #51), as people and their clients write them.
import { graphemes } from './graphemes.ts';

/** The longest there are have some 30 units. */
const LONGEST = 40;

/** One emoji, with the variation selector its picture needs where it was left out; undefined for anything else. */
export function asEmoji(text: string): string | undefined {
  if (text === '' || text.length > LONGEST) return undefined;
  const { value, done } = graphemes().segment(text)[Symbol.iterator]().next();
  if (done === true || value.segment !== text) return undefined;
  if (/^\p{RGI_Emoji}$/v.test(text)) return text;
  const shown = `${text}\ufe0f`;
  if (/^\p{RGI_Emoji}$/v.test(shown)) return shown;
  // Newer than this runtime knows, or a sequence with a selector missing inside.
  return /^\p{Extended_Pictographic}/u.test(text) ? text : undefined;
}
