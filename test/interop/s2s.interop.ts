// Kith on Prosody and somebody on ejabberd: all that goes between two servers that prove themselves by certificates, in both directions.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { makeProducts } from '../services/support.ts';
import { makeAuthority } from '../support/certificates.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Ejabberd, startEjabberd } from './ejabberd.ts';
import { type NameServer, startNameServer } from './name-server.ts';

// Prosody asks the name server, ejabberd the tree's /etc/hosts; no .test, for which libunbound answers itself (RFC 6761).
const HERE = 'kith.example';
const THERE = 'jabber.example';
const PORTS = { [HERE]: 5269, [THERE]: 5270 };
const products = makeProducts();
// The tree sees /tmp as we do.
const dir = mkdtempSync('/tmp/kith-authority-');
let names: NameServer;
let prosody: ProsodyServer;
let ejabberd: Ejabberd;
let juliet: Peer;

beforeAll(async () => {
  const authority = await makeAuthority(join(dir, 'tls'));
  names = await startNameServer();
  names.place(THERE, PORTS[THERE]);
  prosody = await startProsody({
    domain: HERE,
    accounts: { alice: 'alice-password' },
    authority,
    modules: { enable: ['s2s', 's2s_auth_certs'] },
    config: {
      s2s_ports: [PORTS[HERE]],
      s2s_require_encryption: true,
      s2s_secure_auth: true,
      s2s_ssl: { cafile: authority.caFile },
      unbound: {
        forward: [`127.0.0.1@${names.port}`],
        resolvconf: false,
        options: { 'do-not-query-localhost:': 'no' },
      },
    },
    debug: true,
  });
  ejabberd = await startEjabberd(
    { juliet: 'juliet-password' },
    { domain: THERE, hash: 'sha256', others: { port: PORTS[THERE], authority } },
  );
  juliet = await connectPeer({ ...ejabberd, address: `juliet@${THERE}`, password: 'juliet-password' });
}, 120_000);

afterAll(async () => {
  await products.end();
  await juliet?.close();
  await ejabberd?.stop();
  await prosody?.stop();
  names?.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('across servers', () => {
  it('two people become contacts, see each other come and go, and write with receipts both ways', async () => {
    const alice = products.make({ authorities: loadAuthorities(prosody.caFile) });
    const own = `alice@${HERE}`;
    const { id } = await alice.accounts.signIn({ address: own, password: 'alice-password', server: prosody.host, port: prosody.port });
    const contact = () => alice.contacts.find(id, juliet.address);

    await alice.contacts.add(id, juliet.address);
    await juliet.waitForPresence(({ type, from }) => type === 'subscribe' && from === own, 30_000);
    expect(contact()).toMatchObject({ listed: true, asked: true, subscription: 'none' });
    await juliet.approve(own);
    await until(() => contact()?.subscription === 'to');
    await juliet.presence('away', 'on the balcony');
    await until(() => contact()?.presence.availability === 'away');
    expect(contact()?.presence.status).toBe('on the balcony');

    await juliet.subscribe(own);
    await until(() => contact()?.request === true);
    alice.contacts.answer(id, juliet.address, true);
    await until(() => contact()?.subscription === 'both');
    await juliet.waitForPresence(({ type, from }) => type === undefined && from.startsWith(`${own}/`));
    expect((await juliet.roster()).find(({ address }) => address === own)?.subscription).toBe('both');
    alice.ownPresence.change({ availability: 'busy', status: 'thinking' });
    await juliet.waitForPresence(({ from, show, status }) => from.startsWith(own) && show === 'dnd' && status === 'thinking');

    const chat = alice.conversations.open(id, juliet.address).id;
    const bodies = () => alice.messages.page(chat, null, 50).messages.map(({ body }) => body);
    const sent = alice.send(chat, 'wherefore art thou, ünïcödé 🌹');
    const heard = await juliet.waitForMessage(({ body }) => body === 'wherefore art thou, ünïcödé 🌹');
    expect(heard.from.startsWith(`${own}/`)).toBe(true);
    await juliet.sendRaw(`<message to='${heard.from}' type='chat'><received xmlns='urn:xmpp:receipts' id='${heard.id}'/></message>`);
    await until(() => alice.messages.byId(sent.id)?.state === 'delivered');

    await juliet.sendRaw(
      `<message to='${own}' type='chat' id='reply-1'><body>I take thee at thy word</body><request xmlns='urn:xmpp:receipts'/></message>`,
    );
    await until(() => bodies().includes('I take thee at thy word'));
    await juliet.waitForMessage(({ stanza }) => stanza.getChild('received', 'urn:xmpp:receipts')?.attrs.id === 'reply-1');
    await juliet.chatState(own, 'composing');
    await until(() => alice.conversations.byId(chat)?.typing === true);

    await juliet.presence('offline');
    await until(() => contact()?.presence.availability === 'offline');

    // Both directions, and neither server took the other's word for it.
    expect(names.asked).toContain(`33 _xmpp-server._tcp.${THERE}`);
    expect(prosody.log()).toMatch(/certificate.*(?:valid|trusted)/i);
    expect(ejabberd.log()).toMatch(/Accepted inbound s2s EXTERNAL authentication kith\.example/);
    expect(ejabberd.log()).toMatch(/Accepted outbound s2s EXTERNAL authentication jabber\.example -> kith\.example/);
    await alice.close();
  });

  it('says that there is no such server', async () => {
    const alice = products.make({ authorities: loadAuthorities(prosody.caFile) });
    const request = { address: `alice@${HERE}`, password: 'alice-password', server: prosody.host, port: prosody.port };
    const { id } = await alice.accounts.signIn(request);
    const chat = alice.conversations.open(id, 'romeo@nowhere.example').id;
    const sent = alice.send(chat, 'anybody?');
    await until(() => alice.messages.byId(sent.id)?.state === 'failed', 30_000);
    expect(alice.messages.byId(sent.id)?.failure).toMatchObject({ condition: 'remote-server-not-found' });
    await alice.close();
  });
});
