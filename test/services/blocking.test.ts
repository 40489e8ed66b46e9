// Which of two ways keeps people away: blocking (XEP-0191) wherever it is offered, privacy lists (XEP-0016) where nothing else is, never both.
import { afterEach, expect, it } from 'vitest';
import { makeBlocked } from '../../electron/archive/blocking.ts';
import { makeDiscoveries } from '../../electron/archive/discoveries.ts';
import { makeAnnouncer } from '../../electron/services/announce.ts';
import { makeBlocks } from '../../electron/services/blocking.ts';
import { makeServers } from '../../electron/services/server.ts';
import type { Client } from '../../electron/xmpp/client.ts';
import { signal } from '../../shared/signal.ts';
import { ALICE, startArchive } from '../archive/support.ts';

const BLOCKING = 'urn:xmpp:blocking';
const LISTS = 'jabber:iq:privacy';
let kit: ReturnType<typeof startArchive>;
afterEach(() => kit.end());

/** Signed in to a server with these features; what was asked of it, by which way. */
async function signedIn(features: readonly string[]) {
  kit = startArchive();
  const asked: string[] = [];
  const way = (name: string) => {
    const note =
      <T>(what: string, answer: T) =>
      async (): Promise<T> => {
        asked.push(`${name} ${what}`);
        return answer;
      };
    return { fetch: note('fetch', ['eve@example.org']), block: note('block', undefined), unblock: note('unblock', undefined) };
  };
  const listsChanged = signal<void>();
  const client = {
    address: ALICE,
    stream: { offered: [], connection: { state: 'online' } },
    disco: { info: async (entity: string) => ({ identities: [], features: entity === ALICE ? [] : features, forms: [] }) },
    blocking: { ...way('blocking'), pushed: signal() },
    privacy: { ...way('lists'), changed: listsChanged },
  } as unknown as Client;
  const servers = makeServers(makeDiscoveries(kit.archive));
  const blocks = makeBlocks({
    store: makeBlocked(kit.archive),
    offered: () => servers.blocking('a', ALICE),
    byLists: () => servers.byLists('a', ALICE),
    announcer: makeAnnouncer((work) => kit.archive.transaction(work)),
    language: () => 'en',
    clean: (text) => text,
    warn: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  blocks.attach('a', client);
  const { server } = await servers.learn('a', client);
  await blocks.refresh('a', client, server.features);
  return { blocks, asked, listsChanged };
}

it.each([
  ['blocking', [BLOCKING]],
  ['blocking', [BLOCKING, LISTS]],
  ['lists', [LISTS]],
] as const)('%s with %j, and never the other', async (way, features) => {
  const { blocks, asked, listsChanged } = await signedIn(features);
  expect(blocks.has('a', 'eve@example.org')).toBe(true);
  await blocks.block('a', 'mallory@example.org', null);
  await blocks.unblock('a', ['eve@example.org']);
  expect(asked).toEqual([`${way} fetch`, `${way} block`, `${way} unblock`]);
  // A push about lists is heeded only where they are in use.
  listsChanged.emit();
  expect(asked.slice(3)).toEqual(way === 'lists' ? ['lists fetch'] : []);
});

it('neither, and nobody is asked, where the server offers nothing', async () => {
  const { blocks, asked } = await signedIn([]);
  expect(blocks.of('a')).toMatchObject({ offered: 'nothing', addresses: [] });
  expect(asked).toEqual([]);
});
