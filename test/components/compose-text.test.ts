// Styling a selection and finding the code in front of the caret.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeAt, type Directive, directiveFor, nameAt, styled } from '../../renderer/components/compose-text.ts';
import { styledBlocks } from '../../renderer/components/styling.ts';

/** `[` and `]` mark the selection. */
function apply(marked: string, directive: Directive): string {
  const start = marked.indexOf('[');
  const end = marked.indexOf(']') - 1;
  const value = marked.replace(/[[\]]/g, '');
  const { from, to, text, select } = styled({ value, start, end }, directive);
  const after = value.slice(0, from) + text + value.slice(to);
  return `${after.slice(0, select[0])}[${after.slice(select[0], select[1])}]${after.slice(select[1])}`;
}

describe('styling a selection', () => {
  it.each([
    ['one [two] three', '*', 'one [*two*] three'],
    ['one [*two*] three', '*', 'one [two] three'],
    ['one *[two]* three', '*', 'one [two] three'],
    ['one [ two ] three', '_', 'one [ _two_ ] three'],
    ['[one\n\ntwo]', '~', '[~one~\n\n~two~]'],
    ['[~one~\n~two~]', '~', '[one\ntwo]'],
    ['[~one~\ntwo]', '~', '[~~one~~\n~two~]'],
    ['a[]b', '`', 'a`[]`b'],
    ['[   ]', '*', '[   ]'],
  ] as const)('%j with %s', (before, directive, after) => {
    expect(apply(before, directive)).toBe(after);
  });

  it('makes what was selected one span, whatever it is', () => {
    const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => /^[^\s*>`]([^*\n\r]*[^\s*])?$/u.test(text));
    fc.assert(
      fc.property(word, (text) => {
        const edit = styled({ value: text, start: 0, end: text.length }, '*');
        const [block] = styledBlocks(edit.text);
        expect(block).toMatchObject({ kind: 'plain', spans: [{ kind: 'strong', from: 0, to: text.length + 2 }] });
      }),
    );
  });

  it('has a key for each', () => {
    expect(['b', 'I', 'e'].map((key) => directiveFor(key, false))).toEqual(['*', '_', '`']);
    expect(directiveFor('X', true)).toBe('~');
    expect(directiveFor('x', false)).toBeNull();
    expect(directiveFor('b', true)).toBeNull();
  });
});

describe('a code in front of the caret', () => {
  const at = (text: string) => codeAt(text, text.length);
  it.each([
    [':sm', { from: 0, code: 'sm', closed: false }],
    ['well :thumbs_up', { from: 5, code: 'thumbs_up', closed: false }],
    ['(:+1', { from: 1, code: '+1', closed: false }],
    [':tada:', { from: 0, code: 'tada', closed: true }],
    ['line\n:ok', { from: 5, code: 'ok', closed: false }],
    [':s', null],
    ['12:30', null],
    ['https://x', null],
    [':-)', null],
    ['::', null],
    ['a :b c', null],
    ['', null],
  ])('%j', (text, expected) => {
    expect(at(text)).toEqual(expected);
  });

  it('ends where the caret is', () => {
    expect(codeAt(':smile', 3)).toEqual({ from: 0, code: 'sm', closed: false });
  });
});

describe('the name in front of the caret', () => {
  it.each([
    ['@', 0, ''],
    ['hi @An', 3, 'An'],
    ['hi\n@änn', 3, 'änn'],
    ['(@x', 1, 'x'],
    ['*@bob', 1, 'bob'],
    ['"@bob@kith.te', 1, 'bob@kith.te'],
    ['`a` @b', 4, 'b'],
    ['```\ncode\n```\n@b', 13, 'b'],
  ])('%j begins at %i', (value, from, typed) => {
    expect(nameAt(value, value.length)).toEqual({ from, typed });
  });

  it.each([
    '',
    'a',
    'bob@',
    'bob@kith',
    'a.b@c',
    'me+x@',
    'a_@b',
    'hi @An na',
    '@An\n',
    '`@b',
    '`a` `@b',
    '```\n@b',
    '``` @b',
    `@${'a'.repeat(41)}`,
  ])('there is none in %j', (value) => {
    expect(nameAt(value, value.length)).toBeNull();
  });

  it('ends at the caret', () => {
    expect(nameAt('x @Anna y', 5)).toEqual({ from: 2, typed: 'An' });
    expect(nameAt('x @Anna y', 2)).toBeNull();
  });

  it('is looked for in no time, however long the line is', () => {
    const line = `${'"@'.repeat(100_000)} `;
    const begun = performance.now();
    expect(nameAt(line, line.length)).toBeNull();
    expect(performance.now() - begun).toBeLessThan(50);
  });
});
