import { describe, expect, it } from 'vitest';
import { manners, replyTo, typingTime } from '../../scripts/demo-replies.ts';
import { alice, conversation, waiting } from '../../scripts/demo-story.ts';

describe("the demo's past", () => {
  const now = Date.UTC(2026, 2, 1, 0, 5);
  const past = conversation(now);

  it('is in order, over several days, and over before what waits', () => {
    const times = past.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(times.map((at) => new Date(at).toDateString())).size).toBeGreaterThan(4);
    const first = Math.min(...waiting(now).map(({ at }) => at));
    expect(Math.max(...times)).toBeLessThan(first);
  });

  it('has both sides speak, and everything that waits is for Alice', () => {
    expect(new Set(past.map(({ from, to }) => `${from} ${to}`)).size).toBe(4);
    for (const { to, at } of waiting(now)) {
      expect(to).toBe(alice.user);
      expect(at).toBeLessThan(now);
    }
  });
});

describe("the demo's answers", () => {
  const { bob, carol } = manners;
  it('fit what was said', () => {
    expect(replyTo('Hello Bob!', bob, 0)).toBe(bob.hello);
    expect(replyTo('see https://example.org/?a=b', carol, 0)).toBe(carol.link);
    expect(replyTo('Thank you', carol, 0)).toBe(carol.thanks);
    expect(bob.question).toContain(replyTo('Coming?', bob, 4));
    expect(replyTo('a '.repeat(200), carol, 1)).toBe(carol.long);
    expect(replyTo('This is thick', bob, 0)).not.toBe(bob.hello);
  });
  it('do not repeat themselves at once', () => {
    expect(replyTo('fine', bob, 0)).not.toBe(replyTo('fine', bob, 1));
  });
  it('take longer to type when they are longer, within patience', () => {
    expect(typingTime('ok')).toBeLessThan(typingTime('a longer answer than that'));
    expect(typingTime('x'.repeat(10_000))).toBe(3500);
  });
});
