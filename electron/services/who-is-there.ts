// Which devices of whom are there, as the server said in this session. A stream that is lost and resumed, even by the next process, goes on with
// it (XEP-0198): nobody says it again.
import { contactId, type Presence } from '../../shared/contact.ts';
import type { SessionStore } from '../archive/sessions.ts';
import type { PresenceFact } from '../xmpp/core/presence.ts';
import { byTurn, mergePresence, SHOWS } from './merge-presence.ts';

/** Of one person; when there are more the oldest goes. */
export const MOST_DEVICES = 50;

export interface WhoIsThere {
  /** Who was there when an earlier process ended; to be shown only once its session is resumed. */
  recall(account: string): void;
  /** Inside a transaction. True when the last of their devices has left. */
  hear(account: string, fact: PresenceFact): boolean;
  /** Contact ids of the account's people who are there. */
  ids(account: string): readonly string[];
  has(id: string): boolean;
  /** All devices of this contact id as one. */
  merged(id: string): Presence;
  /** Those with a name, the one to turn to first. */
  resources(id: string): readonly string[];
  forget(account: string): void;
}

export function makeWhoIsThere(sessions: Pick<SessionStore, 'presences' | 'setPresence' | 'removePresence'>): WhoIsThere {
  /** By contact id, the latest device last. */
  const people = new Map<string, Map<string, PresenceFact>>();

  const of = (id: string): Map<string, PresenceFact> => people.get(id) ?? new Map();
  const ids = (account: string): string[] => [...people.keys()].filter((id) => id.startsWith(`${account} `));

  return {
    recall(account) {
      for (const { address, resource, show, status, priority, idleSince } of sessions.presences(account)) {
        const id = contactId(account, address);
        const fact = { address, resource, show: SHOWS.find((each) => each === show), status, priority, idleSince };
        people.set(id, of(id).set(resource, fact));
      }
    },
    hear(account, fact) {
      const { address, resource, show, status, priority, idleSince } = fact;
      const id = contactId(account, address);
      const devices = of(id);
      if (show !== undefined) {
        sessions.setPresence(account, { address, resource, show, status, priority, idleSince });
        devices.delete(resource);
        devices.set(resource, fact);
        for (const old of [...devices.keys()].slice(0, -MOST_DEVICES)) {
          devices.delete(old);
          sessions.removePresence(account, address, old);
        }
        people.set(id, devices);
        return false;
      }
      // The address itself has left: so have all its devices.
      if (resource === '') devices.clear();
      else devices.delete(resource);
      sessions.removePresence(account, address, resource === '' ? undefined : resource);
      return devices.size === 0 && people.delete(id);
    },
    ids,
    has: (id) => people.has(id),
    merged: (id) => mergePresence(of(id).values()),
    resources: (id) =>
      [...of(id).values()]
        .filter(({ resource }) => resource !== '')
        .toSorted(byTurn)
        .map(({ resource }) => resource),
    forget(account) {
      for (const id of ids(account)) people.delete(id);
    },
  };
}
