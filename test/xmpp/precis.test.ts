import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nickname, nicknameKey, opaqueString, usernameCaseMapped } from '../../shared/precis.ts';

describe('UsernameCaseMapped', () => {
  // RFC 8265 3.5, tables 1 and 3.
  it.each([
    ['juliet@example.com', 'juliet@example.com'],
    ['fussball', 'fussball'],
    ['fu\u00dfball', 'fu\u00dfball'],
    ['\u03c0', '\u03c0'],
    ['\u03a3', '\u03c3'],
    ['\u03c3', '\u03c3'],
    ['\u03c2', '\u03c2'],
    ['foo bar', undefined],
    ['', undefined],
    ['henry\u2163', undefined],
    ['\u265a', undefined],
  ])('RFC 8265: %j is %j', (text, prepared) => {
    expect(usernameCaseMapped(text)).toBe(prepared);
  });

  it.each([
    ['width', '\uff21\uff4c\uff49\uff43\uff45', 'alice'],
    ['half-width katakana', '\uff76\uff85', '\u30ab\u30ca'],
    ['composition', 'jose\u0301', 'jos\u00e9'],
    ['composition after case', 'JOSE\u0301', 'jos\u00e9'],
    ['a sigma keeps its form whatever stands beside it', '\u039f\u0394\u039f\u03a3', '\u03bf\u03b4\u03bf\u03c3'],
    ['dotted capital I', '\u0130', 'i\u0307'],
    ['Kelvin sign is a compatibility character until it is lower-cased', '\u212a', 'k'],
    ['Cherokee', '\u13a0', '\uab70'],
    ['right to left', '\u05d0\u05d1', '\u05d0\u05d1'],
    ['right to left, then digits', '\u05d01', '\u05d01'],
    ['digits, then right to left', '1\u05d0', undefined],
    ['mixed directions', 'a\u05d0', undefined],
    ['mixed directions, right first', '\u05d0a', undefined],
    ['European and Arabic digits', '\u06271\u0661', undefined],
    ['Arabic digits alone do not begin', '\u0661', undefined],
    ['both kinds of Arabic digits', '\u0627\u0661\u06f1', undefined],
    ['Arabic with marks at the end', '\u0628\u064e', '\u0628\u064e'],
    ['Catalan middle dot', 'l\u00b7l', 'l\u00b7l'],
    ['middle dot elsewhere', 'a\u00b7l', undefined],
    ['Greek keraia', '\u0375\u03b1', '\u0375\u03b1'],
    ['Greek keraia before Latin', '\u0375a', undefined],
    ['Hebrew geresh', '\u05d0\u05f3', '\u05d0\u05f3'],
    ['Hebrew geresh first', '\u05f3\u05d0', undefined],
    ['Katakana middle dot', '\u30fb\u30ab', '\u30fb\u30ab'],
    ['Katakana middle dot among Latin', 'a\u30fbb', undefined],
    ['joiner after a virama', '\u0915\u094d\u200d', '\u0915\u094d\u200d'],
    ['joiner elsewhere', 'a\u200db', undefined],
    ['non-joiner between joining letters', '\u0645\u06cc\u200c\u062e', '\u0645\u06cc\u200c\u062e'],
    ['non-joiner after a letter that does not join', '\u062f\u200c\u062e', undefined],
    ['non-joiner in Latin', 'a\u200cb', undefined],
    ['zero-width space', 'a\u200bb', undefined],
    ['word joiner', 'a\u2060b', undefined],
    ['byte order mark', '\ufeffalice', undefined],
    ['soft hyphen', 'al\u00adice', undefined],
    ['right-to-left override', '\u202ealice', undefined],
    ['isolate', 'a\u2066b', undefined],
    ['variation selector', 'a\ufe0f', undefined],
    ['Hangul filler', '\u3164', undefined],
    ['old Hangul jamo', '\u1100\u1161', '\uac00'],
    ['old Hangul jamo that compose to nothing', '\u1100', undefined],
    ['tatweel', '\u0640', undefined],
    ['combining grapheme joiner', 'a\u034fb', undefined],
    ['ligature', '\ufb01n', undefined],
    ['Roman numeral', '\u2160', undefined],
    ['circled letter', '\u24d0', undefined],
    ['mathematical letter', '\u{1d41a}', undefined],
    ['superscript', 'x\u00b2', undefined],
    ['title case digraph', '\u01c5', undefined],
    ['emoji', '\u{1f600}', undefined],
    ['no-break space', 'a\u00a0b', undefined],
    ['ideographic space', 'a\u3000b', undefined],
    ['tab', 'a\tb', undefined],
    ['NUL', 'a\u0000', undefined],
    ['C1 control', 'a\u0085', undefined],
    ['private use', '\ue000', undefined],
    ['noncharacter', '\ufffe', undefined],
    ['lone surrogate', '\ud800', undefined],
    ['unassigned', '\u0378', undefined],
  ])('%s: %j is %j', (_what, text, prepared) => {
    expect(usernameCaseMapped(text)).toBe(prepared);
  });

  it('is settled after one application', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (text) => {
        const once = usernameCaseMapped(text);
        if (once !== undefined) expect(usernameCaseMapped(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('OpaqueString', () => {
  // RFC 8265 4.3, table 5, and beyond.
  it.each([
    ['correct horse battery staple', 'correct horse battery staple'],
    ['Correct Horse Battery Staple', 'Correct Horse Battery Staple'],
    ['\u03c0\u00df\u00e5', '\u03c0\u00df\u00e5'],
    ['Jack of \u2666s', 'Jack of \u2666s'],
    ['foo\u1680bar', 'foo bar'],
    ['', undefined],
    ['my cat is a \u0009by', undefined],
    ['e\u0301', '\u00e9'],
    ['\u2163', '\u2163'],
    ['\u05d0a1', '\u05d0a1'],
    ['\u{1f600}', '\u{1f600}'],
    ['a\u200bb', undefined],
    ['a\u202eb', undefined],
    ['a\u2028b', undefined],
    ['\u{1f469}\u200d\u{1f4bb}', undefined],
  ])('%j is %j', (text, prepared) => {
    expect(opaqueString(text)).toBe(prepared);
  });
});

describe('Nickname', () => {
  // RFC 8266 4, tables 1 and 2.
  it.each([
    ['Foo', 'Foo', 'foo'],
    ['foo', 'foo', 'foo'],
    ['Foo Bar', 'Foo Bar', 'foo bar'],
    [' Foo  Bar ', 'Foo Bar', 'foo bar'],
    ['\u03a3', '\u03a3', '\u03c3'],
    ['\u03c3', '\u03c3', '\u03c3'],
    ['\u03c2', '\u03c2', '\u03c2'],
    ['\u265a', '\u265a', '\u265a'],
    ['Richard \u2163', 'Richard IV', 'richard iv'],
    ['\u00a0A\u3000\u2003B', 'A B', 'a b'],
    ['\uff21', 'A', 'a'],
    ['   ', undefined, undefined],
    ['', undefined, undefined],
    ['a\u202eb', undefined, undefined],
    ['\u00b4a', '\u0301a', '\u0301a'],
  ])('%j is shown as %j and compared as %j', (text, shown, key) => {
    expect(nickname(text)).toBe(shown);
    expect(nicknameKey(text)).toBe(key);
  });
});
