// What keys do to the text in the composer beyond typing: styling the selection (XEP-0393) and finding the `:code` or `@name` in front of the
// caret. Pure.

/** `text` takes the place of what lies from `from` to `to`; then `select` is selected. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly select: readonly [number, number];
}

export type Directive = '*' | '_' | '~' | '`';

export interface Selected {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Puts the directive around the selection, in each of its lines; takes it away where it is around all of them already. */
export function styled({ value, start, end }: Selected, directive: Directive): Edit {
  if (start === end) return { from: start, to: end, text: directive + directive, select: [start + 1, start + 1] };
  const around = value[start - 1] === directive && value[end] === directive;
  if (around) return { from: start - 1, to: end + 1, text: value.slice(start, end), select: [start - 1, end - 1] };
  const lines = value.slice(start, end).split('\n');
  // A directive next to a blank would be none.
  const parts = lines.map((line) => /^(\s*)(.*?)(\s*)$/su.exec(line)?.slice(1) ?? ['', line, '']);
  const has = ([, core = '']: readonly string[]) => core.length > 2 && core.startsWith(directive) && core.endsWith(directive);
  const words = parts.filter(([, core]) => core !== '');
  const off = words.length > 0 && words.every(has);
  const text = parts
    .map(([before = '', core = '', after = '']) => {
      if (core === '') return before + after;
      return before + (off ? core.slice(1, -1) : directive + core + directive) + after;
    })
    .join('\n');
  return { from: start, to: end, text, select: [start, start + text.length] };
}

/** Which directive a key press with Ctrl (Cmd) means. */
export function directiveFor(key: string, shift: boolean): Directive | null {
  const keys: Readonly<Record<string, Directive>> = shift ? { x: '~' } : { b: '*', i: '_', e: '`' };
  return keys[key.toLowerCase()] ?? null;
}

const CODE = /^[\p{L}\p{N}_+-]+$/u;
const BEFORE = /[\s(]/;
const LONGEST = 40;

/** The `:code` that ends at the caret, two letters at least; `from` is its colon. With `closed` its second colon is there too. */
export function codeAt(value: string, caret: number): { readonly from: number; readonly code: string; readonly closed: boolean } | null {
  const closed = value[caret - 1] === ':';
  const end = closed ? caret - 1 : caret;
  const from = value.lastIndexOf(':', end - 1);
  if (from < 0 || end - from > LONGEST || (from > 0 && !BEFORE.test(value[from - 1] ?? ''))) return null;
  const code = value.slice(from + 1, end);
  return code.length >= 2 && CODE.test(code) ? { from, code, closed } : null;
}

const NAME = /(?:^|[\s\p{Ps}\p{Pi}"'])[*_~]*@(\S*)$/u;

/** The `@name` that ends at the caret, of which nothing need be there yet, and which is not in code; `from` is its sign. */
export function nameAt(value: string, caret: number): { readonly from: number; readonly typed: string } | null {
  const line = value.slice(value.lastIndexOf('\n', caret - 1) + 1, caret);
  // No more of it than can be one: a long line need not be searched with every key.
  const typed = NAME.exec(line.slice(-2 * LONGEST))?.[1];
  if (typed === undefined || typed.length > LONGEST || inCode(value.slice(0, caret - line.length), line)) return null;
  return { from: caret - typed.length - 1, typed };
}

/** Whether whoever writes on at the end of the line writes code. */
function inCode(above: string, line: string): boolean {
  let fenced = false;
  for (const each of above.split('\n')) fenced = fenced ? each !== '```' : each.startsWith('```');
  return fenced || line.startsWith('```') || (line.split('`').length - 1) % 2 === 1;
}
