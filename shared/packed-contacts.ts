// Contacts as a snapshot carries them: thousands cross to the page at every start, so what nearly all of them have in common stays behind.
import { type Contact, contactId } from './contact.ts';

/** What is otherwise than of nearly everybody. */
type Rest = { -readonly [K in keyof Omit<Contact, 'id' | 'account' | 'address' | 'given' | 'groups'>]?: Contact[K] };

/** Address, the name the person gave ('' for none), which list of groups. */
type Packed = readonly [address: string, given: string, groups: number, rest?: Readonly<Rest>];

export interface PackedContacts {
  readonly account: string;
  readonly groups: readonly (readonly string[])[];
  readonly rows: readonly Packed[];
}

type Growing = { -readonly [K in keyof Contact]: Contact[K] };

export function packContacts(contacts: readonly Contact[]): readonly PackedContacts[] {
  const accounts = Map.groupBy(contacts, ({ account }) => account);
  return [...accounts].map(([account, mine]) => {
    // Many have the same list, not only an equal one.
    const groups = new Map<readonly string[], number>();
    const rows = mine.map((contact): Packed => {
      const at = groups.get(contact.groups) ?? groups.size;
      groups.set(contact.groups, at);
      const rest = restOf(contact);
      const { address, given = '' } = contact;
      return rest === undefined ? [address, given, at] : [address, given, at, rest];
    });
    return { account, groups: [...groups.keys()], rows };
  });
}

function restOf(contact: Contact): Rest | undefined {
  const rest: Rest = {};
  if (contact.name !== (contact.given ?? '')) rest.name = contact.name;
  if (!contact.listed) rest.listed = false;
  if (contact.subscription !== 'both') rest.subscription = contact.subscription;
  if (contact.asked) rest.asked = true;
  if (contact.request) rest.request = true;
  if (contact.approved) rest.approved = true;
  const { availability, status, idleSince } = contact.presence;
  if (availability !== 'offline' || status !== undefined || idleSince !== undefined) rest.presence = contact.presence;
  if (contact.claims !== undefined) rest.claims = contact.claims;
  if (contact.calls !== undefined) rest.calls = contact.calls;
  if (contact.picture !== undefined) rest.picture = contact.picture;
  if (contact.lastSeen !== undefined) rest.lastSeen = contact.lastSeen;
  for (const _ in rest) return rest;
  return undefined;
}

export function unpackContacts(packed: readonly PackedContacts[]): readonly Contact[] {
  return packed.flatMap(({ account, groups, rows }) => rows.map((row) => unpack(account, groups, row)));
}

function unpack(account: string, lists: PackedContacts['groups'], row: Packed): Contact {
  const { 0: address, 1: given, 2: at, 3: rest } = row;
  const contact: Growing = {
    id: contactId(account, address),
    account,
    address,
    name: given,
    listed: true,
    subscription: 'both',
    asked: false,
    request: false,
    approved: false,
    groups: lists[at] ?? [],
    presence: OFFLINE,
  };
  if (given !== '') contact.given = given;
  return rest === undefined ? contact : Object.assign(contact, rest);
}

const OFFLINE: Contact['presence'] = { availability: 'offline' };
