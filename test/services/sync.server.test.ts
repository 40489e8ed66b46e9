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
  // Without the second store for what waits, which grows slow: here everything comes out of the archive.
  server = await startProsody({
    accounts: { alice: 'alice-password', bob: 'bob-password' },
    rosters: [['alice', 'bob']],
    modules: { disable: ['offline'] },
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
  await first.close();

  const bodies = Array.from({ length: MISSED }, (_, index) => `missed ${index}`);
  for (let at = 0; at < MISSED; at += 250) await Promise.all(bodies.slice(at, at + 250).map((body) => bob.send(address, body)));

  const again = products.make({
    authorities: loadAuthorities(server.caFile),
    password: 'alice-password',
    folder: first.folder,
    known: first.known,
  });
  again.accounts.start();
  const all = again.archive.prepare<[number], { body: string }>('SELECT body FROM messages WHERE conversation = ? ORDER BY position');
  await until(
    () =>
      again.history.state(id).gaps.length === 0 && again.history.state(id).completeSince !== null && all.all(Number(id)).length > MISSED,
    60_000,
  );
  expect(all.all(Number(id)).map((row) => row.body)).toEqual(['before', ...bodies]);
  // The first message may have been older than the device.
  expect(again.conversations.byId(id)?.unread).toBeGreaterThanOrEqual(MISSED);
}, 120_000);
