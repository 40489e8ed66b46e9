// Whom the person mentions, as the page says it: the page is not trusted with places.
import { describe, expect, it } from 'vitest';
import { lines, mentionsIn } from '../../electron/services/mentions.ts';
import { xmlText } from '../../electron/xmpp/message.ts';

const stored = (text: string) => xmlText(lines(text));

describe('mentions of what was written', () => {
  it('stand in the text that is stored', () => {
    const text = 'a\r\nb\u0007 @Änne\r@Bob';
    const found = mentionsIn(
      text,
      [
        { from: 6, to: 11, address: 'ÄNNE@kith.test/x' },
        { from: 12, to: 16, address: 'bob@kith.test' },
      ],
      xmlText,
    );
    expect(stored(text)).toBe('a\nb @Änne\n@Bob');
    expect(found.map(({ from, to, address }) => [stored(text).slice(from, to), address])).toEqual([
      ['@Änne', 'änne@kith.test'],
      ['@Bob', 'bob@kith.test'],
    ]);
  });

  it('are none where they can stand nowhere, twice in one place, or for nobody', () => {
    const text = '@Bob 😀\u0007';
    const at = (from: number, to: number, address = 'bob@kith.test') => ({ from, to, address });
    expect(mentionsIn(text, [at(4, 4), at(4, 2), at(0, 99), at(5, 6), at(6, 7), at(7, 8), at(0, 4, 'a b@kith.test')], xmlText)).toEqual([]);
    expect(mentionsIn(text, [at(2, 5), at(0, 4)], xmlText)).toEqual([at(0, 4)]);
  });
});
