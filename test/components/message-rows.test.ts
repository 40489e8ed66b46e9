// Grouping, day headers and the unread divider.
import { describe, expect, it } from 'vitest';
import { dividerIndex, messageRows, opening, sameRow, startsElsewhere } from '../../renderer/components/message-rows.ts';
import type { Message } from '../../shared/message.ts';
import { conversation } from '../store/support.ts';

const NOON = new Date(2026, 10, 23, 12).getTime();
const MINUTE = 60_000;

function message(position: number, minutes: number, direction: 'in' | 'out' = 'in'): Message {
  return {
    id: `m${position}`,
    conversation: 'c',
    account: 'a',
    direction,
    sender: direction === 'in' ? 'bob@b.example' : 'alice@a.example',
    sentAt: NOON + minutes * MINUTE,
    position,
    body: 'x',
    length: 1,
    state: direction === 'in' ? 'received' : 'sent',
  };
}

describe('message rows', () => {
  it('groups one writer within five minutes', () => {
    const rows = messageRows([message(1, 0), message(2, 5), message(3, 11), message(4, 11, 'out')], null);
    expect(rows.map((row) => [row.first, row.last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
  });

  it('begins a day where the local calendar does, and a group with it', () => {
    const rows = messageRows([message(1, 718), message(2, 721)], null);
    expect(rows.map((row) => row.startsDay)).toEqual([true, true]);
    expect(rows[1]?.first).toBe(true);
  });

  it('places the divider before the first unread message of others, once', () => {
    const rows = messageRows([message(1, 0), message(2, 1, 'out'), message(3, 2), message(4, 3)], { after: 1, count: 2 });
    expect(rows.map((row) => row.divider)).toEqual([0, 0, 2, 0]);
    expect(dividerIndex(rows)).toBe(2);
    expect(rows[2]?.first).toBe(true);
  });

  it('has no divider where nothing is unread', () => {
    expect(dividerIndex(messageRows([message(1, 0)], { after: 1, count: 1 }))).toBe(-1);
    expect(dividerIndex(messageRows([message(1, 0)], null))).toBe(-1);
  });

  it('knows when rows came or went at the start', () => {
    const [a, b, c] = [message(1, 0), message(2, 1), message(3, 2)];
    expect(startsElsewhere([b, c], [a, b, c])).toBe(true);
    expect(startsElsewhere([a, b, c], [b, c])).toBe(true);
    expect(startsElsewhere([a, b], [a, b, c])).toBe(false);
    expect(startsElsewhere([a, b], [a])).toBe(false);
    expect(startsElsewhere([a], [c])).toBe(false);
    expect(startsElsewhere([], [a])).toBe(false);
  });

  it('knows a row that need not be drawn again', () => {
    const one = message(1, 0);
    const [a] = messageRows([one], null);
    const [b, c] = messageRows([one, message(2, 1)], null);
    const [d] = messageRows([one, message(3, 40)], null);
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('rows are missing');
    expect(sameRow(a, d)).toBe(true);
    expect(sameRow(a, b)).toBe(false);
    expect(sameRow(b, c)).toBe(false);
  });
});

describe('where a chat opens', () => {
  const place = { position: 7, above: 12 };

  it('is where it was left, or the end, when nothing is unread', () => {
    expect(opening(conversation('bob', 1, { readUpTo: 9, place }))).toEqual({ divider: null, start: place, count: 0, after: 9 });
    expect(opening(conversation('bob', 1, { readUpTo: 9 }))).toMatchObject({ divider: null, start: null });
  });

  it('is what is unread, wherever it was left', () => {
    const unread = { unread: 3, readUpTo: 9, place };
    expect(opening(conversation('bob', 1, unread))).toEqual({ divider: { after: 9, count: 3 }, start: null, count: 3, after: 9 });
  });

  it('is the first message that counts as unread, where older ones that were never read do not', () => {
    const fresh = { unread: 2, readUpTo: 0, unreadFrom: 40 };
    expect(opening(conversation('bob', 1, fresh))).toMatchObject({ divider: { after: 39, count: 2 }, start: null, after: 39 });
  });
});
