// The emoji of the picker and what `:code` becomes, over the real data; and the picker's grid under the arrow keys.
import { describe, expect, it } from 'vitest';
import { completions, emojiFinder, GROUPS, loadEmoji, toned, withRecent } from '../../renderer/components/emoji.ts';
import { type Cell, COLUMNS, emojiRows, step } from '../../renderer/components/emoji-rows.ts';
import { isEmojiOnly } from '../../renderer/components/text-parts.ts';

const all = await loadEmoji();
const named = (name: string) => all.find((emoji) => emoji.name === name);

describe('the emoji', () => {
  it('are each one emoji, in every group, and no text twice', () => {
    expect(all.length).toBeGreaterThan(1700);
    expect(new Set(all.map(({ group }) => group))).toEqual(new Set(GROUPS));
    expect(all.filter(({ text, tones }) => ![text, ...tones].every(isEmojiOnly))).toEqual([]);
    const texts = all.flatMap(({ text, tones }) => [text, ...tones]);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('have the shortest form that is drawn as an emoji', () => {
    expect(named('thumbs up')?.text).toBe('👍');
    expect(named('red heart')?.text).toBe('❤\ufe0f');
  });

  it('take the skin tone that was chosen, where they have any', () => {
    const hand = named('thumbs up');
    const cat = named('cat face');
    if (hand === undefined || cat === undefined) throw new Error('not among the data');
    expect(toned(hand, 5)).toBe('👍🏿');
    expect(toned(hand, 0)).toBe('👍');
    expect(toned(cat, 5)).toBe('🐱');
  });

  it('are found by name, code and tag', () => {
    const found = (query: string) => emojiFinder(all)(query).map(({ text }) => text);
    expect(found('thumbs up')[0]).toBe('👍');
    expect(found(':tada:')).toContain('🎉');
    expect(found('birthday')).toContain('🎂');
    expect(found('qqqq')).toEqual([]);
  });
});

describe('codes', () => {
  it('complete to those that begin so, the shorter first', () => {
    expect(completions(all, 'tada')[0]).toMatchObject({ code: 'tada', emoji: { text: '🎉' } });
    expect(completions(all, '+1')[0]).toMatchObject({ code: '+1', emoji: { text: '👍' } });
    const some = completions(all, 'smil').map(({ code }) => code);
    expect(some.slice(0, 2)).toEqual(['smile', 'smiley']);
    expect(some.length).toBeLessThanOrEqual(8);
    expect(completions(all, 'SMILE')[0]?.code).toBe('smile');
  });
});

it('what was picked is the most recent, once', () => {
  expect(withRecent(['a', 'b'], 'b')).toEqual(['b', 'a']);
  expect(
    withRecent(
      Array.from({ length: 16 }, (_, index) => `${index}`),
      'x',
    ),
  ).toHaveLength(16);
});

describe('the grid', () => {
  const cells = (count: number, name: string): Cell[] =>
    Array.from({ length: count }, (_, index) => ({ text: `${name}${index}`, name, code: undefined }));
  const rows = emojiRows([
    ['recent', cells(3, 'r')],
    ['smileys', cells(COLUMNS + 2, 's')],
    ['people', []],
  ]);
  const from = (active: number | null, key: string, mirrored = false) => step(rows, active, key, mirrored);

  it('has a heading for each group that has any, then rows', () => {
    expect(rows.map(({ group, from: first, cells: { length } }) => [group, first, length])).toEqual([
      ['recent', 0, 0],
      ['recent', 0, 3],
      ['smileys', 3, 0],
      ['smileys', 3, 8],
      ['smileys', 11, 2],
    ]);
  });

  it('is entered from above, left there, and never at another side', () => {
    expect(from(null, 'ArrowDown')).toBe(0);
    expect(from(null, 'ArrowUp')).toBeUndefined();
    expect(from(1, 'ArrowUp')).toBeNull();
    expect(from(12, 'ArrowDown')).toBe(12);
    expect(from(12, 'ArrowRight')).toBe(12);
    expect(from(0, 'ArrowLeft')).toBe(0);
    expect(from(0, 'a')).toBeUndefined();
  });

  it('keeps the column as far as the row goes, and knows where forward is', () => {
    expect(from(2, 'ArrowDown')).toBe(5);
    expect(from(10, 'ArrowDown')).toBe(12);
    expect(from(10, 'ArrowUp')).toBe(2);
    expect(from(2, 'ArrowRight')).toBe(3);
    expect(from(2, 'ArrowLeft', true)).toBe(3);
    expect(from(2, 'ArrowRight', true)).toBe(1);
  });

  it('is nowhere where there is nothing', () => {
    expect(step([], null, 'ArrowDown', false)).toBeUndefined();
  });
});
