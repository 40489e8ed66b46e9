// What the next start needs to go on with a session.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NOW, startArchive } from './support.ts';

let kit: ReturnType<typeof startArchive>;
beforeEach(() => {
  kit = startArchive();
});
afterEach(() => kit.end());

const session = {
  jid: 'alice@example.org/kith',
  id: 's1',
  inbound: 2 ** 32 - 1,
  acked: 3,
  sent: 6,
  queue: [[5, '17']] as const,
  max: 300,
  location: 'host:5223',
  at: NOW,
};

it('keeps one session per account, as it was', () => {
  expect(kit.sessions.find('a')).toBeUndefined();
  kit.sessions.save('a', session);
  expect(kit.sessions.find('a')).toEqual(session);
  const next = { ...session, id: 's2', queue: [], max: undefined, location: undefined };
  kit.sessions.save('a', next);
  expect(kit.sessions.find('a')).toEqual(next);
  kit.sessions.forget('a');
  expect(kit.sessions.find('a')).toBeUndefined();
});

it('goes with the transaction it belongs to', () => {
  expect(() =>
    kit.archive.transaction(() => {
      kit.sessions.save('a', session);
      throw new Error('not this time');
    }),
  ).toThrow();
  expect(kit.sessions.find('a')).toBeUndefined();
});

it('writes only what it does not know of who is there', () => {
  const written = () => kit.archive.prepare<[], number>('SELECT total_changes()').pluck().get();
  const phone = { address: 'bob@example.org', resource: 'phone', show: 'available', status: undefined, priority: 0 };
  kit.sessions.setPresence('a', phone);
  const before = Number(written());
  kit.sessions.setPresence('a', { ...phone });
  expect(written()).toBe(before);
  for (const change of [{ status: 'lunch' }, { idleSince: 5 }, { priority: 1 }, {}]) kit.sessions.setPresence('a', { ...phone, ...change });
  expect(written()).toBe(before + 4);
  expect(kit.sessions.presences('a')).toEqual([{ ...phone, idleSince: undefined }]);
});

it('keeps who is there and what was noted until a session begins anew', () => {
  const laptop = { address: 'bob@example.org', resource: 'laptop', show: 'away', status: 'lunch', priority: -1 };
  const phone = { ...laptop, resource: 'phone', show: 'available', status: undefined };
  for (const each of [laptop, phone, { ...phone, address: 'carol@example.org' }]) kit.sessions.setPresence('a', each);
  kit.sessions.setPresence('a', { ...laptop, show: 'dnd' });
  kit.sessions.setNote('a', 'x', '1');
  kit.sessions.setNote('a', 'x', '2');
  expect(kit.sessions.presences('a')).toEqual([{ ...laptop, show: 'dnd' }, phone, { ...phone, address: 'carol@example.org' }]);
  kit.sessions.removePresence('a', 'bob@example.org', 'laptop');
  expect(kit.sessions.presences('a')[0]).toEqual(phone);
  kit.sessions.removePresence('a', 'bob@example.org');
  expect(kit.sessions.presences('a').map(({ address }) => address)).toEqual(['carol@example.org']);
  kit.sessions.forget('a');
  expect(kit.sessions.note('a', 'x')).toBe('2');
  kit.sessions.clear('a');
  expect([kit.sessions.presences('a'), kit.sessions.note('a', 'x')]).toEqual([[], undefined]);
});

it('is gone with the account', () => {
  kit.sessions.save('a', session);
  kit.removal.account('a');
  expect(kit.sessions.find('a')).toBeUndefined();
});
