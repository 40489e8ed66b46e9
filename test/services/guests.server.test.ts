// Guests on a real Prosody with a virtual host for them: an address of the server's making, and nothing left of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccounts } from '../../electron/archive/accounts.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { breakingLine } from '../support/breaking-line.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

const GUESTS = 'guests.kith.test';
const products = makeProducts();
let server: ProsodyServer;

beforeAll(async () => {
  server = await startProsody({ accounts: { alice: 'alice-password' }, guestDomain: GUESTS });
});
afterAll(async () => {
  await products.end();
  await server.stop();
});

const make = (from: { folder?: string } = {}): Made => products.make({ authorities: loadAuthorities(server.caFile), ...from });
const enter = (made: Made, { address = GUESTS, port = server.port } = {}) =>
  made.accounts.signIn({ address, guest: true, password: '', server: server.host, port });
const only = (made: Made) => made.accounts.list()[0];
const online = (made: Made) => until(() => only(made)?.connection.state === 'online');
const bodies = (made: Made, account: string, address: string) =>
  made.messages.page(made.conversations.open(account, address).id, null, 50).messages.map(({ body, direction }) => [body, direction]);
/** Can be written to: nobody keeps anything for a guest who has not said that they are there. */
const there = (made: Made) =>
  until(() => made.archive.prepare<[], object>("SELECT 1 FROM session_notes WHERE name = 'presence'").get() !== undefined);
const rows = (made: Made) =>
  ['accounts', 'conversations', 'messages'].map(
    (table) => made.archive.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n,
  );

describe('a guest', () => {
  it('writes to another one, is never remembered, and leaves nothing behind when Kith is quit', async () => {
    const [ann, ben] = [make(), make()];
    const [a, b] = [await enter(ann), await enter(ben)];
    expect(a).toMatchObject({ guest: true, address: expect.stringMatching(/^[^@]+@guests\.kith\.test$/) });
    expect(a.address).not.toBe(b.address);
    expect([ann.known, ann.passwords.size, ann.tokens.size, ann.read]).toEqual([[], 0, 0, []]);
    expect(ann.accounts.security(a.id)).toMatchObject({ mechanism: 'ANONYMOUS', proof: 'own-authority' });

    await Promise.all([there(ann), there(ben)]);
    ann.send(ann.conversations.open(a.id, b.address).id, 'who are you?');
    await until(() => bodies(ben, b.id, a.address).length === 1);
    ben.send(ben.conversations.open(b.id, a.address).id, 'a guest, like you');
    await until(() => bodies(ann, a.id, b.address).length === 2);
    expect(bodies(ann, a.id, b.address)).toEqual([
      ['who are you?', 'out'],
      ['a guest, like you', 'in'],
    ]);

    await ann.close();
    const again = make({ folder: ann.folder });
    expect(rows(again)).toEqual([0, 0, 0]);
    expect(again.accounts.list()).toEqual([]);

    // Ended without a word, its rows stay behind until the next start.
    makeAccounts(again.archive).add('left', `somebody@${GUESTS}`, true);
    makeAccounts(again.archive).add('kept', 'alice@kith.test');
    await again.close();
    expect(make({ folder: ann.folder }).archive.prepare<[], { id: string }>('SELECT id FROM accounts').all()).toEqual([{ id: 'kept' }]);

    await ben.signOut(b.id, true);
    expect(ben.conversations.list()).toEqual([]);
    await until(() => rows(ben).every((count) => count === 0));
    await ben.close();
  });

  it('gets another address when the connection was lost, and that is told', async () => {
    const line = await breakingLine(server);
    const [ann, ben] = [make(), make()];
    const [first, b] = [await enter(ann, { port: line.port }), await enter(ben)];
    expect(first).not.toHaveProperty('renamed');
    const conversation = ann.conversations.open(first.id, b.address).id;
    line.cut();
    await until(() => only(ann)?.connection.state === 'waiting');
    ann.accounts.reconnect(first.id);
    await online(ann);
    expect(only(ann)).toMatchObject({ id: first.id, guest: true, renamed: true, address: expect.stringContaining(GUESTS) });
    expect(only(ann)?.address).not.toBe(first.address);
    expect(ann.known).toEqual([]);

    await Promise.all([there(ann), there(ben)]);
    ann.send(conversation, 'it is me again');
    const now = only(ann)?.address ?? '';
    await until(() => bodies(ben, b.id, now).length === 1);
    ben.send(ben.conversations.open(b.id, now).id, 'so I see');
    await until(() => bodies(ann, first.id, b.address).length === 2);
    await Promise.all([ann.close(), ben.close()]);
    line.close();
  });

  it('is told in words where none is let in, and gives a server, not an address', async () => {
    const made = make();
    await expect(enter(made, { address: server.domain })).rejects.toMatchObject({ error: { kind: 'no-guests' } });
    for (const address of [`ann@${GUESTS}`, `${GUESTS}/x`, 'no server'])
      await expect(enter(made, { address })).rejects.toMatchObject({ error: { kind: 'invalid-domain' } });
    expect([made.accounts.list(), rows(made)]).toEqual([[], [0, 0, 0]]);
    // Who has an account does not come as a guest by accident.
    const request = { address: `ann@${GUESTS}`, password: 'x', plain: true, server: server.host, port: server.port };
    await expect(made.accounts.signIn(request)).rejects.toMatchObject({ error: { kind: 'no-safe-sign-in' } });
    await made.close();
  });
});
