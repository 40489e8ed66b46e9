// People: the contact list with live presence, and answers to those who ask.
import type { Availability, Contact, SeeingChange, Whereabouts } from '../../shared/contact.ts';
import type { ConversationId } from '../../shared/conversation.ts';
import type { Api } from '../api.ts';
import { ofOne } from './conversations.ts';
import { type SliceAccess, withEntries, withoutEntries, withoutRows } from './slice.ts';

export { contactId } from '../../shared/contact.ts';

export interface ContactsSlice {
  readonly contacts: ReadonlyMap<string, Contact>;
  /** Those of them who ask to see when the account is online: the same record for as long as nothing about these is news. */
  readonly askers: Readonly<Record<string, Contact>>;
  /** `name`: '' for none. */
  addContact(account: string, address: string, name?: string): Promise<void>;
  /** Resolves with the conversation that became a chat, if they had written. */
  answerRequest(account: string, address: string, allow: boolean): Promise<ConversationId | null>;
  /** Of one account, or of every one (null). */
  declineRequests(only: string | null): Promise<void>;
  /** See Calls 'pictures.want'. */
  wantPicture(hash: string): void;
  /** What can be found out about somebody by asking. */
  whereabouts(account: string, address: string): Promise<Whereabouts>;
  /** '' for no name; see Calls 'contacts.edit'. */
  editContact(account: string, address: string, name: string, groups: readonly string[]): Promise<void>;
  changeSeeing(account: string, address: string, change: SeeingChange): Promise<void>;
  removeContact(account: string, address: string): Promise<void>;
  renameGroup(account: string, from: string, to: string): Promise<void>;
  /** '' for none. */
  noteAbout(account: string, address: string): Promise<string>;
  noteDown(account: string, address: string, text: string): Promise<void>;
  contactsChanged(rows: readonly Contact[]): void;
  contactsRemoved(ids: readonly string[]): void;
}

export function contactsSlice({ set }: SliceAccess<ContactsSlice>, api: Api): ContactsSlice {
  return {
    contacts: new Map(),
    askers: {},
    addContact: (account, address, name = '') => api.call('contacts.add', account, address, name),
    async answerRequest(account, address, allow) {
      if (allow) return api.call('requests.accept', account, address);
      await api.call('requests.decline', account, address);
      return null;
    },
    declineRequests: (only) => api.call('requests.declineAll', only),
    // Nobody asked for it: that it could not be said is no news for the person.
    wantPicture: (hash) => void api.call('pictures.want', hash).catch(() => undefined),
    whereabouts: (account, address) => api.call('contacts.whereabouts', account, address),
    editContact: (account, address, name, groups) => api.call('contacts.edit', account, address, name, groups),
    changeSeeing: (account, address, change) => api.call('contacts.seeing', account, address, change),
    removeContact: (account, address) => api.call('contacts.remove', account, address),
    renameGroup: (account, from, to) => api.call('contacts.renameGroup', account, from, to),
    noteAbout: (account, address) => api.call('contacts.note', account, address),
    noteDown: (account, address, text) => api.call('contacts.setNote', account, address, text),
    contactsChanged(rows) {
      set((state) => ({ contacts: withEntries(state.contacts, rows), askers: askersAfter(state.askers, rows) }));
    },
    contactsRemoved(ids) {
      set((state) => ({
        contacts: withoutEntries(state.contacts, ids),
        askers: ids.some((id) => id in state.askers) ? withoutRows(state.askers, ids) : state.askers,
      }));
    },
  };
}

export function askersAfter(before: ContactsSlice['askers'], rows: readonly Contact[]): ContactsSlice['askers'] {
  const news = rows.filter(({ id, request }) => request || id in before);
  if (news.length === 0) return before;
  const next: Record<string, Contact> = { ...before };
  for (const row of news) {
    if (row.request) next[row.id] = row;
    else delete next[row.id];
  }
  return next;
}

const ORDER: readonly Availability[] = ['chatty', 'available', 'away', 'busy', 'extended-away', 'offline'];
const REACH: Readonly<Record<Availability, number>> = Object.fromEntries(
  ORDER.map((availability, index) => [availability, availability === 'available' ? 0 : index]),
) as Record<Availability, number>;

export type PeopleOrder = 'reach' | 'name';

/**
 * The contact list, of one account or of all (null): by name, or reachable people before others and each by name. For whoever asks again and again:
 * only who came or has another name is compared with others, because people come and go by the thousand and comparing names is slow.
 */
