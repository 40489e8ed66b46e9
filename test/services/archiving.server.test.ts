// What the server keeps of the messages, on a real Prosody: read, changed, and in effect there; and on one that lets nobody choose.
import { afterAll, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { connectPeer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { makeProducts } from './support.ts';

const products = makeProducts();
const servers: ProsodyServer[] = [];
afterAll(async () => {
  await products.end();
  for (const server of servers) await server.stop();
});

async function signedIn(options: Parameters<typeof startProsody>[0]) {
  const server = await startProsody({ accounts: { alice: 'pw', bob: 'pw' }, ...options });
  servers.push(server);
  const alice = products.make({ authorities: loadAuthorities(server.caFile), password: 'pw' });
  const { host, port, caFile, domain } = server;
  const account = (await alice.accounts.signIn({ address: `alice@${domain}`, password: 'pw', server: host, port })).id;
  return {
    server,
    alice,
    account,
    peer: (user: string) => connectPeer({ address: `${user}@${domain}`, password: 'pw', host, port, caFile }),
  };
}

it('is changed where the server lets people choose, which then keeps no more than that; what is set for single people stays', async () => {
  const { alice, account, peer, server } = await signedIn({});
  expect(await alice.archiving.of(account)).toMatchObject({ keeping: expect.any(String), exceptions: 0 });
  const other = await peer('alice');
  const prefs = { xmlns: 'urn:xmpp:mam:2', default: 'always' };
  await other.request(
    xml('iq', { type: 'set' }, xml('prefs', prefs, xml('always'), xml('never', {}, xml('jid', {}, 'mallory@example.org')))) as never,
  );
  expect(await alice.archiving.of(account)).toEqual({ keeping: 'everything', exceptions: 1 });

  expect(await alice.archiving.change(account, 'nothing')).toEqual({ keeping: 'nothing', exceptions: 1 });
  const bob = await peer('bob');
  await bob.send(other.jid, 'not to be kept');
  await other.waitForMessage(({ body }) => body === 'not to be kept');
  expect(await alice.archiving.change(account, 'everything')).toEqual({ keeping: 'everything', exceptions: 1 });
  await bob.send(`alice@${server.domain}`, 'to be kept');
  await until(async () => (await other.archive()).some(({ body }) => body === 'to be kept'));
  expect((await other.archive()).map(({ body }) => body)).toEqual(['to be kept']);
  await Promise.all([bob.close(), other.close()]);
});

it('cannot be changed where the server keeps nothing at all, which is said; and without a connection', async () => {
  const { alice, account, server } = await signedIn({ modules: { disable: ['mam'] } });
  expect(await alice.archiving.of(account)).toEqual({ keeping: null, exceptions: 0 });
  await expect(alice.archiving.change(account, 'nothing')).rejects.toMatchObject({ error: { kind: 'server-refused' } });
  await server.kill9();
  await until(() => alice.accounts.list()[0]?.connection.state !== 'online');
  await expect(alice.archiving.of(account)).rejects.toMatchObject({ error: { kind: 'lost' } });
});
