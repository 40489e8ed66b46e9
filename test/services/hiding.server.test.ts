// Appearing offline on a real Prosody, which knows no invisibility: for all but some, with nothing lost of what is written meanwhile.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

let server: ProsodyServer;
let alice: Made;
let account: string;
let bob: Peer;
let carol: Peer;
const products = makeProducts();
const here = (user: string) => `${user}@${server.domain}`;
const texts = (user: string) => alice.messages.page(alice.conversations.at(account, here(user)), null, 50).messages.map(({ body }) => body);
const sees = (peer: Peer) => peer.presences.filter(({ from }) => from.startsWith(`${here('alice')}/`)).at(-1)?.type ?? 'available';
const receipts = (peer: Peer) => peer.messages.filter(({ stanza }) => stanza.getChild('received', 'urn:xmpp:receipts') !== undefined);

beforeAll(async () => {
  server = await startProsody({
    accounts: { alice: 'pw', bob: 'pw', carol: 'pw' },
    rosters: [
      ['alice', 'bob'],
      ['alice', 'carol'],
    ],
  });
  const peer = (user: string) =>
    connectPeer({ address: here(user), password: 'pw', host: server.host, port: server.port, caFile: server.caFile });
  [bob, carol] = await Promise.all([peer('bob'), peer('carol')]);
  alice = products.make({ authorities: loadAuthorities(server.caFile), password: 'pw' });
  account = (await alice.accounts.signIn({ address: here('alice'), password: 'pw', server: server.host, port: server.port })).id;
  await until(() => sees(carol) === 'available' && carol.presences.some(({ from }) => from.startsWith(`${here('alice')}/`)));
});
afterAll(async () => {
  await products.end();
  await Promise.all([bob, carol].map((each) => each.close()));
  await server.stop();
});

it('is gone for everybody but those who are excepted, loses nothing, and is back when wanted', async () => {
  await bob.send(here('alice'), 'before');
  await until(() => texts('bob').includes('before'));
  alice.settings.appearToContacts = [`${account} ${here('bob')}`];
  alice.ownPresence.change({ availability: 'hidden', status: 'writing' });
  await carol.waitForPresence(({ from, type }) => from.startsWith(`${here('alice')}/`) && type === 'unavailable');
  await bob.waitForPresence(({ from, status }) => from.startsWith(here('alice')) && status === 'writing');
  expect([sees(bob), sees(carol)]).toEqual(['available', 'unavailable']);
  await until(() => alice.contacts.find(account, here('carol'))?.presence.availability === 'offline');

  const jid = bob.presences.findLast(({ from }) => from.startsWith(`${here('alice')}/`))?.from ?? '';
  await carol.sendRaw(
    `<message to='${here('alice')}' type='chat' id='w1'><body>while you were hidden</body><request xmlns='urn:xmpp:receipts'/></message>`,
  );
  await bob.sendRaw(`<message to='${jid}' type='chat' id='w2'><body>I see you</body></message>`);
  await until(() => texts('bob').includes('I see you'));

  alice.ownPresence.change({ availability: 'available', status: '' });
  await carol.waitForPresence(({ from, type }) => from.startsWith(`${here('alice')}/`) && type === undefined);
  await until(() => texts('carol').includes('while you were hidden'));
  await until(() => alice.contacts.find(account, here('carol'))?.presence.availability === 'available');
  await carol.send(here('alice'), 'and now');
  await until(() => texts('carol').length === 2);
  expect(texts('carol')).toEqual(['while you were hidden', 'and now']);
  expect(texts('bob')).toEqual(['before', 'I see you']);
  expect(receipts(carol)).toEqual([]);
});

it('follows the contact list: who comes into a group that is excepted sees it, who leaves the group no longer does', async () => {
  alice.settings.appearToContacts = [];
  alice.settings.appearToGroups = ['Friends'];
  alice.ownPresence.change({ availability: 'hidden', status: 'for friends' });
  await until(() => sees(bob) === 'unavailable' && sees(carol) === 'unavailable');
  await alice.managing.edit(account, here('bob'), 'Bob', ['Friends']);
  await bob.waitForPresence(({ from, status }) => from.startsWith(here('alice')) && status === 'for friends');
  expect([bob, carol].map(({ address }) => alice.ownPresence.isHiddenFrom(account, address))).toEqual([false, true]);
  await alice.managing.edit(account, here('bob'), 'Bob', []);
  await until(() => sees(bob) === 'unavailable');
  expect(sees(carol)).toBe('unavailable');
  alice.settings.appearToGroups = [];
});

it('signs in unseen', async () => {
  alice.ownPresence.change({ availability: 'hidden', status: '' });
  await alice.close();
  const { folder, known } = alice;
  const before = carol.presences.length;
  alice = products.make({ authorities: loadAuthorities(server.caFile), password: 'pw', folder, known });
  alice.settings.presence = { availability: 'hidden', status: '' };
  alice.accounts.start();
  await until(() => alice.accounts.list()[0]?.connection.state === 'online' && alice.ownPresence.isGone(account));
  await alice.accounts.client(account)?.disco.info(server.domain);
  await carol.roster();
  expect(carol.presences.slice(before).filter(({ type }) => type === undefined)).toEqual([]);
});
