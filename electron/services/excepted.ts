// Who sees the person while they appear offline. Pure.
import type { Contact } from '../../shared/contact.ts';
import type { Settings } from '../../shared/settings.ts';

/** Addresses among the account's contacts, in order. */
export function exceptedFrom(
  contacts: readonly Contact[],
  account: string,
  { appearToContacts, appearToGroups }: Pick<Settings, 'appearToContacts' | 'appearToGroups'>,
): readonly string[] {
  const groups = new Set(appearToGroups);
  const people = new Set(appearToContacts);
  const fits = (contact: Contact) =>
    contact.account === account && contact.listed && (people.has(contact.id) || contact.groups.some((group) => groups.has(group)));
  return contacts
    .filter(fits)
    .map(({ address }) => address)
    .sort();
}

/** What is told by itself is told to nobody the person hides from. */
export function discreet<T extends { mayKnow(account: string, address: string): boolean }>(
  road: T,
  isHiddenFrom: (account: string, address: string) => boolean,
): T {
  return { ...road, mayKnow: (account: string, address: string) => !isHiddenFrom(account, address) && road.mayKnow(account, address) };
}
