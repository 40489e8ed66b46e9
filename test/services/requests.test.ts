// Requests to see when the account is online: bounded, whoever sends them.
import { afterEach, expect, it } from 'vitest';
import { makeAnnouncer } from '../../electron/services/announce.ts';
import { MOST_REQUESTS, makeContacts } from '../../electron/services/contacts.ts';
import type { Client } from '../../electron/xmpp/client.ts';
import { systemClock } from '../../shared/clock.ts';
import { signal } from '../../shared/signal.ts';
import { startArchive } from '../archive/support.ts';
import { NO_PROFILES } from './support.ts';

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
  const requested = signal<string>();
  const client = {
    roster: { pushed: signal() },
    presence: { changed: signal(), requested, withdrawn: signal() },
    stream: { offline: signal(), connection: { state: 'offline' } },
    session: { began: signal(), resumed: signal() },
  } as unknown as Client;
  kit.contacts.upsert('a', { address: 'friend@example.org', subscription: 'to', asked: false, approved: false, groups: [] });
  contacts.load('a');
  contacts.attach('a', client);
  requested.emit('eve@blocked.example');
  announcer.batch(() => {
    for (let number = 0; number < 10_000; number += 1) requested.emit(`bot${number}@spam.example`);
  });
  requested.emit('friend@example.org');
  expect(contacts.list().filter(({ request }) => request)).toHaveLength(MOST_REQUESTS + 1);
  expect(kit.contacts.list('a')).toHaveLength(MOST_REQUESTS + 1);
  expect(contacts.find('a', 'friend@example.org')?.request).toBe(true);
  expect(contacts.find('a', 'eve@blocked.example')).toBeUndefined();
  // Nor does it keep anybody from asking another account.
  kit.accounts.add('b', 'alice@work.example');
  const other = signal<string>();
  contacts.attach('b', { ...client, presence: { ...client.presence, requested: other } } as Client);
  other.emit('neighbour@example.org');
  expect(contacts.find('b', 'neighbour@example.org')?.request).toBe(true);
});
