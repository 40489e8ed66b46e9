// Alice on a real Prosody, with Bob and Carol as her contacts.
import { afterAll, beforeAll } from 'vitest';
import type { Incoming } from '../../electron/services/incoming.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { type Made, makeProducts } from './support.ts';

/** Call at the top of a file; `world` has its server and peers once its tests run. */
export function aliceAtProsody() {
  const products = makeProducts();
  const world = {} as { server: ProsodyServer; bob: Peer; carol: Peer };

  beforeAll(async () => {
    const accounts = { alice: 'alice-password', bob: 'bob-password', carol: 'carol-password' };
    const rosters: [string, string][] = [
      ['alice', 'bob'],
      ['alice', 'carol'],
    ];
    const server = await startProsody({ accounts, rosters });
    const peer = (user: 'bob' | 'carol') =>
      connectPeer({
        address: `${user}@${server.domain}`,
        password: accounts[user],
        host: server.host,
        port: server.port,
        caFile: server.caFile,
      });
    const [bob, carol] = await Promise.all([peer('bob'), peer('carol')]);
    Object.assign(world, { server, bob, carol });
  });

  afterAll(async () => {
    await products.end();
    await Promise.all([world.bob.close(), world.carol.close()]);
    await world.server.stop();
  });

  const again = (made: Made): Made =>
    products.make({
      authorities: loadAuthorities(world.server.caFile),
      folder: made.folder,
      known: made.known,
      password: 'alice-password',
    });

  async function signedIn(port = world.server.port): Promise<{ alice: Made; id: string; told: Incoming[] }> {
    const alice = products.make({ authorities: loadAuthorities(world.server.caFile) });
    const told: Incoming[] = [];
    alice.incoming.on((each) => told.push(each));
    return { alice, id: (await enter(alice, port)).id, told };
  }

  const enter = (made: Made, port = world.server.port) =>
    made.accounts.signIn({ address: `alice@${world.server.domain}`, password: 'alice-password', server: world.server.host, port });

  return { products, world, again, signedIn, enter };
}

export const presenceOf = (made: Made, id: string, peer: Peer) => made.contacts.find(id, peer.address)?.presence;
export const bodies = (made: Made, conversation: string) => made.messages.page(conversation, null, 100).messages.map((row) => row.body);
