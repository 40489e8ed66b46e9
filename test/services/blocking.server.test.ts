// Keeping people away on a real Prosody, seen from them, from another device of the account, and without a connection.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

const PASSWORDS = { alice: 'alice-password', bob: 'bob-password', 'eve@spam.test': 'eve-password' };
let server: ProsodyServer;
let alice: Made;
let account: string;
let other: Peer;
let bob: Peer;
let eve: Peer;
const products = makeProducts();

const peer = (address: string, password: string) =>
  connectPeer({ address, password, host: server.host, port: server.port, caFile: server.caFile });
const here = (who: string): string => `${who}@${server.domain}`;
const texts = (address: string): readonly string[] =>
  alice.messages.page(alice.conversations.open(account, address).id, null, 50).messages.map(({ body }) => body);

beforeAll(async () => {
  server = await startProsody({
    accounts: PASSWORDS,
    otherDomains: ['spam.test'],
    rosters: [['alice', 'bob']],
    modules: { enable: ['kith_reports'] },
  });
  alice = products.make({ authorities: loadAuthorities(server.caFile), password: PASSWORDS.alice });
  account = (await alice.accounts.signIn({ address: here('alice'), password: PASSWORDS.alice, server: server.host, port: server.port })).id;
  other = await peer(here('alice'), PASSWORDS.alice);
  bob = await peer(here('bob'), PASSWORDS.bob);
  eve = await peer('eve@spam.test', PASSWORDS['eve@spam.test']);
  await until(
    () => alice.blocks.of(account).offered !== null && alice.contacts.find(account, here('bob'))?.presence.availability === 'available',
  );
});

afterAll(async () => {
  await products.end();
  await Promise.all([other, bob, eve].map((each) => each.close()));
  await server.stop();
});

describe('blocking', () => {
  it('keeps a person away, leaves what they sent, and lets them in again', async () => {
    await bob.send(here('alice'), 'before');
    await until(() => texts(here('bob')).includes('before'));
    await alice.blocks.block(account, ` xmpp:${here('BOB')}`, null);
    expect(alice.blocks.of(account)).toEqual({ id: account, offered: 'reports', addresses: [here('bob')] });
    await bob.waitForPresence(({ from, type }) => from.startsWith(here('alice')) && type === 'unavailable');
    await bob.send(here('alice'), 'meanwhile');
    await bob.waitForMessage(({ type }) => type === 'error');
    await alice.blocks.unblock(account, [here('bob')]);
    expect(alice.blocks.of(account).addresses).toEqual([]);
    await bob.send(here('alice'), 'after');
    await until(() => texts(here('bob')).includes('after'));
    expect(texts(here('bob'))).toEqual(['before', 'after']);
  });

  it('keeps a whole server away, and forgets what its people had asked', async () => {
    await eve.subscribe(here('alice'));
    await until(() => alice.contacts.find(account, 'eve@spam.test')?.request === true);
    await alice.blocks.block(account, 'SPAM.test', null);
    expect(alice.blocks.has(account, 'eve@spam.test')).toBe(true);
    expect(alice.contacts.find(account, 'eve@spam.test')).toBeUndefined();
    // Prosody keeps what was asked and says it again to every new device.
    const device = products.make({ authorities: loadAuthorities(server.caFile) });
    const { id } = await device.accounts.signIn({
      address: here('alice'),
      password: PASSWORDS.alice,
      server: server.host,
      port: server.port,
    });
    await until(() => device.contacts.find(id, here('bob'))?.presence.availability === 'available');
    await device.accounts.client(id)?.disco.info(server.domain);
    expect(device.contacts.find(id, 'eve@spam.test')).toBeUndefined();
    await device.close();
    await alice.blocks.unblock(account, ['spam.test']);
  });

  it('hears what another device does', async () => {
    const change = (name: string) =>
      other.request(xml('iq', { type: 'set', id: name }, xml(name, { xmlns: 'urn:xmpp:blocking' }, xml('item', { jid: 'eve@spam.test' }))));
    await change('block');
    await until(() => alice.blocks.has(account, 'eve@spam.test'));
    await change('unblock');
    await until(() => !alice.blocks.has(account, 'eve@spam.test'));
  });

  it('reports somebody with what they wrote, in the same request', async () => {
    await eve.send(here('alice'), 'Cheap watches');
    await until(() => texts('eve@spam.test').includes('Cheap watches'));
    await until(
      () =>
        alice.archive.prepare('SELECT archive_id FROM messages WHERE body = ? AND archive_id IS NOT NULL').get('Cheap watches') !==
        undefined,
    );
    await alice.blocks.block(account, 'eve@spam.test', { reason: 'spam', text: 'They never stop\u0001' });
    const line = server
      .log()
      .split('\n')
      .find((each) => each.includes('reported: eve@spam.test'));
    expect(line).toMatch(/reason='urn:xmpp:reporting:spam'/);
    expect(line).toMatch(new RegExp(`<stanza-id[^>]*by='${here('alice')}'`));
    expect(line).toContain('They never stop<');
    await alice.blocks.unblock(account, ['eve@spam.test']);
  });

  it.each([
    ['the own address', () => here('alice'), 'own-address'],
    ['the own server', () => server.domain, 'own-address'],
    ['no address', () => 'not an address', 'invalid-address'],
  ])('refuses %s', async (_, address, kind) => {
    await expect(alice.blocks.block(account, address(), null)).rejects.toMatchObject({ error: { kind } });
    expect(alice.blocks.of(account).addresses).toEqual([]);
  });

  it('is known without a connection, and changed only with one', async () => {
    await alice.blocks.block(account, 'spam.test', null);
    await alice.close();
    const offline = products.make({ folder: alice.folder, known: alice.known, password: PASSWORDS.alice });
    expect(offline.blocks.of(account)).toEqual({ id: account, offered: 'reports', addresses: ['spam.test'] });
    offline.accounts.start();
    await expect(offline.blocks.unblock(account, ['spam.test'])).rejects.toMatchObject({ error: { kind: 'lost' } });
    expect(offline.blocks.has(account, 'eve@spam.test')).toBe(true);
  });
});

it('knows a server that cannot block', async () => {
  const plain = await startProsody({ accounts: { alice: PASSWORDS.alice }, modules: { disable: ['blocklist'] } });
  const made = products.make({ authorities: loadAuthorities(plain.caFile) });
  const { id } = await made.accounts.signIn({
    address: `alice@${plain.domain}`,
    password: PASSWORDS.alice,
    server: plain.host,
    port: plain.port,
  });
  await until(() => made.blocks.of(id).offered === 'nothing');
  await expect(made.blocks.block(id, 'eve@spam.test', null)).rejects.toMatchObject({ error: { kind: 'server-refused' } });
  await made.close();
  await plain.stop();
});
