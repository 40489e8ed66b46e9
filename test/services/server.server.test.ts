// What a real server can do: asked with all its services, known without a connection, and what is missing said as missing.
import { afterAll, describe, expect, it } from 'vitest';
import { makeDiscoveries } from '../../electron/archive/discoveries.ts';
import { makeServers } from '../../electron/services/server.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { ABILITIES } from '../../shared/server.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import type { ProsodyOptions } from '../support/prosody-setup.ts';
import { type Made, makeProducts } from './support.ts';

const servers: ProsodyServer[] = [];
const products = makeProducts();
afterAll(async () => {
  await products.end();
  await Promise.all(servers.map((server) => server.stop()));
});

async function signedIn(options: ProsodyOptions): Promise<{ alice: Made; id: string; server: ProsodyServer }> {
  const server = await startProsody({ accounts: { alice: 'alice-password' }, ...options });
  servers.push(server);
  const alice = products.make({ authorities: loadAuthorities(server.caFile) });
  const address = `alice@${server.domain}`;
  const { id } = await alice.accounts.signIn({ address, password: 'alice-password', server: server.host, port: server.port });
  return { alice, id, server };
}

describe('a server with everything', () => {
  it('says what it can do; that is known after a restart without a connection', async () => {
    const { alice, id, server } = await signedIn({
      components: { groups: 'muc', upload: 'http_file_share', proxy: 'proxy65' },
      modules: { enable: ['external_services', 'server_contact_info', 'register'] },
      statusAddresses: ['https://status.kith.test/status.json', 'http://plain.kith.test/', 'javascript:alert(1)'],
      config: {
        http_file_share_size_limit: 5_000_000,
        http_external_url: 'https://upload.kith.test/',
        proxy65_ports: [],
        contact_info: {
          abuse: ['mailto:abuse@kith.test', 'xmpp:abuse@kith.test', 'javascript:alert(1)'],
          support: ['https://kith.test/help'],
          admin: ['file:///etc/passwd'],
        },
        turn_external_host: 'turn.kith.test',
        turn_external_secret: 'secret',
        external_service_host: 'turn.kith.test',
        ...{ external_services: [] },
      },
    });
    expect(alice.accounts.serverReport(id)).toBeNull();
    const report = await alice.accounts.checkServer(id);
    const known = ['history', 'devices', 'waiting', 'files', 'groups', 'block', 'profile', 'picture', 'storage', 'bookmarks'];
    expect(report.can).toEqual(expect.arrayContaining([...known, 'resume', 'quiet', 'changes', 'approval', 'transfer', 'outage']));
    expect([...report.can, ...report.cannot].sort()).toEqual([...ABILITIES].sort());
    expect(report).toMatchObject({
      largestFile: 5_000_000,
      silent: [],
      contacts: [
        { kind: 'abuse', uri: 'mailto:abuse@kith.test' },
        { kind: 'abuse', uri: 'xmpp:abuse@kith.test' },
        { kind: 'support', uri: 'https://kith.test/help' },
      ],
    });
    expect(Math.abs(Date.now() - report.checkedAt)).toBeLessThan(30_000);
    await alice.close();
    await server.stop();
    const later = products.make({ folder: alice.folder, known: alice.known });
    expect(later.accounts.serverReport(id)).toEqual(report);
    const servers = makeServers(makeDiscoveries(later.archive));
    expect(servers.outageAddresses(id, `alice@${server.domain}`)).toEqual(['https://status.kith.test/status.json']);
    await expect(later.accounts.checkServer(id)).rejects.toThrow('lost');
    await later.signOut(id, false);
    expect(later.archive.prepare<[], { n: number }>('SELECT count(*) AS n FROM discoveries').get()?.n).toBe(0);
    await later.close();
  });
});

describe('a server with little', () => {
  it('is not said to do more', async () => {
    const { alice, id } = await signedIn({
      modules: { disable: ['mam', 'carbons', 'blocklist', 'pep', 'bookmarks', 'smacks', 'offline', 'csi_simple', 'csi'] },
    });
    const report = await alice.accounts.checkServer(id);
    expect(report.cannot).toEqual(
      expect.arrayContaining(['history', 'devices', 'waiting', 'files', 'groups', 'block', 'picture', 'resume', 'quiet']),
    );
    expect(report.contacts).toEqual([]);
    expect(report).not.toHaveProperty('largestFile');
    await alice.close();
  });
});
