// Contacts as the person sees them: the stored list, live presence of all devices merged, and who asks to see ours.
import type { Clock } from '../../shared/clock.ts';
import { type Contact, contactId } from '../../shared/contact.ts';
import { AppFailure } from '../../shared/errors.ts';
import { spokenName } from '../../shared/look-alike.ts';
import type { ContactRow, ContactStore, RosterItem as StoredItem } from '../archive/contacts.ts';
import type { SessionStore } from '../archive/sessions.ts';
import type { Client } from '../xmpp/client.ts';
import type { RosterItem } from '../xmpp/core/roster.ts';
import { xmlText } from '../xmpp/message.ts';
import type { Announcer } from './announce.ts';
import { OFFLINE } from './merge-presence.ts';
import type { Profiles } from './profiles.ts';
import { makeWhoIsThere } from './who-is-there.ts';

export interface Contacts {
  list(): readonly Contact[];
  find(account: string, address: string): Contact | undefined;
  byId(id: string): Contact | undefined;
  /** Devices (full JIDs) that are there, the one to turn to first. */
  devices(account: string, address: string): readonly string[];
  /** Their server says when they were last there, ms since the epoch; kept when it is news. */
  wasThere(account: string, address: string, at: number): void;
  /** They may know when the account is online (RFC 6121 3). */
  sees(account: string, address: string): boolean;
  /** What the person calls them, what they call themselves, else the local part of the address, without disguise. */
  nameOf(account: string, address: string): string;
  /** Reads the stored list of an account into memory. */
  load(account: string): void;
  /** The account was signed out: its contacts are no longer known here. */
  forget(account: string): void;
  /** Every contact of the account is announced: it was signed in. */
  announceAll(account: string): void;
  attach(account: string, client: Client): void;
  /** Fetches the list (with its version) after a new stream was bound. */
  refresh(account: string, client: Client): Promise<void>;
  /** `name`: who has one keeps that. */
  add(account: string, address: string, name?: string): Promise<void>;
  answer(account: string, address: string, allow: boolean): void;
  /** Kept here too: not every server tells what was allowed ahead of being asked. */
  approve(account: string, address: string, approved: boolean): void;
  /** Nothing is known any more of who is there. */
  lose(account: string): void;
  /** Requests of people who are blocked by now are none any more. */
  dropBlocked(account: string): void;
}

/** Of strangers, kept at once for each account. */
export const MOST_REQUESTS = 500;

export interface ContactsOptions {
  readonly store: ContactStore;
  readonly sessions: Pick<SessionStore, 'presences' | 'setPresence' | 'removePresence' | 'clear'>;
  readonly announcer: Announcer;
  /** They are kept away. */
  readonly blocked: (account: string, address: string) => boolean;
  readonly profiles: Pick<Profiles, 'shown' | 'nameOf'>;
  readonly clock: Clock;
  readonly warn: (what: string, error: unknown) => void;
}

type Drawn = { -readonly [K in keyof Contact]: Contact[K] };

