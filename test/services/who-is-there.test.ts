// Who is there, heard from anybody who likes to say so: of strangers nothing is kept, of one person no more devices than anybody has.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeAnnouncer } from '../../electron/services/announce.ts';
import { makeContacts } from '../../electron/services/contacts.ts';
import { MOST_DEVICES } from '../../electron/services/who-is-there.ts';
import type { Client } from '../../electron/xmpp/client.ts';
import type { PresenceFact } from '../../electron/xmpp/core/presence.ts';
import { signal } from '../../shared/signal.ts';
import { BOB, NOW, startArchive } from '../archive/support.ts';
import { makeHandClock } from '../support/hand-clock.ts';
import { NO_PROFILES } from './support.ts';

const MALLORY = 'mallory@example.org';
let kit: ReturnType<typeof startArchive>;
beforeEach(() => {
  kit = startArchive();
  kit.contacts.upsert('a', { address: BOB, subscription: 'both', asked: false, groups: [], approved: false }, undefined);
});
afterEach(() => kit.end());

function make() {
  const clock = makeHandClock(NOW);
  const contacts = makeContacts({
    store: kit.contacts,
    sessions: kit.sessions,
    announcer: makeAnnouncer((work) => kit.archive.transaction(work)),
    blocked: () => false,
    profiles: NO_PROFILES,
    clock,
    warn: () => undefined,
  });
  const presence = { changed: signal<PresenceFact>(), requested: signal(), withdrawn: signal() };
  const session = { began: signal(), resumed: signal() };
  const stream = { connection: { state: 'online' }, offline: signal() };
  contacts.load('a');
  contacts.attach('a', { presence, session, stream, roster: { pushed: signal() } } as unknown as Client);
  const say = (address: string, resource: string, show: PresenceFact['show'] | 'gone' = 'available') =>
    presence.changed.emit({ address, resource, show: show === 'gone' ? undefined : show, status: undefined, priority: 0 });
  return { contacts, say };
}

const kept = (address: string) => kit.sessions.presences('a').filter((each) => each.address === address);

it('a stranger who says so leaves nothing behind, in memory or on disk', () => {
  const { contacts, say } = make();
  say(MALLORY, 'phone');
  expect(kept(MALLORY)).toEqual([]);
  kit.contacts.setRequest('a', MALLORY, true);
  contacts.load('a');
  expect(contacts.find('a', MALLORY)?.presence.availability).toBe('offline');
});

it('of somebody with devices without end the latest are kept, and they are gone when these have left', () => {
  const { contacts, say } = make();
  for (let number = 0; number < MOST_DEVICES + 5; number++) say(BOB, `device ${number}`);
  say(BOB, 'device 5', 'away');
  expect(contacts.devices('a', BOB)).toHaveLength(MOST_DEVICES);
  expect(kept(BOB)).toHaveLength(MOST_DEVICES);
  expect(kept(BOB).some(({ resource }) => resource === 'device 0')).toBe(false);
  // The next process goes on with them.
  const next = make();
  expect(next.contacts.devices('a', BOB)).toHaveLength(MOST_DEVICES);
  for (let number = 5; number < MOST_DEVICES + 5; number++) next.say(BOB, `device ${number}`, 'gone');
  expect(next.contacts.find('a', BOB)).toMatchObject({ presence: { availability: 'offline' }, lastSeen: NOW });
  expect(kept(BOB)).toEqual([]);
});

it('whoever leaves with their address leaves with every device', () => {
  const { contacts, say } = make();
  for (const device of ['phone', 'desk']) say(BOB, device);
  say(BOB, '', 'gone');
  expect([contacts.devices('a', BOB), kept(BOB)]).toEqual([[], []]);
});
