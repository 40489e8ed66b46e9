// Strangers on a real Prosody: what they write waits apart, they learn nothing, and the answer lasts over restarts and the server's archive.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

const USERS = ['carol', 'dave', 'eve'] as const;
let server: ProsodyServer;
let alice: Made;
let account: string;
const peers = new Map<string, Peer>();
const products = makeProducts();

const here = (user: string) => `${user}@${server.domain}`;
const peer = (user: string): Peer => peers.get(user) ?? expect.fail(user);
const chat = (user: string) => alice.conversations.list().find(({ address }) => address === here(user));
const asks = (id: string, text: string) =>
  `<message to='${here('alice')}' type='chat' id='${id}'><body>${text}</body><request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/><composing xmlns='http://jabber.org/protocol/chatstates'/></message>`;
/** All that came from alice. */
const heard = (user: string) => peer(user).messages.filter(({ from }) => from.startsWith(here('alice')));
/** What alice sent so far has arrived. */
async function settled(user: string): Promise<void> {
  await alice.accounts.client(account)?.disco.info(server.domain);
  await peer(user).roster();
}

beforeAll(async () => {
  server = await startProsody({ accounts: { alice: 'pw', bob: 'pw', carol: 'pw', dave: 'pw', eve: 'pw' }, rosters: [['alice', 'bob']] });
  for (const user of ['bob', ...USERS])
    peers.set(
      user,
      await connectPeer({ address: here(user), password: 'pw', host: server.host, port: server.port, caFile: server.caFile }),
    );
  alice = products.make({ authorities: loadAuthorities(server.caFile), password: 'pw' });
  account = (await alice.accounts.signIn({ address: here('alice'), password: 'pw', server: server.host, port: server.port })).id;
  await until(() => alice.contacts.find(account, here('bob'))?.presence.availability === 'available');
});
afterAll(async () => {
  await products.end();
  await Promise.all([...peers.values()].map((each) => each.close()));
  await server.stop();
});

async function again(): Promise<void> {
  await alice.close();
  const { folder, known } = alice;
  alice = products.make({ authorities: loadAuthorities(server.caFile), password: 'pw', folder, known });
  alice.accounts.start();
  await until(() => alice.contacts.find(account, here('bob'))?.presence.availability === 'available');
}

describe('a stranger', () => {
  it('who writes is no chat, counts nowhere and learns nothing, not even by being read', async () => {
    await peer('carol').sendRaw(asks('c1', 'Buy my watches'));
    await until(() => chat('carol')?.request === true);
    await peer('bob').send(here('alice'), 'hello');
    await until(() => alice.unreadTotal() === 1);
    const conversation = chat('carol');
    if (conversation === undefined) return expect.fail('no request');
    const [message] = alice.messages.page(conversation.id, null, 10).messages;
    alice.markRead(conversation.id, message?.position ?? 0);
    alice.typing(conversation.id, 'composing');
    expect(() => alice.react(message?.id ?? '', '👍', true)).toThrow();
    await settled('carol');
    expect(heard('carol')).toEqual([]);
    expect(chat('bob')?.request).toBeUndefined();
  });

  it('who was declined stays away over a restart and what the archive says again, until they write anew', async () => {
    alice.requests.decline(account, here('carol'));
    expect(chat('carol')).toBeUndefined();
    await again();
    expect(chat('carol')).toBeUndefined();
    // Everything is asked of the archive again.
    alice.archive.prepare('DELETE FROM coverage').run();
    await again();
    await until(() => alice.history.state(chat('bob')?.id ?? '').completeSince === 0);
    expect(chat('carol')).toBeUndefined();
    await peer('carol').sendRaw(asks('c2', 'And bags'));
    await until(() => chat('carol')?.last?.preview === 'And bags');
    expect(chat('carol')).toMatchObject({ request: true, unread: 1 });
    expect(heard('carol')).toEqual([]);
  });

  it('who is accepted is a chat with all they wrote, and is answered from then on', async () => {
    const id = alice.requests.accept(account, here('carol'));
    expect(id).toBe(chat('carol')?.id);
    expect(chat('carol')?.request).toBeUndefined();
    expect(alice.messages.page(id ?? '', null, 10).messages.map(({ body }) => body)).toEqual(['Buy my watches', 'And bags']);
    expect(alice.unreadTotal()).toBe(2);
    await peer('carol').sendRaw(asks('c3', 'Thank you'));
    await peer('carol').waitForMessage(({ stanza }) => stanza.getChild('received', 'urn:xmpp:receipts')?.attrs.id === 'c3');
    await again();
    expect(chat('carol')?.request).toBeUndefined();
  });

  it('who was written to first, or becomes a contact, is none any more', async () => {
    const { id } = alice.conversations.open(account, here('dave'));
    alice.send(id, 'Is this Dave?');
    await peer('dave').waitForMessage(({ body }) => body === 'Is this Dave?');
    await peer('dave').send(here('alice'), 'It is');
    await until(() => chat('dave')?.last?.preview === 'It is');
    expect(chat('dave')?.request).toBeUndefined();
    await peer('eve').send(here('alice'), 'Hello there');
    await until(() => chat('eve')?.request === true);
    await alice.contacts.add(account, here('eve'));
    await until(() => chat('eve')?.request === undefined);
    await alice.managing.remove(account, here('eve'));
    await until(() => chat('eve')?.request === true);
  });

  it('may see by the same word; all are declined at once', async () => {
    await peer('carol').subscribe(here('alice'));
    await until(() => alice.contacts.find(account, here('carol'))?.request === true);
    alice.requests.accept(account, here('carol'));
    await peer('carol').waitForPresence(({ from, type }) => from.startsWith(here('alice')) && type === undefined);
    await peer('eve').subscribe(here('alice'));
    await until(() => alice.contacts.find(account, here('eve'))?.request === true);
    alice.requests.declineAll(null);
    await peer('eve').waitForPresence(({ from, type }) => from === here('alice') && type === 'unsubscribed');
    expect(alice.contacts.find(account, here('eve'))).toBeUndefined();
    expect(chat('eve')).toBeUndefined();
    expect(chat('carol')?.request).toBeUndefined();
  });
});