export function makeContacts({ store, sessions, announcer, blocked, profiles, clock, warn }: ContactsOptions): Contacts {
  const clients = new Map<string, Client>();
  const rows = new Map<string, ContactRow>();
  /** Strangers and contacts who ask, by id. */
  const asking = new Set<string>();
  const there = makeWhoIsThere(sessions);

  /** What the person gave goes before what anybody says of themselves (XEP-0172 7). */
  function nameOf(account: string, address: string): string {
    return rows.get(contactId(account, address))?.name || profiles.nameOf(account, address) || spokenName(address);
  }

  /** Without spreads: thousands of them are drawn at every start. */
  function draw(row: ContactRow, id = contactId(row.account, row.address)): Contact {
    const { account, address, name, listed, subscription, asked, request, approved, groups, claims, lastSeen } = row;
    const presence = isOnline(account) ? there.merged(id) : OFFLINE;
    const drawn: Drawn = { id, account, address, name, listed, subscription, asked, request, approved, groups, presence };
    if (name === '') drawn.name = nameOf(account, address);
    else drawn.given = name;
    const { picture, calls } = profiles.shown(id);
    if (picture !== undefined) drawn.picture = picture;
    if (calls !== undefined) drawn.calls = calls;
    if (claims !== undefined) drawn.claims = claims;
    if (lastSeen !== undefined) drawn.lastSeen = lastSeen;
    return drawn;
  }

  function reload(account: string, address: string): void {
    const id = contactId(account, address);
    const row = store.find(account, address);
    if (row === undefined) rows.delete(id);
    else rows.set(id, row);
    if (row?.request === true) asking.add(id);
    else asking.delete(id);
    announcer.contact(id);
  }

  function load(account: string): void {
    for (const [id, row] of rows) if (row.account === account) rows.delete(id);
    for (const id of ofAccount(account, asking)) asking.delete(id);
    for (const row of store.list(account)) {
      const id = contactId(account, row.address);
      rows.set(id, row);
      if (row.request) asking.add(id);
    }
  }

  const isOnline = (account: string): boolean => clients.get(account)?.stream.connection.state === 'online';
  const ofAccount = (account: string, ids: Iterable<string>): string[] => [...ids].filter((id) => id.startsWith(`${account} `));

  function seen(id: string, lastSeen = clock.now()): void {
    const row = rows.get(id);
    if (row === undefined) return;
    store.setLastSeen(row.account, row.address, lastSeen);
    rows.set(id, { ...row, lastSeen });
    announcer.contact(id);
  }

  /** Nobody will say when they left who are there now: at once for all of them, who may be thousands. */
  function allSeen(account: string): void {
    const lastSeen = clock.now();
    store.setAllLastSeen(account, lastSeen);
    for (const id of there.ids(account)) {
      const row = rows.get(id);
      if (row !== undefined) rows.set(id, { ...row, lastSeen });
      announcer.contact(id);
    }
  }

  function online(account: string): Client {
    const client = clients.get(account);
    if (client === undefined) throw new AppFailure('not-found');
    if (!isOnline(account)) throw new AppFailure('lost', 'not connected');
    return client;
  }

  return {
    list: () => Array.from(rows, ([id, row]) => draw(row, id)),
    find(account, address) {
      const row = rows.get(contactId(account, address));
      return row === undefined ? undefined : draw(row);
    },
    byId(id) {
      const row = rows.get(id);
      return row === undefined ? undefined : draw(row);
    },
    devices(account, address) {
      return isOnline(account) ? there.resources(contactId(account, address)).map((resource) => `${address}/${resource}`) : [];
    },
    wasThere(account, address, at) {
      const id = contactId(account, address);
      const row = rows.get(id);
      // Rounded, and on its way for a while: what differs by a minute is not news.
      if (row === undefined || there.has(id) || at <= (row.lastSeen ?? 0) + 60_000) return;
      announcer.batch(() => seen(id, at));
    },
    sees(account, address) {
      const subscription = rows.get(contactId(account, address))?.subscription;
      return subscription === 'from' || subscription === 'both';
    },
    nameOf,
    load,
    forget(account) {
      const gone = ofAccount(account, rows.keys());
      for (const id of gone) {
        rows.delete(id);
        asking.delete(id);
      }
      there.forget(account);
      clients.delete(account);
      announcer.batch(() => gone.forEach(announcer.contact));
    },
    announceAll: (account) => announcer.batch(() => ofAccount(account, rows.keys()).forEach(announcer.contact)),
    attach(account, client) {
      clients.set(account, client);
      there.recall(account);
      client.roster.pushed.on(({ item, version }) => {
        announcer.batch(() => {
          const kept = storable(item);
          if (kept === undefined) store.remove(account, item.address, version);
          else store.upsert(account, kept, version);
        });
        reload(account, item.address);
      });
      client.presence.changed.on((fact) => {
        const id = contactId(account, fact.address);
        // Anybody can say that they are there: of strangers it is not kept.
        if (!rows.has(id)) return;
        announcer.batch(() => {
          if (there.hear(account, fact)) seen(id);
        });
        announcer.contact(id);
      });
      client.presence.requested.on(({ address, nickname }) => {
        // Servers keep what was asked before the block and say it again.
        if (blocked(account, address)) return;
        // Already allowed: the server lost count, not the person (RFC 6121 3.1.3 lets the client say it again).
        const { subscription, listed = false } = rows.get(contactId(account, address)) ?? {};
        // A flood of them fills neither disk nor window; the server says the rest again at the next sign-in.
        if (!listed && !asking.has(contactId(account, address)) && ofAccount(account, asking).length >= MOST_REQUESTS) return;
        if (subscription === 'from' || subscription === 'both') return void client.presence.allow(address);
        announcer.batch(() => store.setRequest(account, address, true, nickname));
        reload(account, address);
      });
      client.presence.withdrawn.on((address) => {
        if (!rows.get(contactId(account, address))?.request) return;
        announcer.batch(() => store.setRequest(account, address, false));
        reload(account, address);
      });
      client.stream.offline.on(() => {
        try {
          announcer.batch(() => allSeen(account));
        } catch (error) {
          warn('who was there last was not stored', error);
        }
      });
      client.session.resumed.on(() => announcer.batch(() => there.ids(account).forEach(announcer.contact)));
      client.session.began.on(() => {
        sessions.clear(account);
        there.forget(account);
      });
    },
    async refresh(account, client) {
      const list = await client.roster.fetch(store.version(account));
      if (list === undefined) return;
      const before = new Set([...rows.values()].filter((row) => row.account === account).map((row) => contactId(account, row.address)));
      announcer.batch(() => {
        store.replaceRoster(
          account,
          list.items.flatMap((item) => storable(item) ?? []),
          list.version,
        );
        load(account);
        for (const id of new Set([...before, ...rows.keys()])) announcer.contact(id);
      });
    },
    async add(account, address, name = '') {
      const client = online(account);
      const known = rows.get(contactId(account, address));
      await client.roster.set(address, known?.name || xmlText(name).trim() || undefined, known?.groups);
      // See managing.ts: the entry was written anew.
      if (known?.approved) client.presence.allow(address);
      client.presence.subscribe(address);
    },
    answer(account, address, allow) {
      const client = online(account);
      if (allow) client.presence.allow(address);
      else client.presence.refuse(address);
      announcer.batch(() => store.setRequest(account, address, false));
      reload(account, address);
    },
    approve(account, address, approved) {
      announcer.batch(() => store.setApproved(account, address, approved));
      reload(account, address);
    },
    lose(account) {
      announcer.batch(() => {
        sessions.removePresence(account);
        there.ids(account).forEach(announcer.contact);
        there.forget(account);
      });
    },
    dropBlocked(account) {
      const dropped = [...rows.values()].filter((row) => row.account === account && row.request && blocked(account, row.address));
      announcer.batch(() => {
        for (const { address } of dropped) {
          store.setRequest(account, address, false);
          reload(account, address);
        }
      });
    },
  };
}

/** Undefined for an item that leaves the list. */
function storable(item: RosterItem): StoredItem | undefined {
  const { address, name, subscription, asked, groups, approved } = item;
  return subscription === 'remove'
    ? undefined
    : { address, subscription, asked, groups, approved, ...(name === undefined ? {} : { name }) };
}
