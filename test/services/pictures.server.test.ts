// Pictures of contacts on a real Prosody: published as XEP-0084 or put into a vCard by another client, seen by Kith.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { type Element, xml } from '../../electron/xmpp/core/xml.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { publishPicture } from '../support/pictures.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

const PASSWORD = 'a password';
const products = makeProducts();
let server: ProsodyServer;
let alice: Made;
let account: string;
const peers: Peer[] = [];

const here = (who: string): string => `${who}@${server.domain}`;
const picture = (who: string) => alice.contacts.find(account, here(who))?.picture;
async function peer(who: string): Promise<Peer> {
  const made = await connectPeer({ address: here(who), password: PASSWORD, host: server.host, port: server.port, caFile: server.caFile });
  peers.push(made);
  return made;
}

beforeAll(async () => {
  server = await startProsody({
    accounts: { alice: PASSWORD, bob: PASSWORD, carol: PASSWORD, eve: PASSWORD },
    rosters: [
      ['alice', 'bob'],
      ['alice', 'carol'],
    ],
  });
  alice = products.make({ authorities: loadAuthorities(server.caFile) });
  account = (await alice.accounts.signIn({ address: here('alice'), password: PASSWORD, server: server.host, port: server.port })).id;
  await until(() => alice.contacts.list().length === 2);
});

afterAll(async () => {
  await products.end();
  for (const each of peers) await each.close();
  await server.stop();
});

it('a picture that is published shows at once, another replaces it, none takes it away', async () => {
  const bob = await peer('bob');
  const first = await publishPicture(bob, avatarPng('Bob', here('bob'), 32));
  await until(() => picture('bob')?.hash === first);
  alice.people.pictures.want(first);
  await until(() => picture('bob')?.here === true);
  expect(alice.people.profiles.bytes(first)?.type).toBe('image/png');
  const second = await publishPicture(bob, avatarPng('Robert', here('bob'), 32));
  await until(() => picture('bob')?.hash === second);
  await publishPicture(bob, undefined);
  await until(() => picture('bob') === undefined);
});

it('a picture or a name that is taken back, or lost with all there was, is gone', async () => {
  const bob = peers[0] as Peer;
  const ns = 'http://jabber.org/protocol/pubsub';
  const set = (child: Element, owner = false) =>
    bob.request(xml('iq', { type: 'set' }, xml('pubsub', { xmlns: owner ? `${ns}#owner` : ns }, child)));
  const nodes = { picture: 'urn:xmpp:avatar:metadata', name: 'http://jabber.org/protocol/nick' };
  const call = (name: string, id: string) =>
    set(xml('publish', { node: nodes.name }, xml('item', { id }, xml('nick', { xmlns: nodes.name }, name))));
  const called = () => alice.contacts.find(account, here('bob'))?.calls;
  const retract = (node: string, id: string) => set(xml('retract', { node, notify: 'true' }, xml('item', { id })));

  const hash = await publishPicture(bob, avatarPng('Bob', here('bob'), 32));
  await call('Bobby', 'one');
  await until(() => picture('bob')?.hash === hash && called() === 'Bobby');
  await retract(nodes.picture, hash);
  await retract(nodes.name, 'one');
  await until(() => picture('bob') === undefined && called() === undefined);

  await publishPicture(bob, avatarPng('Bob', here('bob'), 32));
  await call('Rob', 'two');
  await until(() => picture('bob')?.hash === hash && called() === 'Rob');
  for (const node of Object.values(nodes)) await set(xml('delete', { node }), true);
  await until(() => picture('bob') === undefined && called() === undefined);
});

it('a picture in a vCard is told by the presence their server sends (XEP-0398), and fetched', async () => {
  const carol = await peer('carol');
  const bytes = avatarPng('Carol', here('carol'), 32);
  const hash = createHash('sha1').update(bytes).digest('hex');
  const photo = xml('PHOTO', {}, xml('TYPE', {}, 'image/png'), xml('BINVAL', {}, bytes.toString('base64')));
  await carol.request(xml('iq', { type: 'set' }, xml('vCard', { xmlns: 'vcard-temp' }, xml('FN', {}, 'Carol'), photo)));
  await carol.presence();
  await until(() => picture('carol')?.hash === hash);
  alice.people.pictures.want(hash);
  await until(() => picture('carol')?.here === true);
});

it('a stranger who forges events and presence has no picture here', async () => {
  const eve = await peer('eve');
  await publishPicture(eve, avatarPng('Eve', here('eve'), 32));
  const hash = createHash('sha1').update('x').digest('hex');
  const item = xml(
    'item',
    { id: hash },
    xml('metadata', { xmlns: 'urn:xmpp:avatar:metadata' }, xml('info', { id: hash, type: 'image/png' })),
  );
  const event = xml(
    'event',
    { xmlns: 'http://jabber.org/protocol/pubsub#event' },
    xml('items', { node: 'urn:xmpp:avatar:metadata' }, item),
  );
  await eve.sendRaw(xml('message', { to: here('alice'), type: 'headline' }, event));
  await eve.sendRaw(xml('presence', { to: here('alice') }, xml('x', { xmlns: 'vcard-temp:x:update' }, xml('photo', {}, hash))));
  await eve.send(here('alice'), 'behind them');
  await until(() => alice.conversations.list().some(({ address, last }) => address === here('eve') && last?.preview === 'behind them'));
  expect(alice.people.profiles.row(account, here('eve'))).toBeUndefined();
});
