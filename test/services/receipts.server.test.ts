// Receipts (XEP-0184) on a real Prosody: who gets one, who does not, and what an own message makes of one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

let server: ProsodyServer;
let bob: Peer;
let carol: Peer;
let alice: Made;
let account: string;
const products = makeProducts();

const RECEIPTS = 'urn:xmpp:receipts';
const asks = (id: string, text: string) =>
  `<message to='alice@${server.domain}' type='chat' id='${id}'><body>${text}</body><request xmlns='${RECEIPTS}'/></message>`;
const confirms = (id: string) => `<message to='alice@${server.domain}' type='chat'><received xmlns='${RECEIPTS}' id='${id}'/></message>`;
const receiptsTo = (peer: Peer) => peer.messages.flatMap(({ stanza }) => stanza.getChild('received', RECEIPTS)?.attrs.id ?? []);
const rows = (conversation: string) => alice.messages.page(conversation, null, 100).messages;
const conversationWith = (user: string) => alice.conversations.open(account, `${user}@${server.domain}`).id;

/** Everything the peer sent before is handled here, and what that caused has been sent. */
async function handled(peer: Peer, conversation: string, marker: string): Promise<void> {
  await peer.send(`alice@${server.domain}`, marker);
  await until(() => rows(conversation).some(({ body }) => body === marker));
  await alice.accounts.client(account)?.disco.info(server.domain);
}

beforeAll(async () => {
  server = await startProsody({ accounts: { alice: 'alice-password', bob: 'pw', carol: 'pw' }, rosters: [['alice', 'bob']] });
  const peer = (user: string) =>
    connectPeer({ address: `${user}@${server.domain}`, password: 'pw', host: server.host, port: server.port, caFile: server.caFile });
  [bob, carol] = await Promise.all([peer('bob'), peer('carol')]);
  alice = products.make({ authorities: loadAuthorities(server.caFile), password: 'alice-password' });
  const signIn = { address: `alice@${server.domain}`, password: 'alice-password', server: server.host, port: server.port };
  account = (await alice.accounts.signIn(signIn)).id;
  await until(() => alice.contacts.find(account, bob.address)?.subscription === 'both');
});

afterAll(async () => {
  await products.end();
  await Promise.all([bob.close(), carol.close()]);
  await server.stop();
});

describe('a receipt', () => {
  it('is sent to a contact who asks, unless the person does not want that', async () => {
    const conversation = conversationWith('bob');
    await bob.sendRaw(asks('m1', 'did it arrive?'));
    await until(() => receiptsTo(bob).includes('m1'));
    alice.settings.sendReceipts = false;
    await bob.sendRaw(asks('m2', 'and this?'));
    await handled(bob, conversation, 'sentinel one');
    alice.settings.sendReceipts = true;
    await bob.sendRaw(asks('m3', 'and now?'));
    await until(() => receiptsTo(bob).includes('m3'));
    expect(receiptsTo(bob)).toEqual(['m1', 'm3']);
  });

  it('is not sent to somebody who may not know that the person is there, until the person writes to them', async () => {
    await carol.sendRaw(asks('c1', 'anybody there?'));
    const conversation = conversationWith('carol');
    await handled(carol, conversation, 'sentinel two');
    expect(receiptsTo(carol)).toEqual([]);
    alice.send(conversation, 'who is this?');
    await carol.waitForMessage(({ body }) => body === 'who is this?');
    await carol.sendRaw(asks('c2', 'Carol'));
    await until(() => receiptsTo(carol).includes('c2'));
    expect(receiptsTo(carol)).toEqual(['c2']);
  });

  it('is not sent for what comes out of the archive or from another device', async () => {
    await alice.close();
    await bob.sendRaw(asks('m4', 'while you were away'));
    const other = await connectPeer({
      address: `alice@${server.domain}`,
      password: 'alice-password',
      host: server.host,
      port: server.port,
      caFile: server.caFile,
    });
    alice = products.make({
      authorities: loadAuthorities(server.caFile),
      password: 'alice-password',
      folder: alice.folder,
      known: alice.known,
    });
    alice.accounts.start();
    const conversation = conversationWith('bob');
    await until(() => rows(conversation).some(({ body }) => body === 'while you were away'));
    // To one device only, so that the other has it as a carbon.
    await bob.sendRaw(asks('m5', 'to the other device').replace(`alice@${server.domain}`, other.jid));
    await until(() => rows(conversation).some(({ body }) => body === 'to the other device'));
    await handled(bob, conversation, 'sentinel three');
    expect(receiptsTo(bob)).toEqual(['m1', 'm3']);
    await other.close();
  });

  it('is asked for, and gives an own message its second tick with the time; a forged one does not', async () => {
    const conversation = conversationWith('bob');
    const { id } = alice.send(conversation, 'tell me when you have it');
    const { stanza } = await bob.waitForMessage(({ body }) => body === 'tell me when you have it');
    expect(stanza.getChild('request', RECEIPTS)).toBeDefined();
    const named = stanza.attrs.id ?? '';
    await until(() => alice.messages.byId(id)?.state === 'sent');
    await carol.sendRaw(confirms(named));
    await handled(carol, conversationWith('carol'), 'sentinel four');
    expect(alice.messages.byId(id)?.state).toBe('sent');
    await bob.sendRaw(confirms(named));
    await until(() => alice.messages.byId(id)?.state === 'delivered');
    expect(alice.messages.byId(id)?.deliveredAt).toBeGreaterThan(Date.now() - 60_000);
  });
});
