// Presence in words: what somebody is now and since when they touched nothing, or when they were last there.
import { useTranslation } from 'react-i18next';
import type { Presence } from '../../shared/contact.ts';
import { lastSeen } from './dates.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `seen` in ms since the epoch, when it is known. */
export function usePresenceWords(presence: Presence | undefined, seen: number | undefined, now: number): string {
  const { t } = useTranslation();
  const { availability, idleSince } = presence ?? { availability: 'offline' };
  if (availability !== 'offline') {
    const idle = idleFor(idleSince, now);
    return idle === undefined
      ? t(`presence.${availability}`)
      : `${t(`presence.${availability}`)} · ${t(`presence.idle.${idle.unit}`, idle)}`;
  }
  if (seen === undefined) return t('presence.offline');
  const { key, time, day } = lastSeen(seen, now);
  return t(`presence.seen.${key}`, { time, day });
}

/** How long nobody has touched the device, in the greatest unit that fits; undefined for less than a minute and for clocks that disagree. */
export function idleFor(
  since: number | undefined,
  now: number,
): { readonly unit: 'minutes' | 'hours' | 'days'; readonly count: number } | undefined {
  const idle = since === undefined ? 0 : now - since;
  if (idle < MINUTE) return undefined;
  if (idle < HOUR) return { unit: 'minutes', count: Math.floor(idle / MINUTE) };
  return idle < DAY ? { unit: 'hours', count: Math.floor(idle / HOUR) } : { unit: 'days', count: Math.floor(idle / DAY) };
}
