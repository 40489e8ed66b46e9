// A network that changes under Kith's feet, done with the machine's own: another address of ours, and no network at all for a while.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { type Made, makeProducts } from '../services/support.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';

const SERVER = '10.9.0.9';
const OURS = ['10.9.0.1', '10.9.0.2'] as const;
const run = promisify(execFile);
const ip = (words: string) => run('ip', words.split(' '));
const products = makeProducts();
let server: ProsodyServer;
let bob: Peer;
let made: Made;
let account: string;
let chat: string;
const sessions: string[] = [];

/** What goes to the server leaves from this address of ours; there is no other. */
async function moveTo(address: string): Promise<void> {
  for (const old of OURS) if (old !== address) await ip(`addr del ${old}/32 dev lo`).catch(() => undefined); // was not there
  await ip(`addr replace ${address}/32 dev lo`);
  await ip(`route replace local ${SERVER} dev lo src ${address} table local`);
}

beforeAll(async () => {
  await ip(`addr add ${SERVER}/32 dev lo`);
  await moveTo(OURS[0]);
  const accounts = { alice: 'a-password', bob: 'a-password' };
  server = await startProsody({ accounts, rosters: [['alice', 'bob']], config: { interfaces: ['127.0.0.1', SERVER] } });
  bob = await connectPeer({ ...server, address: `bob@${server.domain}`, password: 'a-password' });
  made = products.make({ authorities: loadAuthorities(server.caFile) });
  const address = `alice@${server.domain}`;
  account = (await made.accounts.signIn({ address, password: 'a-password', server: SERVER, port: server.port })).id;
  chat = made.conversations.open(account, bob.address).id;
  made.accounts.client(account)?.session.began.on(() => sessions.push('new'));
  made.accounts.client(account)?.session.resumed.on(() => sessions.push('resumed'));
});

afterAll(async () => {
  await ip('link set lo up');
  await products.end();
  await bob?.close();
  await server?.stop();
  for (const address of [...OURS, SERVER]) await ip(`addr del ${address}/32 dev lo`).catch(() => undefined); // gone already
});

const state = (): string | undefined => made.accounts.list()[0]?.connection.state;

const changes: readonly [string, () => Promise<unknown>, () => Promise<unknown>][] = [
  ['another address of ours', () => moveTo(OURS[1]), async () => undefined],
  ['no network for a while', () => ip('link set lo down'), () => ip('link set lo up').then(() => moveTo(OURS[1]))],
];
it.each(changes)('%s: noticed within 5 s of a message, which arrives once on the resumed stream', async (what, change, back) => {
  sessions.length = 0;
  await change();
  const began = Date.now();
  const { id } = made.send(chat, what);
  await until(() => state() !== 'online');
  expect(Date.now() - began).toBeLessThan(6_000);
  await back();
  await until(() => {
    if (state() === 'waiting') made.accounts.reconnect(account);
    return made.messages.byId(id)?.state === 'sent';
  });
  await bob.waitForMessage(({ body }) => body === what);
  expect(bob.messages.filter(({ body }) => body === what)).toHaveLength(1);
  expect(sessions).toEqual(['resumed']);
});
