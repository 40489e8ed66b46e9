// A piece of a text around what was searched for, and where in it the matches are; accents and case do not count, as in the index.
import { segment } from '../archive/text-index.ts';

/** UTF-16 units of context before the first match, and of the whole piece. */
const BEFORE = 40;
const LENGTH = 160;
/** Beyond it nothing is looked for: who searches does not wait for a book to be read. */
const READ = 8000;
/** Matches of one term that are marked. */
const MOST = 50;

interface Folded {
  readonly text: string;
  /** For each unit of `text` the unit of the original it came from, and one more for the end. */
  readonly from: readonly number[];
}

const folded = (character: string) =>
  character === 'ς' || character === '\u0640' ? segment(character) : character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Lower case without accents, with the way back. */
export function foldedIndex(original: string): Folded {
  let text = '';
  const from: number[] = [];
  let at = 0;
  for (const character of original) {
    const plain = character < '\u0080' ? character.toLowerCase() : folded(character);
    for (let unit = 0; unit < plain.length; unit++) from.push(at);
    text += plain;
    at += character.length;
  }
  from.push(original.length);
  return { text, from };
}

interface Snippet {
  readonly snippet: string;
  readonly marks: readonly (readonly [number, number])[];
}

type Term = { readonly text: string; readonly exact: boolean };

/** For one search: makes the piece of each text it found. */
export function snippets(terms: readonly Term[]): (text: string) => Snippet {
  const patterns = terms.map(patternOf);
  return (whole) => {
    const limit = back(whole, READ);
    const body = limit < whole.length ? whole.slice(0, limit) : whole;
    const { text, from } = foldedIndex(body);
    const found = patterns
      .flatMap((pattern) => [...text.matchAll(pattern)].slice(0, MOST))
      .flatMap((match): readonly [number, number][] => {
        const first = from[match.index];
        const last = from[match.index + match[0].length];
        return first === undefined || last === undefined || last <= first ? [] : [[first, last]];
      })
      .toSorted((a, b) => a[0] - b[0]);
    const start = back(body, Math.max(0, (found[0]?.[0] ?? 0) - BEFORE));
    const end = back(body, Math.min(body.length, start + LENGTH));
    const before = start > 0 ? '…' : '';
    const shift = before.length - start;
    const marks: [number, number][] = [];
    for (const [first, last] of found) {
      if (first + shift < (marks.at(-1)?.[1] ?? 0) || last > end) continue;
      marks.push([first + shift, last + shift]);
    }
    const snippet = `${before}${body.slice(start, end)}${end < whole.length ? '…' : ''}`;
    return { snippet: snippet.replace(/\s/g, ' '), marks };
  };
}

/** Where a term stands: at the beginning of words, an exact one also to the end of one; anywhere where its script has no spaces, or it no letters. */
function patternOf({ text: term, exact }: Term): RegExp {
  const parts = segment(term);
  const words = parts.match(/[\p{L}\p{M}\p{N}]+/gu)?.map((word) => RegExp.escape(foldedIndex(word).text));
  if (words === undefined) return new RegExp(RegExp.escape(foldedIndex(term.trim()).text), 'gu');
  const spaces = (each: string) => each.match(/\s/g)?.length ?? 0;
  const spaceless = spaces(parts) > spaces(term);
  if (spaceless) return new RegExp(words.join('\\s*'), 'gu');
  return new RegExp(`(?<![\\p{L}\\p{N}])${words.join('[^\\p{L}\\p{N}]+')}${exact ? '(?![\\p{L}\\p{N}])' : ''}`, 'gu');
}

/** Never between the halves of a surrogate pair. */
function back(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
