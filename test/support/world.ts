// One test's world: a private Prosody with alice and bob, bob's client, and Kith windows that end with the test.
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

export const test = base.extend<{ prosody: ProsodyOptions; world: World }>({
  prosody: [{ rosters: [['alice', 'bob']] }, { option: true }],
  world: async ({ prosody }, use) => {
    const server = await startProsody({ accounts: PASSWORDS, ...prosody });
    const apps: App[] = [];
    const peers: Peer[] = [];
    const start = async (options: AppOptions = {}): Promise<App> => {
      const app = await startApp({ caFile: server.caFile, ...options });
      apps.push(app);
      return app;
    };
    const alice = { address: `alice@${server.domain}`, password: PASSWORDS.alice, server: server.host, port: server.port };
    try {
      await use({
        server,
        alice,
        bob: `bob@${server.domain}`,
        start,
        async signedIn(options) {
          const app = await start(options);
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
      });
    } finally {
      for (const peer of peers) await peer.close();
      for (const app of apps) await app.dispose();
      await server.stop();
    }
  },
});

export { expect } from '@playwright/test';
