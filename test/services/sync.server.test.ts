// A long absence on a real server: what was missed comes whole, in order and once.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { makeProducts } from './support.ts';

const MISSED = 5000;
let server: ProsodyServer;
let bob: Peer;
const products = makeProducts();

beforeAll(async () => {
  // In memory: Prosody's files are read from the beginning for every page that is asked for. Pages as large as Kith asks for: a hundred
  // smaller ones are a hundred times waiting for the disk.
  server = await startProsody({
    accounts: { alice: 'alice-password', bob: 'bob-password' },
    rosters: [['alice', 'bob']],
    config: { storage: 'memory', storage_archive_item_limit: 2 * MISSED, max_archive_query_results: 250 },
  });
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

it('brings 5,000 missed messages complete, in order, once', async () => {
  const first = products.make({ authorities: loadAuthorities(server.caFile), password: 'alice-password' });
  const address = `alice@${server.domain}`;
  const account = await first.accounts.signIn({ address, password: 'alice-password', server: server.host, port: server.port });
  const { id } = first.conversations.open(account.id, `bob@${server.domain}`);
  await bob.send(address, 'before');
  await until(() => first.messages.page(id, null, 10).messages.length === 1);
  expect(first.conversations.byId(id)?.unread).toBe(1);
  await first.close();

  // Straight into the archive: a server takes far longer to route so many than to give them out.
  const bodies = Array.from({ length: MISSED }, (_, index) => `missed ${index}`);
  const at = Date.now();
  await server.archive(bodies.map((body, index) => ({ from: 'bob', to: 'alice', body, at: at + index })));

  const again = products.make({
    authorities: loadAuthorities(server.caFile),
    password: 'alice-password',
    folder: first.folder,
    known: first.known,
  });
  again.accounts.start();
  const all = again.archive.prepare<[number], { body: string }>('SELECT body FROM messages WHERE conversation = ? ORDER BY position');
  await until(() => (again.conversations.byId(id)?.unread ?? 0) > MISSED, 60_000);
  expect(again.history.state(id)).toMatchObject({ gaps: [], completeSince: expect.any(Number) });
  expect(all.all(Number(id)).map((row) => row.body)).toEqual(['before', ...bodies]);
  expect(again.conversations.byId(id)?.unread).toBe(MISSED + 1);
}, 120_000);
