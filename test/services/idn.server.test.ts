// An address whose domain is not ASCII, on a real Prosody: written with the letters people use, proven by its ASCII form (RFC 7622 3.2.1).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { makeProducts } from './support.ts';

const DOMAIN = 'b\u00fccher.example';
const products = makeProducts();
let server: ProsodyServer;
let bob: Peer;

beforeAll(async () => {
  const accounts = { kith: 'a-password', bob: 'bob-password' };
  server = await startProsody({ domain: DOMAIN, accounts, rosters: [['kith', 'bob']], certificate: { names: ['xn--bcher-kva.example'] } });
  bob = await connectPeer({ ...server, address: `bob@${DOMAIN}`, password: 'bob-password' });
});

afterAll(async () => {
  await products.end();
  await bob?.close();
  await server?.stop();
});

it.each([
  ['composed', `kith@${DOMAIN}`],
  ['decomposed and in capitals', 'kith@BU\u0308CHER.example'],
  ['in its ASCII form', 'kith@xn--bcher-kva.example'],
])('written %s it is one and the same account, and people there are found', async (_, written) => {
  const made = products.make({ authorities: loadAuthorities(server.caFile) });
  const { id } = await made.accounts.signIn({ address: written, password: 'a-password', server: server.host, port: server.port });
  expect(made.accounts.list()).toMatchObject([{ address: `kith@${DOMAIN}`, connection: { state: 'online' } }]);
  await until(() => made.contacts.find(id, `bob@${DOMAIN}`)?.presence.availability === 'available');

  const conversation = made.conversations.open(id, written.replace('kith', 'bob'));
  expect(conversation.address).toBe(`bob@${DOMAIN}`);
  const sent = made.send(conversation.id, `as ${written}`).id;
  await until(() => made.messages.byId(sent)?.state === 'sent');
  const { from } = await bob.waitForMessage(({ body }) => body === `as ${written}`);
  await bob.send(from, `to ${written}`);
  await until(() => made.messages.page(conversation.id, null, 50).messages.some(({ body }) => body === `to ${written}`));
  await made.close();
});
