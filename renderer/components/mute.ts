// For how long a chat can be muted. Pure.
import { MUTED_ALWAYS } from '../../shared/conversation.ts';

export const MUTE_CHOICES = ['hour', 'hours', 'tomorrow', 'always'] as const;
export type MuteChoice = (typeof MUTE_CHOICES)[number];

const HOUR_MS = 3_600_000;
const MORNING_HOUR = 8;

/** ms since the epoch until which a chat muted now stays silent; `tomorrow` ends at eight in the morning. */
export function muteUntil(choice: MuteChoice, now: number): number {
  switch (choice) {
    case 'hour':
      return now + HOUR_MS;
    case 'hours':
      return now + 8 * HOUR_MS;
    case 'tomorrow': {
      const morning = new Date(now);
      morning.setDate(morning.getDate() + 1);
      morning.setHours(MORNING_HOUR, 0, 0, 0);
      return morning.getTime();
    }
    case 'always':
      return MUTED_ALWAYS;
  }
}