export function makePeople(): (contacts: ContactsSlice['contacts'], only?: string | null, order?: PeopleOrder) => readonly Contact[] {
  const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
  const compare = (a: Contact, b: Contact) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
  // Nearly the same order for next to nothing: what is nearly in order takes few of the slow comparisons.
  const roughly = (a: Contact, b: Contact) => (a.name < b.name ? -1 : Number(a.name > b.name));
  let byName: readonly Contact[] = [];

  function renew(contacts: ContactsSlice['contacts']): void {
    const stays: Contact[] = [];
    for (const { id, name } of byName) {
      const contact = contacts.get(id);
      if (contact?.listed === true && contact.name === name) stays.push(contact);
    }
    let listed = 0;
    for (const contact of contacts.values()) if (contact.listed) listed++;
    if (stays.length < listed) {
      const known = new Set(stays.map(({ id }) => id));
      const others = [...contacts.values()].filter((contact) => contact.listed && !known.has(contact.id));
      byName = merge(stays, others.sort(roughly).sort(compare), compare);
    } else byName = stays;
  }

  return (contacts, only = null, order = 'reach') => {
    renew(contacts);
    const found = ofOne(byName, only);
    if (order === 'name') return found;
    const reached: Contact[][] = ORDER.map(() => []);
    for (const contact of found) reached[REACH[contact.presence.availability]]?.push(contact);
    return reached.flat();
  };
}

/** Two sorted lists as one; cheap where one of them is short. */
function merge<T>(many: readonly T[], few: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  const merged: T[] = [];
  let from = 0;
  for (const each of few) {
    let [low, high] = [from, many.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(many[middle] as T, each) < 0) low = middle + 1;
      else high = middle;
    }
    for (; from < low; from++) merged.push(many[from] as T);
    merged.push(each);
  }
  for (; from < many.length; from++) merged.push(many[from] as T);
  return merged;
}

/** A row of the contact list: the head of a group, or somebody in it. The same person stands in each of their groups. */
export type ListRow =
  | {
      readonly kind: 'head';
      /** '' for those in no group. */
      readonly group: string;
      readonly count: number;
      readonly open: boolean;
    }
  | { readonly kind: 'person'; readonly group: string; readonly contact: Contact };

/** For the few of the rows that are drawn. */
export function rowKey(row: ListRow): string {
  return row.kind === 'head' ? `group ${row.group}` : `${row.contact.id} ${row.group}`;
}

interface ListWishes {
  /** Only who is there. */
  readonly there: boolean;
  /** Groups that show their heads alone. */
  readonly folded: ReadonlySet<string>;
}

const UNGROUPED: readonly string[] = [''];

/** `found`: in the order they shall have. Without any group there are no heads; those in no group come last. */
export function listRows(found: readonly Contact[], { there, folded }: ListWishes): readonly ListRow[] {
  const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
  const groups = new Map<string, Contact[]>();
  for (const contact of found) {
    if (there && contact.presence.availability === 'offline') continue;
    const mine = contact.groups.length === 0 ? UNGROUPED : contact.groups.length === 1 ? contact.groups : new Set(contact.groups);
    for (const group of mine) {
      const members = groups.get(group);
      if (members === undefined) groups.set(group, [contact]);
      else members.push(contact);
    }
  }
  const names = [...groups.keys()].sort((a, b) => Number(a === '') - Number(b === '') || collator.compare(a, b));
  const headless = names.every((name) => name === '');
  const rows: ListRow[] = [];
  for (const group of names) {
    const members = groups.get(group) ?? [];
    const open = headless || !folded.has(group);
    if (!headless) rows.push({ kind: 'head', group, count: members.length, open });
    if (open) for (const contact of members) rows.push({ kind: 'person', group, contact });
  }
  return rows;
}

/** The groups of all accounts' contacts, by name. */
export function allGroups(contacts: ContactsSlice['contacts']): readonly string[] {
  const groups = [...contacts.values()].flatMap((contact) => (contact.listed ? contact.groups : []));
  return [...new Set(groups)].sort(new Intl.Collator().compare);
}

/** The groups of an account's contacts, by name. */
export function groupsOf(contacts: ContactsSlice['contacts'], account: string): readonly string[] {
  const groups = [...contacts.values()].flatMap((contact) => (contact.account === account && contact.listed ? contact.groups : []));
  return [...new Set(groups)].sort(new Intl.Collator().compare);
}

/** As many are proposed. */
const COMPLETIONS = 5;

/** Where people are, the most common first; the own servers before all. */
export function domainsOf(
  contacts: ContactsSlice['contacts'],
  own: Readonly<Record<string, { readonly address: string }>>,
): readonly string[] {
  const domain = ({ address }: { readonly address: string }) => address.slice(address.indexOf('@') + 1);
  const counts = new Map<string, number>();
  for (const contact of contacts.values()) if (contact.listed) counts.set(domain(contact), (counts.get(domain(contact)) ?? 0) + 1);
  const common = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
  return [...new Set([...Object.values(own).map(domain), ...common])];
}

/** What a half typed address may become: its name at each server that fits. */
export function addressesFor(typed: string, domains: readonly string[]): readonly string[] {
  const [local = '', ...rest] = typed.trim().split('@');
  const begun = rest.join('@').toLowerCase();
  if (local === '' || domains.includes(begun)) return [];
  return domains
    .filter((domain) => domain.startsWith(begun))
    .slice(0, COMPLETIONS)
    .map((domain) => `${local}@${domain}`);
}
