// Contacts as a snapshot carries them: thousands cross to the page at every start, so what nearly all of them have in common stays behind.
import { type Contact, contactId } from './contact.ts';

type Packed = { -readonly [K in keyof Omit<Contact, 'id' | 'account' | 'address'>]?: Contact[K] } & { address: string };

export interface PackedContacts {
  readonly account: string;
  readonly rows: readonly Readonly<Packed>[];
}

export function packContacts(contacts: readonly Contact[]): readonly PackedContacts[] {
  const accounts = Map.groupBy(contacts, ({ account }) => account);
  return [...accounts].map(([account, rows]) => ({ account, rows: rows.map(pack) }));
}

export function unpackContacts(packed: readonly PackedContacts[]): readonly Contact[] {
  return packed.flatMap(({ account, rows }) => rows.map((row) => unpack(account, row)));
}

function pack(contact: Contact): Packed {
  const { address, name, given, listed, subscription, asked, request, approved, groups, presence } = contact;
  const { availability, status, idleSince } = presence;
  const packed: Packed = { address };
  if (given !== undefined) packed.given = given;
  if (name !== given) packed.name = name;
  if (!listed) packed.listed = listed;
  if (subscription !== 'both') packed.subscription = subscription;
  if (asked) packed.asked = asked;
  if (request) packed.request = request;
  if (approved) packed.approved = approved;
  if (groups.length > 0) packed.groups = groups;
  if (availability !== 'offline' || status !== undefined || idleSince !== undefined) packed.presence = presence;
  if (contact.claims !== undefined) packed.claims = contact.claims;
  if (contact.calls !== undefined) packed.calls = contact.calls;
  if (contact.picture !== undefined) packed.picture = contact.picture;
  if (contact.lastSeen !== undefined) packed.lastSeen = contact.lastSeen;
  return packed;
}

function unpack(account: string, { address, given, ...row }: Readonly<Packed>): Contact {
  return {
    id: contactId(account, address),
    account,
    address,
    name: given ?? '',
    listed: true,
    subscription: 'both',
    asked: false,
    request: false,
    approved: false,
    ...(given === undefined ? {} : { given }),
    groups: [],
    presence: { availability: 'offline' },
    ...row,
  };
}
