// What is shown of a message that was found: around the match, and marked only where it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snippets } from '../../electron/services/snippet.ts';
import { readSearch } from '../../shared/search.ts';

describe('a snippet', () => {
  const shown = (body: string, typed: string) => {
    const { snippet, marks } = snippets(readSearch(typed).terms)(body);
    return marks.reduceRight((text, [first, last]) => `${text.slice(0, first)}[${text.slice(first, last)}]${text.slice(last)}`, snippet);
  };

  it.each([
    ['The café opens', 'cafe op', 'The [café] [op]ens'],
    ['Straße und strasse', 'stra', '[Stra]ße und [stra]sse'],
    ['来週の火曜日', '火曜', '来週の[火曜]日'],
    ['来週の火曜日', '曜', '来週の火[曜]日'],
    ['party 🎉 now', '🎉', 'party [🎉] now'],
    ['barbar bar', 'bar', '[bar]bar [bar]'],
    ['bar barbar', '"bar"', '[bar] barbar'],
    ['one\ntwo', 'two', 'one [two]'],
    ['a (b) [c] \\d', '\\d', 'a (b) [c] \\[d]'],
  ])('%s, %s', (body, typed, expected) => {
    expect(shown(body, typed)).toBe(expected);
  });

  it('shows the match of a long text in its middle, and never breaks a character', () => {
    const text = shown(`${'😀'.repeat(100)} needle ${'😀'.repeat(200)}`, 'needle');
    expect(text).toContain('[needle]');
    expect(text.isWellFormed()).toBe(true);
    expect(text.length).toBeLessThan(180);
    expect(text.startsWith('…')).toBe(true);
  });

  const unit = fc.constantFrom(...'aAbß éÉ\u0301火曜😀🎉ﬁİ.*"\\()[]{}^$|?+-:\n\u202e\ud800');

  it('marks only what is there, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), fc.string({ unit, maxLength: 12 }), (body, typed) => {
        const { snippet, marks } = snippets(readSearch(typed).terms)(body);
        const edges = [0, ...marks.flat()];
        return edges.every((edge, index) => edge >= (edges[index - 1] ?? 0)) && (edges.at(-1) ?? 0) <= snippet.length;
      }),
    );
  });
});
