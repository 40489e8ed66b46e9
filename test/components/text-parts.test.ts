// Message bodies as inert parts: only four kinds of link, nothing lost, nothing invented.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initial } from '../../renderer/components/initial.ts';
import { isEmojiOnly, textParts } from '../../renderer/components/text-parts.ts';

const linksIn = (text: string) => textParts(text).flatMap((part) => (part.kind === 'link' ? [part.url] : []));
const textOf = (text: string) =>
  textParts(text)
    .map((part) => part.text)
    .join('');

describe('links', () => {
  it('finds http, https, mailto and xmpp', () => {
    expect(linksIn('see http://a.example/x, https://b.example/y?z=1. mailto:c@d.example or xmpp:lea@kith.example?message!')).toEqual([
      'http://a.example/x',
      'https://b.example/y?z=1',
      'mailto:c@d.example',
      'xmpp:lea@kith.example?message',
    ]);
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'ftp://a.example/x', '//a.example/x', 'vbscript:x', 'blob:x'])(
    'leaves %s alone',
    (text) => {
      expect(linksIn(text)).toEqual([]);
    },
  );

  it('shows the network name of an address in other letters', () => {
    const [part] = textParts('https://аррӏе.com/login');
    expect(part).toMatchObject({ kind: 'link', title: expect.stringContaining('xn--') });
    expect(textParts('https://apple.com/')[0]).toMatchObject({ kind: 'link', title: undefined });
  });

  it('never loses or changes a character', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: 'grapheme' }), fc.webUrl(), fc.constantFrom('xmpp:a@b', 'mailto:x@y.zz', '<b>', '\u202e', '\n')),
        ),
        (pieces) => {
          const text = pieces.join(' ');
          expect(textOf(text)).toBe(text);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('takes a hundred thousand characters without a link in its stride', () => {
    const text = 'xmpp:'.repeat(20_000);
    expect(textOf(text)).toBe(text);
  });
});

describe('emoji', () => {
  it.each(['🎉', '❤️', '👨‍👩‍👧‍👦', '🏳️‍🌈 🎈', '👍🏽👍🏽👍🏽', '❤'])('shows %s large', (text) => expect(isEmojiOnly(text)).toBe(true));
  it.each(['', ' ', '🎉🎉🎉🎉', 'ok 🎉', '1', '#', '123', '©a', '来'])('shows “%s” as text', (text) =>
    expect(isEmojiOnly(text)).toBe(false),
  );
});

describe('initials', () => {
  it.each([
    ['maren', 'M'],
    ['  jonas', 'J'],
    ['نادية', 'ن'],
    ['来週', '来'],
    ['\u202eevil', 'E'],
    ['e\u0301mile', 'E\u0301'],
    ['1\ufe0f\u20e3 team', '1\ufe0f\u20e3'],
    ['...', '#'],
    ['', '#'],
    ['🎈 club', '🎈'],
  ])('of “%s” is %s', (name, letter) => expect(initial(name)).toBe(letter));
});
