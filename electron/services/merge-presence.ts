// The presence of somebody's devices as one truth.
import type { Presence } from '../../shared/contact.ts';
import type { PresenceFact, Show } from '../xmpp/core/presence.ts';

const AVAILABILITY: Record<Show, Presence['availability']> = {
  available: 'available',
  chat: 'chatty',
  away: 'away',
  xa: 'extended-away',
  dnd: 'busy',
};
/** The most available first. */
const SPEAKERS: readonly Show[] = ['chat', 'available', 'dnd', 'away', 'xa'];
export const SHOWS = Object.keys(AVAILABILITY) as readonly Show[];
export const OFFLINE: Presence = { availability: 'offline' };

/** Of several devices the one with the greatest priority speaks; among equals the most available (RFC 6121 4.7.2.3 leaves it open). */
export function mergePresence(devices: Iterable<PresenceFact>): Presence {
  const [best] = [...devices].filter(({ show }) => show !== undefined).toSorted(byTurn);
  if (best?.show === undefined) return OFFLINE;
  const { show, status, idleSince } = best;
  return {
    availability: AVAILABILITY[show],
    ...(status === undefined ? {} : { status }),
    ...(idleSince === undefined ? {} : { idleSince }),
  };
}

/** Who speaks first. */
export function byTurn(a: PresenceFact, b: PresenceFact): number {
  const rank = ({ show }: PresenceFact) => (show === undefined ? SPEAKERS.length : SPEAKERS.indexOf(show));
  return b.priority - a.priority || rank(a) - rank(b);
}
