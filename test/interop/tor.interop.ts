// Through a real Tor to a real Prosody: by a name that only the far end looks up, and to an onion service; what does not work is said.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { through } from '../../electron/xmpp/core/proxy.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import type { ProxyServer } from '../../shared/proxy.ts';
import { makeProducts } from '../services/support.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type NameServer, startNameServer } from './name-server.ts';
import { startTor, type TorNetwork } from './tor.ts';

const DOMAIN = 'kith.example';
const ELSEWHERE = '2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion';
const products = makeProducts();
let server: ProsodyServer;
let names: NameServer;
let tor: TorNetwork;

beforeAll(async () => {
  server = await startProsody({ domain: DOMAIN, accounts: { alice: 'a-password', bob: 'a-password' }, rosters: [['alice', 'bob']] });
  names = await startNameServer();
  names.place(DOMAIN, server.port);
  tor = await startTor({ hidden: server.port, names: names.port });
  // A new onion service is not known at once.
  const network = through({ proxy: proxy(), password: async () => undefined });
  await until(async () => {
    const [way] = await network.ways(tor.onion);
    const socket = await way?.(server.port, AbortSignal.timeout(10_000)).catch(() => undefined);
    socket?.destroy();
    return socket !== undefined;
  }, 60_000);
}, 180_000);

afterAll(async () => {
  await products.end();
  await tor?.stop();
  names?.stop();
  await server?.stop();
});

const proxy = (): ProxyServer => ({ kind: 'tor', host: '127.0.0.1', port: tor.socksPort });
const make = () => products.make({ authorities: loadAuthorities(server.caFile) });
const request = (user: string, host: string, port = server.port) => ({
  ...{ address: `${user}@${DOMAIN}`, password: 'a-password' },
  ...{ server: host, port, proxy: proxy() },
});

describe('through Tor', () => {
  it('two accounts sign in, each over circuits of its own, and write to each other', async () => {
    const made = make();
    const alice = await made.accounts.signIn(request('alice', DOMAIN));
    // The name was asked for, and by nobody but the relays: this machine has no other name server that knows it.
    expect(names.asked).toContain(`1 ${DOMAIN}`);
    const bob = await made.accounts.signIn(request('bob', tor.onion));
    const circuits = await tor.ask('circuit-status');
    for (const { id } of [alice, bob]) expect(circuits).toContain(`SOCKS_USERNAME="kith" SOCKS_PASSWORD="${id}"`);
    const conversation = made.conversations.open(alice.id, `bob@${DOMAIN}`).id;
    const { id: sent } = made.send(conversation, 'through three relays');
    await until(() => made.messages.byId(sent)?.state === 'sent');
    const other = made.conversations.open(bob.id, `alice@${DOMAIN}`).id;
    await until(() => made.messages.page(other, null, 9).messages.some(({ body }) => body === 'through three relays'));
    await made.close();
  });

  it.each([
    ['a name that nobody knows', () => request('alice', 'nowhere.example'), 'proxy-no-way'],
    ['a port where nobody listens', () => request('alice', DOMAIN, 1), 'proxy-no-way'],
    // An address as good as any, of somebody who is not in this network.
    ['an onion service that is not there', () => request('alice', ELSEWHERE), 'proxy-no-way'],
    ['an onion address that is none', () => request('alice', `${'a'.repeat(56)}.onion`), 'unknown-host'],
  ])('%s is told', async (_, ask, kind) => {
    const made = make();
    await expect(made.accounts.signIn(ask())).rejects.toMatchObject({ error: { kind } });
    await made.close();
  });
});
