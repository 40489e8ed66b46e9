// A test's world: a private Prosody with alice and bob, bob's client, and Kith windows that end with the test, or with a few tests.
import { test as base } from '@playwright/test';
import { type App, type AppOptions, startApp } from './app.ts';
import { connectPeer, type Peer } from './peer.ts';
import { type ProsodyServer, startProsody } from './prosody.ts';
import type { ProsodyOptions } from './prosody-setup.ts';

export interface World {
  readonly server: ProsodyServer;
  readonly alice: { readonly address: string; readonly password: string; readonly server: string; readonly port: number };
  readonly bob: string;
  /** A window on a new profile, or on the one given. */
  start(options?: AppOptions): Promise<App>;
  /** A window signed in as alice. */
  signedIn(options?: AppOptions): Promise<App>;
  peer(user?: string): Promise<Peer>;
}

const PASSWORDS = { alice: 'alice-password', bob: 'bob-password', carol: 'carol-password' };

/** A world and its end. */
async function openWorld(prosody: ProsodyOptions): Promise<{ readonly world: World; close(): Promise<void> }> {
  const server = await startProsody({ accounts: PASSWORDS, ...prosody });
  const apps: App[] = [];
  const peers: Peer[] = [];
  const alice = { address: `alice@${server.domain}`, password: PASSWORDS.alice, server: server.host, port: server.port };
  const world: World = {
    server,
    alice,
    bob: `bob@${server.domain}`,
    async start(options = {}) {
      const app = await startApp({ caFile: server.caFile, ...options });
      apps.push(app);
      return app;
    },
    async signedIn(options) {
      const app = await world.start(options);
      await app.signIn(alice);
      return app;
    },
    async peer(user = 'bob') {
      const peer = await connectPeer({
        address: `${user}@${server.domain}`,
        password: PASSWORDS[user as keyof typeof PASSWORDS],
        host: server.host,
        port: server.port,
        caFile: server.caFile,
      });
      peers.push(peer);
      return peer;
    },
  };
  return {
    world,
    async close() {
      for (const peer of peers) await peer.close();
      for (const app of apps) await app.dispose();
      await server.stop();
    },
  };
}

const ORDINARY: ProsodyOptions = { rosters: [['alice', 'bob']] };

export const test = base.extend<{ prosody: ProsodyOptions; world: World }>({
  prosody: [ORDINARY, { option: true }],
  world: async ({ prosody }, use) => {
    const { world, close } = await openWorld(prosody);
    try {
      await use(world);
    } finally {
      await close();
    }
  },
});

/** One world and one window for the tests beside it, which run one after the other and leave it usable: starting both costs more than most tests. */
export function sharedWindow(begin: (world: World) => Promise<App>): { readonly world: World; readonly app: App } {
  let opened: { readonly world: World; close(): Promise<void> } | undefined;
  let app: App | undefined;
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('only tests have it');
    return value;
  };
  test.describe.configure({ mode: 'default' });
  test.beforeAll(async () => {
    opened = await openWorld(ORDINARY);
    app = await begin(opened.world);
  });
  test.afterAll(() => opened?.close());
  return {
    get world() {
      return there(opened?.world);
    },
    get app() {
      return there(app);
    },
  };
}

export { expect } from '@playwright/test';
