// Requests to see when the account is online: bounded, whoever sends them.
import { afterEach, expect, it } from 'vitest';
import { makeAnnouncer } from '../../electron/services/announce.ts';
import { MOST_REQUESTS, makeContacts } from '../../electron/services/contacts.ts';
import { makeRequests } from '../../electron/services/requests.ts';
import type { Client } from '../../electron/xmpp/client.ts';
import type { PresenceRequest } from '../../electron/xmpp/core/presence.ts';
import { systemClock } from '../../shared/clock.ts';
import type { Contact } from '../../shared/contact.ts';
import type { Conversation } from '../../shared/conversation.ts';
import { signal } from '../../shared/signal.ts';
import { startArchive } from '../archive/support.ts';
import { NO_PROFILES } from './support.ts';

const asks = (address: string, nickname = ''): PresenceRequest => ({ address, nickname });
let kit: ReturnType<typeof startArchive>;
afterEach(() => kit.end());

it('a flood of 10,000 strangers fills neither disk nor memory, and hides nobody who is a contact', () => {
  kit = startArchive();
  const warn = (what: string): never => {
    throw new Error(what);
  };
  const announcer = makeAnnouncer((work) => kit.archive.transaction(work));
  const blocked = (_: string, address: string) => address.endsWith('@blocked.example');
  const contacts = makeContacts({
    profiles: NO_PROFILES,
    blocked,
    store: kit.contacts,
    sessions: kit.sessions,
    announcer,
    clock: systemClock,
    warn,
  });
  const requested = signal<PresenceRequest>();
  const client = {
    roster: { pushed: signal() },
    presence: { changed: signal(), requested, withdrawn: signal() },
    stream: { offline: signal(), connection: { state: 'offline' } },
    session: { began: signal(), resumed: signal() },
  } as unknown as Client;
  kit.contacts.upsert('a', { address: 'friend@example.org', subscription: 'to', asked: false, approved: false, groups: [] });
  contacts.load('a');
  contacts.attach('a', client);
  requested.emit(asks('eve@blocked.example'));
  announcer.batch(() => {
    for (let number = 0; number < 10_000; number += 1) requested.emit(asks(`bot${number}@spam.example`));
  });
  requested.emit(asks('friend@example.org', 'Old Friend'));
  expect(contacts.list().filter(({ request }) => request)).toHaveLength(MOST_REQUESTS + 1);
  expect(kit.contacts.list('a')).toHaveLength(MOST_REQUESTS + 1);
  expect(contacts.find('a', 'friend@example.org')).toMatchObject({ request: true, claims: 'Old Friend', name: 'friend' });
  expect(contacts.find('a', 'eve@blocked.example')).toBeUndefined();
  // Nor does it keep anybody from asking another account.
  kit.accounts.add('b', 'alice@work.example');
  const other = signal<PresenceRequest>();
  contacts.attach('b', { ...client, presence: { ...client.presence, requested: other } } as Client);
  other.emit(asks('neighbour@example.org'));
  expect(contacts.find('b', 'neighbour@example.org')?.request).toBe(true);
});

it('declining all means those of the account that is looked at, or of all; and nobody who is kept away', () => {
  kit = startArchive();
  const declined: string[] = [];
  const row = (account: string, who: string) => ({ id: `${account} ${who}`, account, address: `${who}@example.org`, request: true });
  const rows = [row('a', 'eve'), row('a', 'kept-away'), row('b', 'eve'), row('off', 'eve')];
  const requests = makeRequests({
    contacts: {
      list: () => rows as unknown as readonly Contact[],
      find: () => undefined,
      answer: (account, address, allow) => void declined.push(`${allow} ${account} ${address}`),
    },
    conversations: {
      known: () => undefined,
      byId: (id) => rows.find((each) => each.id === id) as unknown as Conversation,
      requests: () => rows.map(({ id }) => id),
      accept: () => undefined,
      decline: (id) => void declined.push(id),
    },
    online: (account) => account !== 'off',
    blocked: (_, address) => address === 'kept-away@example.org',
    announcer: makeAnnouncer((work) => kit.archive.transaction(work)),
  });
  requests.declineAll('a');
  expect(declined.splice(0)).toEqual(['a eve', 'false a eve@example.org']);
  requests.declineAll(null);
  expect(declined).toEqual(['a eve', 'b eve', 'off eve', 'false a eve@example.org', 'false b eve@example.org']);
});
