// XEP-0393 Message Styling, version 1.1.1: a body as blocks and spans, in one pass over it. Nothing is taken away: the directives stay in the
// text, so that the lines of all blocks, each with its marks, are the body again.

/** A line without the marks of the quotations it is in; these are in `mark`. */
export interface Line {
  readonly mark: string;
  readonly text: string;
  /** Where `text` begins in the body. */
  readonly at: number;
}

export type Block =
  | { readonly kind: 'plain'; readonly line: Line; readonly spans: readonly Span[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  /** The first line holds the opening directive, and when `closed` the last one the closing one. */
  | { readonly kind: 'code'; readonly lines: readonly Line[]; readonly closed: boolean };

/** A part of its line's text; with its directives when it is more than text. */
export type Span =
  | { readonly kind: 'text'; readonly from: number; readonly to: number }
  | { readonly kind: Style; readonly from: number; readonly to: number; readonly children: readonly Span[] };

export type Style = 'strong' | 'emphasis' | 'strike' | 'code';

const DIRECTIVES: ReadonlyMap<string, Style> = new Map([
  ['*', 'strong'],
  ['_', 'emphasis'],
  ['~', 'strike'],
  ['`', 'code'],
]);
const FENCE = '```';
const WHITESPACE = /[\p{White_Space}\p{Z}]/u;
/** More quotations within quotations are text: nobody means them. */
const DEEPEST = 8;

export function styledBlocks(body: string): readonly Block[] {
  let at = 0;
  const lines = body.split('\n').map((text) => {
    const line = { mark: '', text, at };
    at += text.length + 1;
    return line;
  });
  return blocksOf(lines, 0);
}

function blocksOf(lines: readonly Line[], depth: number): readonly Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] as Line;
    let end = at + 1;
    if (line.text.startsWith(FENCE)) {
      while (end < lines.length && lines[end]?.text !== FENCE) end++;
      const closed = end < lines.length;
      if (closed) end++;
      blocks.push({ kind: 'code', lines: lines.slice(at, end), closed });
    } else if (line.text.startsWith('>') && depth < DEEPEST) {
      while (lines[end]?.text.startsWith('>') === true) end++;
      blocks.push({ kind: 'quote', blocks: blocksOf(lines.slice(at, end).map(unquoted), depth + 1) });
    } else blocks.push({ kind: 'plain', line, spans: spansOf(line.text) });
    at = end;
  }
  return blocks;
}

/** Section 5.1.3: the first whitespace after the mark belongs to it. */
function unquoted({ mark, text, at }: Line): Line {
  const length = isWhitespace(text[1]) ? 2 : 1;
  return { mark: mark + text.slice(0, length), text: text.slice(length), at: at + length };
}

function spansOf(text: string): readonly Span[] {
  const closers = closersOf(text);
  const between = (from: number, to: number): readonly Span[] => {
    const spans: Span[] = [];
    let plain = from;
    const upTo = (end: number) => {
      if (end > plain) spans.push({ kind: 'text', from: plain, to: end });
    };
    for (let at = from; at < to; ) {
      const directive = text[at] ?? '';
      const style = DIRECTIVES.get(directive);
      // Section 6: at the beginning, after whitespace or after another opening directive, which is where an inner text begins.
      if (style === undefined || (at > from && !isWhitespace(text[at - 1])) || isWhitespace(text[at + 1])) {
        at++;
        continue;
      }
      // With nothing between them neither of the two is a directive.
      if (text[at + 1] === directive) {
        at += 2;
        continue;
      }
      const end = closers.get(directive)?.[at + 1] ?? -1;
      if (end < 0 || end >= to) {
        at++;
        continue;
      }
      upTo(at);
      const inner = style === 'code' ? [{ kind: 'text' as const, from: at + 1, to: end }] : between(at + 1, end);
      spans.push({ kind: style, from: at, to: end + 1, children: inner });
      at = end + 1;
      plain = at;
    }
    upTo(to);
    return spans;
  };
  return between(0, text.length);
}

/** For each directive in the text and each place in it: where the next one is that may close, so not after whitespace; -1 = nowhere. */
function closersOf(text: string): ReadonlyMap<string, Int32Array> {
  const closers = new Map<string, Int32Array>();
  for (const directive of DIRECTIVES.keys()) {
    if (!text.includes(directive)) continue;
    const next = new Int32Array(text.length + 1).fill(-1);
    for (let at = text.length - 1; at >= 0; at--) {
      next[at] = text[at] === directive && at > 0 && !isWhitespace(text[at - 1]) ? at : (next[at + 1] ?? -1);
    }
    closers.set(directive, next);
  }
  return closers;
}

function isWhitespace(letter: string | undefined): boolean {
  return letter !== undefined && WHITESPACE.test(letter);
}
