// A mention stands for somebody as long as its text stands, wherever the text around it goes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosenMentions } from '../../renderer/components/compose-mentions.ts';
import { type Mention, MOST_MENTIONS } from '../../shared/mention.ts';

const ANNA = 'anna@kith.test';
const OTHER = 'anna@other.test';
const at = (from: number, to: number, address = ANNA): Mention => ({ from, to, address });

/** The box, as somebody types into it. */
function box(text: string, mentions: readonly Mention[]) {
  const chosen = chosenMentions();
  chosen.begin(mentions);
  let now = text;
  return {
    chosen,
    text: () => now,
    named: () => chosen.now().map(({ from, to, address }) => `${now.slice(from, to)} ${address}`),
    replace(from: number, to: number, words: string) {
      const before = now;
      now = before.slice(0, from) + words + before.slice(to);
      chosen.changed(before, now, from + words.length);
    },
    /** As the system does it: the caret may be anywhere. */
    undo(before: string) {
      const left = now;
      now = before;
      chosen.changed(left, before, before.length);
    },
  };
}

describe('a chosen mention', () => {
  it('goes with the text around it', () => {
    const it = box('hi @Anna and', [at(3, 8)]);
    it.replace(0, 2, 'hello');
    it.replace(it.text().length, it.text().length, ' you');
    expect(it.text()).toBe('hello @Anna and you');
    expect(it.named()).toEqual([`@Anna ${ANNA}`]);
    it.replace(6, 6, '@');
    expect(it.named()).toEqual([`@Anna ${ANNA}`]);
  });

  it('is lost when its text is changed, and comes back when that is undone, or done again', () => {
    const it = box('hi @Anna ', [at(3, 8)]);
    it.replace(7, 8, '');
    expect(it.named()).toEqual([]);
    it.replace(7, 7, 'x');
    it.undo('hi @Anna ');
    expect(it.named()).toEqual([`@Anna ${ANNA}`]);
    // Taken from the list, undone, done again.
    it.replace(0, 9, '');
    const taken = box('@an', []);
    taken.replace(0, 3, '@Anna ');
    taken.chosen.add(at(0, 5));
    taken.undo('@an');
    expect(taken.named()).toEqual([]);
    taken.undo('@Anna ');
    expect(taken.named()).toEqual([`@Anna ${ANNA}`]);
  });

  it('of two with one name is the one that stands there', () => {
    const both = [at(0, 5), at(6, 11, OTHER)];
    const first = box('@Anna @Anna ', both);
    first.replace(0, 6, '');
    expect(first.named()).toEqual([`@Anna ${OTHER}`]);
    // Chosen anew, it is the one chosen last, also where the text was the same before.
    const anew = box('@Anna ', [at(0, 5)]);
    anew.replace(0, 6, '');
    anew.replace(0, 0, '@Anna ');
    anew.chosen.add(at(0, 5, OTHER));
    anew.replace(6, 6, 'x');
    anew.replace(6, 7, '');
    expect(anew.named()).toEqual([`@Anna ${OTHER}`]);
    const second = box('@Anna @Anna ', both);
    second.replace(6, 12, '');
    expect(second.named()).toEqual([`@Anna ${ANNA}`]);
  });

  it('stands in any text only where its words do', () => {
    const change = fc.record({ from: fc.nat(40), to: fc.nat(40), words: fc.constantFrom('', '@', 'A', '@Anna', ' ', 'a @Anna', '\n') });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const written = box('x @Anna y @Anna z', [at(2, 7), at(10, 15, OTHER)]);
        const texts: string[] = [];
        for (const { from, to, words } of changes) {
          const end = written.text().length;
          const [low, high] = [Math.min(from, to, end), Math.min(Math.max(from, to), end)];
          written.replace(low, high, words);
          texts.push(written.text());
          expect(written.chosen.now().every(({ from: start, to: stop }) => written.text().slice(start, stop) === '@Anna')).toBe(true);
        }
        for (const text of texts.reverse()) written.undo(text);
        expect(written.chosen.now().every(({ from: start, to: stop }) => written.text().slice(start, stop) === '@Anna')).toBe(true);
      }),
    );
  });

  it('keeps its place under an ending', () => {
    const it = box('@민수 ', [at(0, 3)]);
    it.replace(3, 4, '는');
    expect(it.text()).toBe('@민수는');
    expect(it.named()).toEqual([`@민수 ${ANNA}`]);
  });

  it('is one of no more than can be sent', () => {
    const chosen = chosenMentions();
    for (let each = 0; each < 150; each++) chosen.add(at(each * 2, each * 2 + 2));
    expect(chosen.now()).toHaveLength(MOST_MENTIONS);
    expect(chosen.now().at(-1)).toEqual(at(298, 300));
  });
});
