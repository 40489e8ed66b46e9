// A contact whose picture is in their vCard alone (XEP-0153), on a real Prosody without personal eventing.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

const PASSWORD = 'a password';
const products = makeProducts();
let server: ProsodyServer;
let bob: Peer;
let alice: Made;
let account: string;

beforeAll(async () => {
  server = await startProsody({
    accounts: { alice: PASSWORD, bob: PASSWORD },
    rosters: [['alice', 'bob']],
    modules: { disable: ['vcard_legacy', 'pep'], enable: ['vcard'] },
  });
  const at = { host: server.host, port: server.port, caFile: server.caFile };
  bob = await connectPeer({ address: `bob@${server.domain}`, password: PASSWORD, ...at });
  alice = products.make({ authorities: loadAuthorities(server.caFile) });
  account = (await alice.accounts.signIn({ address: `alice@${server.domain}`, password: PASSWORD, server: server.host, port: server.port }))
    .id;
  await until(() => alice.contacts.find(account, bob.address)?.presence.availability === 'available');
});

afterAll(async () => {
  await products.end();
  await bob.close();
  await server.stop();
});

const face = (name: string) => avatarPng(name, bob.address, 32);
const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
const picture = () => alice.contacts.find(account, bob.address)?.picture;
const look = () => alice.people.cards.look(account, bob.address);
const publish = (bytes?: Buffer) => {
  const photo = bytes && xml('PHOTO', {}, xml('TYPE', {}, 'image/png'), xml('BINVAL', {}, bytes.toString('base64')));
  return bob.request(xml('iq', { type: 'set' }, xml('vCard', { xmlns: 'vcard-temp' }, xml('FN', {}, 'Bob'), ...(photo ? [photo] : []))));
};

it('is told by their presence, and fetched when it is to be seen', async () => {
  await publish(face('Bob'));
  const update = xml('x', { xmlns: 'vcard-temp:x:update' }, xml('photo', {}, sha1(face('Bob'))));
  await bob.sendRaw(xml('presence', {}, update));
  await until(() => picture()?.hash === sha1(face('Bob')));
  alice.people.pictures.want(sha1(face('Bob')));
  await until(() => picture()?.here === true);
});

it('is seen by who looks at them, also when their program tells nothing: another one, and none', async () => {
  await publish(face('Robert'));
  await look();
  expect(picture()).toEqual({ hash: sha1(face('Robert')), here: true });
  await publish();
  await look();
  expect(picture()).toBeUndefined();
});
