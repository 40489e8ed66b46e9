// How long muting lasts.
import { describe, expect, it } from 'vitest';
import { muteUntil } from '../../renderer/components/mute.ts';
import { MUTED_ALWAYS } from '../../shared/conversation.ts';

const at = (month: number, day: number, hour: number, minute = 0) => new Date(2026, month - 1, day, hour, minute).getTime();

describe('muting', () => {
  it('counts hours from now', () => {
    expect(muteUntil('hour', 1000)).toBe(3_601_000);
    expect(muteUntil('hours', 1000)).toBe(28_801_000);
  });

  it('ends tomorrow in the morning, also across months and changes of the clocks', () => {
    expect(muteUntil('tomorrow', at(11, 23, 14, 6))).toBe(at(11, 24, 8));
    expect(muteUntil('tomorrow', at(11, 30, 23, 59))).toBe(at(12, 1, 8));
    for (let day = 1; day < 365; day++) expect(new Date(muteUntil('tomorrow', at(1, day, 12))).getHours()).toBe(8);
  });

  it('never ends when it is for always', () => expect(muteUntil('always', 1)).toBe(MUTED_ALWAYS));
});
