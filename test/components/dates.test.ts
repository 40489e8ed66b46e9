// Times and days in words: what a row and a day header say, by age.
import { describe, expect, it } from 'vitest';
import { clock, clockThere, dayLabel, dayOf, lastSeen, rowTime } from '../../renderer/components/dates.ts';

const at = (year: number, month: number, day: number, hour = 12, minute = 0) => new Date(year, month - 1, day, hour, minute).getTime();
const NOW = at(2026, 11, 23, 14, 6);
const words = { today: 'Today', yesterday: 'Yesterday' };

describe('dates', () => {
  it('has a clock of two and two digits', () => {
    expect(clock(at(2026, 11, 23, 0, 5))).toBe('00:05');
    expect(clock(at(2026, 11, 23, 14, 6))).toBe('14:06');
  });

  it('knows the clock elsewhere, and the day when it is another one', () => {
    const here = -new Date(NOW).getTimezoneOffset();
    expect(clockThere(NOW, here)).toBeUndefined();
    expect(clockThere(NOW, here - 330)).toEqual({ time: '08:36', day: undefined });
    expect(clockThere(NOW, here + 720)).toEqual({ time: '02:06', day: 'Tuesday' });
  });

  it('tells the time today, the weekday within a week, else the date', () => {
    expect(rowTime(at(2026, 11, 23, 9, 12), NOW)).toBe('09:12');
    expect(rowTime(at(2026, 11, 22, 23, 59), NOW)).toBe('Sun');
    expect(rowTime(at(2026, 11, 17), NOW)).toBe('Tue');
    expect(rowTime(at(2026, 11, 16), NOW)).toBe('16 Nov');
    expect(rowTime(at(2025, 11, 16), NOW)).toBe('16/11/25');
  });

  it('shows the date of something that claims to be from tomorrow', () => {
    expect(rowTime(at(2026, 11, 24, 9), NOW)).toBe('24 Nov');
  });

  it('names days', () => {
    expect(dayLabel(at(2026, 11, 23, 0, 0), NOW, words)).toBe('Today');
    expect(dayLabel(at(2026, 11, 22), NOW, words)).toBe('Yesterday');
    expect(dayLabel(at(2026, 11, 20), NOW, words)).toBe('Friday');
    expect(dayLabel(at(2026, 11, 3), NOW, words)).toContain('3 November');
    expect(dayLabel(at(2025, 12, 31), NOW, words)).toBe('31 December 2025');
  });

  it('tells when somebody was last seen', () => {
    expect(lastSeen(at(2026, 11, 23, 14, 2), NOW)).toMatchObject({ key: 'today', time: '14:02' });
    expect(lastSeen(at(2026, 11, 22, 14, 2), NOW)).toMatchObject({ key: 'yesterday', time: '14:02' });
    expect(lastSeen(at(2026, 11, 20), NOW)).toMatchObject({ key: 'day', day: 'Friday' });
    expect(lastSeen(at(2026, 11, 3), NOW)).toMatchObject({ key: 'day', day: '3 Nov' });
    expect(lastSeen(at(2025, 12, 31), NOW)).toMatchObject({ key: 'day', day: '31 December 2025' });
    // A clock that was set back must not make it a day in the future.
    expect(lastSeen(at(2026, 11, 24), NOW).key).toBe('today');
  });

  it('counts calendar days, also across a change of the clocks', () => {
    for (let day = 1; day < 365; day++) expect(dayOf(at(2026, 1, day + 1, 0, 1)) - dayOf(at(2026, 1, day, 23, 59))).toBe(1);
  });
});
