// Times and days in words, from ms since the epoch and the moment they are looked at.
import { lazily } from '../../shared/lazily.ts';

/** English with a 24-hour clock and day before month; the pseudo-locale borrows it. */
const LOCALE = 'en-GB';
/** The first one of a page takes many times as long as the others. */
const format = (options: Intl.DateTimeFormatOptions) => lazily(() => new Intl.DateTimeFormat(LOCALE, options));
const CLOCK = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const WEEKDAY_SHORT = format({ weekday: 'short' });
const WEEKDAY = format({ weekday: 'long' });
const DAY_MONTH = format({ day: 'numeric', month: 'short' });
const DAY_FULL = format({ weekday: 'long', day: 'numeric', month: 'long' });
const DATE = format({ day: '2-digit', month: '2-digit', year: '2-digit' });
const DATE_FULL = format({ day: 'numeric', month: 'long', year: 'numeric' });
const MONTH = format({ month: 'long', year: 'numeric' });
const MOMENT = format({ dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' });

const EXACT = format({
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

export function clock(at: number): string {
  return CLOCK().format(at);
}

/** Date and time in full, for a tooltip. */
export function moment(at: number): string {
  return MOMENT().format(at);
}

/** The same in one short line. */
export function exactly(at: number): string {
  return EXACT().format(at);
}

/** The local calendar day, as a number that grows by one each day. */
export function dayOf(at: number): number {
  const date = new Date(at);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

/** Today the clock, within a week the weekday, else the date. */
export function rowTime(at: number, now: number): string {
  const age = dayOf(now) - dayOf(at);
  if (age === 0) return clock(at);
  if (age > 0 && age < 7) return WEEKDAY_SHORT().format(at);
  return sameYear(at, now) ? DAY_MONTH().format(at) : DATE().format(at);
}

/** `words` for today and yesterday come from the catalogue. */
export function dayLabel(at: number, now: number, words: { readonly today: string; readonly yesterday: string }): string {
  const age = dayOf(now) - dayOf(at);
  if (age === 0) return words.today;
  if (age === 1) return words.yesterday;
  if (age > 1 && age < 7) return WEEKDAY().format(at);
  return sameYear(at, now) ? DAY_FULL().format(at) : DATE_FULL().format(at);
}

/** When somebody was last there, as a key of the catalogue and what belongs into it. */
export function lastSeen(
  at: number,
  now: number,
): { readonly key: 'today' | 'yesterday' | 'day'; readonly time: string; readonly day: string } {
  const age = dayOf(now) - dayOf(at);
  const key = age <= 0 ? 'today' : age === 1 ? 'yesterday' : 'day';
  const day = age < 7 ? WEEKDAY().format(at) : sameYear(at, now) ? DAY_MONTH().format(at) : DATE_FULL().format(at);
  return { key, time: clock(at), day };
}

export function monthName(at: number): string {
  return MONTH().format(at);
}

/** Short, Monday first. */
export function weekdayNames(): readonly string[] {
  // A week that began on a Monday.
  return Array.from({ length: 7 }, (_, day) => WEEKDAY_SHORT().format(new Date(2024, 0, 1 + day)));
}

/** The day alone, short: for something a few days away. */
export function rowDay(at: number): string {
  return DAY_MONTH().format(at);
}

/** What a clock shows that is so many minutes ahead of UTC; the weekday when it is another than here. Undefined where it shows the same. */
export function clockThere(now: number, east: number): { readonly time: string; readonly day: string | undefined } | undefined {
  const here = -new Date(now).getTimezoneOffset();
  if (east === here) return undefined;
  // As if it were here: the formats speak of local time.
  const there = now + (east - here) * 60_000;
  return { time: clock(there), day: dayOf(there) === dayOf(now) ? undefined : WEEKDAY().format(there) };
}

/** A moment not far away: today the clock, else day and clock. */
export function soon(at: number, now: number): string {
  return dayOf(at) === dayOf(now) ? clock(at) : `${rowDay(at)}, ${clock(at)}`;
}

/** A date alone, such as one in a certificate. */
export function fullDate(at: number): string {
  return DATE_FULL().format(at);
}

function sameYear(a: number, b: number): boolean {
  return new Date(a).getFullYear() === new Date(b).getFullYear();
}
