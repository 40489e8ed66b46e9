// Who sees the person while they appear offline.
import type { Contact } from '../../shared/contact.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Announcer } from './announce.ts';
import type { OwnPresenceRoad } from './own-presence.ts';

type Appearing = Pick<Settings, 'appearToContacts' | 'appearToGroups'>;

/** Whether this contact sees the person all the same. */
export function fits(contact: Contact | undefined, { appearToContacts, appearToGroups }: Appearing): boolean {
  if (contact?.listed !== true) return false;
  return appearToContacts.includes(contact.id) || contact.groups.some((group) => appearToGroups.includes(group));
}

/** Addresses among the account's contacts, in order. `contacts` is asked only where somebody may be excepted. */
export function exceptedFrom(contacts: () => readonly Contact[], account: string, settings: Appearing): readonly string[] {
  if (settings.appearToContacts.length + settings.appearToGroups.length === 0) return [];
  return contacts()
    .filter((contact) => contact.account === account && fits(contact, settings))
    .map(({ address }) => address)
    .sort();
}

/** Who is excepted changes with the contact list. */
export function followContacts({ changed }: Pick<Announcer, 'changed'>, own: Pick<OwnPresenceRoad, 'current' | 'repeat'>): void {
  changed.on(({ contacts }) => {
    if (contacts.size > 0 && own.current().availability === 'hidden') own.repeat();
  });
}

/** What is told by itself is told to nobody the person hides from. */
export function discreet<T extends { mayKnow(account: string, address: string): boolean }>(
  road: T,
  isHiddenFrom: (account: string, address: string) => boolean,
): T {
  return { ...road, mayKnow: (account: string, address: string) => !isHiddenFrom(account, address) && road.mayKnow(account, address) };
}
