// What can be found out about people on a real server: the time where they are, when they were last there, and what Kith tells of itself.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

const PASSWORDS = { alice: 'alice-password', bob: 'bob-password', carol: 'carol-password' };
const products = makeProducts();
let server: ProsodyServer;

beforeAll(async () => {
  server = await startProsody({ accounts: PASSWORDS, rosters: [['alice', 'bob']], modules: { enable: ['lastactivity'] } });
});
afterAll(async () => {
  await products.end();
  await server.stop();
});

async function signedIn(
  user: keyof typeof PASSWORDS,
): Promise<{ made: Made; id: string; address: string; client: () => NonNullable<ReturnType<Made['accounts']['client']>> }> {
  const made = products.make({ authorities: loadAuthorities(server.caFile) });
  const address = `${user}@${server.domain}`;
  const { id } = await made.accounts.signIn({ address, password: PASSWORDS[user], server: server.host, port: server.port });
  const client = () => made.accounts.client(id) ?? expect.fail('no client');
  return { made, id, address, client };
}

describe('two people', () => {
  it('see each other’s time while they may, and when the other was last there afterwards', async () => {
    const alice = await signedIn('alice');
    const bob = await signedIn('bob');
    const seen = () => alice.made.contacts.find(alice.id, bob.address);
    await until(() => seen()?.presence.availability === 'available');
    const east = 0 - new Date().getTimezoneOffset();
    expect(await alice.made.whereabouts.of(alice.id, bob.address)).toEqual({ east });
    // One answer, verified by the newer hash, kept for everybody who says the same.
    const kept = alice.made.archive.prepare<[], { hash: string }>('SELECT hash FROM capabilities').all();
    expect(kept.map(({ hash }) => hash.split('.')[0])).toEqual(['urn:xmpp:caps#sha-256']);
    expect(await alice.made.whereabouts.of(alice.id, `nobody@${server.domain}`)).toEqual({ east: null });

    const device = bob.client().session.jid;
    const ask = (name: string, xmlns: string, from = alice) =>
      from.client().session.request({ type: 'get', to: device, child: xml(name, { xmlns }) });
    const version = (await ask('query', 'jabber:iq:version')).getChild('query');
    expect(version?.getChildElements().map((each) => [each.name, each.text()])).toEqual([
      ['name', 'Kith'],
      ['version', '1.2.3'],
    ]);
    await expect(ask('query', 'jabber:iq:last')).rejects.toMatchObject({ condition: 'service-unavailable' });

    bob.made.settings.tellTime = false;
    bob.made.settings.tellVersion = false;
    bob.made.ownPresence.repeat();
    await expect(ask('time', 'urn:xmpp:time')).rejects.toMatchObject({ condition: 'service-unavailable' });
    await expect(ask('query', 'jabber:iq:version')).rejects.toMatchObject({ condition: 'service-unavailable' });
    await until(async () => (await alice.client().caps.of(device))?.features.includes('urn:xmpp:time') === false);
    expect((await alice.client().caps.of(device))?.features).not.toContain('jabber:iq:version');

    const carol = await signedIn('carol');
    bob.made.settings.tellTime = true;
    await expect(ask('time', 'urn:xmpp:time', carol)).rejects.toMatchObject({ condition: 'service-unavailable' });
    expect(await carol.client().caps.of(device)).toBeUndefined();
    expect((await ask('time', 'urn:xmpp:time')).getChild('time')?.getChildText('utc')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

    await carol.made.close();
    await bob.made.close();
    await until(() => seen()?.presence.availability === 'offline');
    // Bob was there for the last time before this device knew him.
    alice.made.archive.prepare('UPDATE contacts SET last_seen = NULL').run();
    alice.made.contacts.load(alice.id);
    expect(seen()).not.toHaveProperty('lastSeen');
    await alice.made.whereabouts.of(alice.id, bob.address);
    expect(Math.abs((seen()?.lastSeen ?? 0) - Date.now())).toBeLessThan(30_000);
    await alice.made.close();
  });
});
