// Presence in words: what somebody is now, or when they were last there.
import { useTranslation } from 'react-i18next';
import type { Availability } from '../../shared/contact.ts';
import { lastSeen } from './dates.ts';

/** `seen` in ms since the epoch, when it is known. */
export function usePresenceWords(availability: Availability, seen: number | undefined, now: number): string {
  const { t } = useTranslation();
  if (availability !== 'offline' || seen === undefined) return t(`presence.${availability}`);
  const { key, time, day } = lastSeen(seen, now);
  return t(`presence.seen.${key}`, { time, day });
}
