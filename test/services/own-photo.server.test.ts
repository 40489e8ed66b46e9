// The picture in the own vCard as presence tells it, on a real Prosody that keeps vCards and pictures apart, and on one that does not.
import { createHash } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { type Element, xml } from '../../electron/xmpp/core/xml.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import type { ProsodyOptions } from '../support/prosody-setup.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

const PASSWORD = 'a password';
const NS = 'vcard-temp:x:update';
const APART = { modules: { disable: ['vcard_legacy'], enable: ['vcard'] } };
const products = makeProducts();
const servers: ProsodyServer[] = [];
const peers: Peer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
});
afterAll(async () => {
  await products.end();
  for (const server of servers) await server.stop();
});

const png = (name: string) => new Uint8Array(avatarPng(name, 'alice@kith.test', 32));
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');

async function world(options: Partial<ProsodyOptions> = {}) {
  const server = await startProsody({ accounts: { alice: PASSWORD, bob: PASSWORD }, rosters: [['alice', 'bob']], ...options });
  servers.push(server);
  const address = `alice@${server.domain}`;
  const connect = async (user: string): Promise<Peer> => {
    const peer = await connectPeer({ ...server, address: `${user}@${server.domain}`, password: PASSWORD });
    peers.push(peer);
    return peer;
  };
  const bob = await connect('bob');
  await bob.presence();
  const signIn = async () => {
    const made = products.make({ authorities: loadAuthorities(server.caFile) });
    const { id } = await made.accounts.signIn({ address, password: PASSWORD, server: server.host, port: server.port });
    return { made, id };
  };
  /** What bob was told last by this device: a hash, '' for none, undefined for an update that says neither, null for none at all. */
  const told = ({ made, id }: { readonly made: Made; readonly id: string }): string | undefined | null => {
    const last = bob.presences.findLast(({ from, type }) => from === made.accounts.client(id)?.session.jid && type === undefined);
    const x = last?.stanza.getChild('x', NS);
    return x === undefined ? null : (x.getChildText('photo') ?? undefined);
  };
  return { server, address, connect, signIn, told };
}

const card = (photo: Uint8Array | undefined): Element =>
  xml(
    'iq',
    { type: 'set' },
    xml(
      'vCard',
      { xmlns: 'vcard-temp' },
      xml('FN', {}, 'Alice'),
      photo !== undefined && xml('PHOTO', {}, xml('TYPE', {}, 'image/png'), xml('BINVAL', {}, Buffer.from(photo).toString('base64'))),
    ),
  );

describe('where the server leaves it to the devices', () => {
  it('its hash goes along with every presence, follows what is published, and is kept from nobody who sees another picture', async () => {
    const { signIn, told } = await world(APART);
    const alice = await signIn();
    await until(() => told(alice) === '');
    const [first, second] = [png('First'), png('Second')];
    await alice.made.people.own.setPicture(alice.id, first, 'everybody');
    await until(() => told(alice) === sha1(first));
    alice.made.ownPresence.change({ availability: 'away', status: '' });
    const other = await signIn();
    await until(() => told(other) === sha1(first));

    // Another device has a new one.
    await other.made.people.own.setPicture(other.id, second, 'everybody');
    await until(() => told(other) === sha1(second) && told(alice) === sha1(second));
    // For contacts alone: the vCard has none, which is not to say that there is none.
    await other.made.people.own.setPicture(other.id, second, 'contacts');
    await until(() => told(other) === undefined && told(alice) === undefined);
    await other.made.people.own.setPicture(other.id, undefined, 'contacts');
    await until(() => told(other) === '' && told(alice) === '');
  });

  it('is told no longer while another device knows nothing of it, and looked up again when that has gone', async () => {
    const { signIn, told, connect } = await world(APART);
    const alice = await signIn();
    const [first, second] = [png('First'), png('Second')];
    await alice.made.people.own.setPicture(alice.id, first, 'everybody');
    await until(() => told(alice) === sha1(first));
    const old = await connect('alice');
    await old.presence();
    await until(() => told(alice) === undefined);
    await old.request(card(second));
    await old.presence('offline');
    await until(() => told(alice) === sha1(second));
  });
});

it('where the server tells it by itself (XEP-0398) Kith says nothing', async () => {
  const { signIn, told } = await world();
  const alice = await signIn();
  const first = png('First');
  await alice.made.people.own.setPicture(alice.id, first, 'everybody');
  await until(() => told(alice) === sha1(first));
  expect(
    alice.made.accounts
      .client(alice.id)
      ?.presence.extra()
      .map(({ attrs }) => attrs.xmlns),
  ).not.toContain(NS);
});
