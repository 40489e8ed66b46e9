// The product without a window, on a real Prosody: what the services promise, seen from another client and from the server's archive.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { troubleOf } from '../../electron/archive/trouble.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import type { KnownAccount } from '../../shared/account.ts';
import type { Message } from '../../shared/message.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

let server: ProsodyServer;
let bob: Peer;
const products = makeProducts();

const product = (folder?: string, known?: KnownAccount[]): Made =>
  products.make({
    authorities: loadAuthorities(server.caFile),
    password: 'alice-password',
    ...(folder === undefined ? {} : { folder }),
    ...(known === undefined ? {} : { known }),
  });

const signIn = (password = 'alice-password') => ({ address: `alice@${server.domain}`, password, server: server.host, port: server.port });
const rows = (made: Made, conversation: string): readonly Message[] => made.messages.page(conversation, null, 100).messages;

beforeAll(async () => {
  server = await startProsody({ accounts: { alice: 'alice-password', bob: 'bob-password' }, rosters: [['alice', 'bob']] });
  bob = await connectPeer({
    address: `bob@${server.domain}`,
    password: 'bob-password',
    host: server.host,
    port: server.port,
    caFile: server.caFile,
  });
});

afterAll(async () => {
  await products.end();
  await bob.close();
  await server.stop();
});

describe('a conversation', () => {
  it('signs in, sends, receives, and both lie in the archive and on the server once', async () => {
    const alice = product();
    const account = await alice.accounts.signIn(signIn());
    expect(account.connection.state).toBe('online');
    const { id } = alice.conversations.open(account.id, `bob@${server.domain}`);
    const sent = alice.send(id, 'grüße 😀');
    await bob.waitForMessage((message) => message.body === 'grüße 😀', 5000);
    await until(() => rows(alice, id).find((row) => row.id === sent.id)?.state === 'sent');
    await bob.send(`alice@${server.domain}`, 'hello back');
    await until(() => rows(alice, id).some((row) => row.body === 'hello back'));
    expect(rows(alice, id).map((row) => [row.direction, row.body, row.state])).toEqual([
      ['out', 'grüße 😀', 'sent'],
      ['in', 'hello back', 'received'],
    ]);
    expect(alice.conversations.byId(id)).toMatchObject({ unread: 1, title: 'bob' });
    await until(() => alice.contacts.find(account.id, `bob@${server.domain}`)?.presence.availability === 'available');
  });

  it('says why signing in did not work', async () => {
    const alice = product();
    await expect(alice.accounts.signIn(signIn('wrong'))).rejects.toMatchObject({ error: { kind: 'wrong-password' } });
    await expect(alice.accounts.signIn({ ...signIn(), port: 1 })).rejects.toMatchObject({ error: { kind: 'refused' } });
    await expect(alice.accounts.signIn({ ...signIn(), address: 'alice' })).rejects.toMatchObject({ error: { kind: 'invalid-address' } });
    await expect(alice.accounts.signIn({ ...signIn(), address: 'alice@other.test' })).rejects.toMatchObject({
      error: { kind: 'unknown-host' },
    });
    expect(alice.known).toEqual([]);
  });

  it('reads what it missed, and history it never saw, once and in order', async () => {
    const first = product();
    const account = await first.accounts.signIn(signIn());
    const { id } = first.conversations.open(account.id, `bob@${server.domain}`);
    await until(() => rows(first, id).length >= 2);
    await first.close();
    for (const text of ['one', 'two', 'three']) await bob.send(`alice@${server.domain}`, text);
    const again = product(first.folder, first.known);
    again.accounts.start();
    await until(() => rows(again, id).some((row) => row.body === 'three'));
    // What the server had to say before this answer has been handled, copies of what is already here included.
    const [known] = again.accounts.list();
    await again.accounts.client(known?.id ?? '')?.disco.info(server.domain);
    expect(rows(again, id).map((row) => row.body)).toEqual(['grüße 😀', 'hello back', 'one', 'two', 'three']);
    expect(again.conversations.byId(id)?.unread).toBe(3);
  });

  it('sends what was written offline, in order and once, also when the server dies in between', async () => {
    const alice = product();
    const account = await alice.accounts.signIn(signIn());
    const { id } = alice.conversations.open(account.id, `bob@${server.domain}`);
    await server.kill9();
    await until(() => alice.accounts.list()[0]?.connection.state !== 'online');
    const texts = ['offline 1', 'offline 2', 'offline 3'];
    for (const text of texts) expect(alice.send(id, text).state).toBe('pending');
    await server.restart();
    alice.accounts.reconnect(account.id);
    await until(() => texts.every((text) => rows(alice, id).some((row) => row.body === text && row.state === 'sent')), 20_000);
    const reader = await connectPeer({
      address: `bob@${server.domain}`,
      password: 'bob-password',
      host: server.host,
      port: server.port,
      caFile: server.caFile,
    });
    const archived = (await reader.archive()).map((message) => message.body).filter((body) => body?.startsWith('offline'));
    expect(archived).toEqual(texts);
    await reader.close();
  });

  it('acknowledges nothing it could not store: a full disk stops receiving and sending until there is room, and nothing is lost', async () => {
    const alice = product();
    const account = await alice.accounts.signIn(signIn());
    const { id } = alice.conversations.open(account.id, `bob@${server.domain}`);
    await until(() => rows(alice, id).length > 0);
    const sender = await connectPeer({
      address: `bob@${server.domain}`,
      password: 'bob-password',
      host: server.host,
      port: server.port,
      caFile: server.caFile,
    });
    // SQLite's own limit stands in for the disk's: the same SQLITE_FULL from the same places.
    const pages = Number((alice.archive.pragma('page_count') as { page_count: number }[])[0]?.page_count);
    alice.archive.pragma(`max_page_count = ${pages}`);
    const big = 'x'.repeat(40_000);
    for (let number = 0; number < 5; number++) await sender.send(`alice@${server.domain}`, `${number} ${big}`);
    await until(() => alice.stalls.length > 0);
    expect(alice.stalls.map(troubleOf)).toContain('full');
    expect(() => alice.send(id, big)).toThrow();
    alice.archive.pragma('max_page_count = 1000000');
    alice.accounts.retry();
    await until(() => rows(alice, id).filter((row) => row.length > 40_000).length === 5);
    expect(
      rows(alice, id)
        .filter((row) => row.length > 40_000)
        .map((row) => row.body[0]),
    ).toEqual(['0', '1', '2', '3', '4']);
    await sender.close();
    expect(alice.archive.pragma('quick_check')).toEqual([{ quick_check: 'ok' }]);
  });
});
