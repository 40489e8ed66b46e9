// Own picture, name and profile on a real Prosody, Kith on both sides: seen by contacts and by the account's other devices, and by nobody else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { pngOf } from '../support/pictures.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

const PASSWORD = 'a password';
const products = makeProducts();
let server: ProsodyServer;

interface Side {
  readonly made: Made;
  readonly account: string;
}
let alice: Side;
let other: Side;
let bob: Side;
/** A stranger. */
let eve: Side;

const here = (who: string): string => `${who}@${server.domain}`;
async function signIn(who: string): Promise<Side> {
  const made = products.make({ authorities: loadAuthorities(server.caFile) });
  const { id } = await made.accounts.signIn({ address: here(who), password: PASSWORD, server: server.host, port: server.port });
  await until(() => made.blocks.of(id).offered !== null && (who === 'eve' || made.contacts.list().length > 0));
  return { made, account: id };
}
const aliceAt = ({ made, account }: Side) => made.contacts.find(account, here('alice'));
const own = ({ made }: Side) => made.accounts.list()[0];

beforeAll(async () => {
  server = await startProsody({ accounts: { alice: PASSWORD, bob: PASSWORD, eve: PASSWORD }, rosters: [['alice', 'bob']] });
  [alice, other, bob, eve] = [await signIn('alice'), await signIn('alice'), await signIn('bob'), await signIn('eve')];
});

afterAll(async () => {
  await products.end();
  await server.stop();
});

describe('the own picture', () => {
  const seenByEve = (node: string) =>
    eve.made.accounts.client(eve.account)?.session.request({
      type: 'get',
      to: here('alice'),
      child: xml('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' }, xml('items', { node })),
    });

  it('is seen by contacts and by other devices of the account, at once, and by nobody else', async () => {
    const bytes = new Uint8Array(avatarPng('Alice', here('alice'), 256));
    await alice.made.people.own.setPicture(alice.account, bytes, 'contacts');
    const hash = own(alice)?.picture?.hash ?? '';
    expect(own(alice)?.picture?.here).toBe(true);
    await until(() => aliceAt(bob)?.picture?.hash === hash && own(other)?.picture?.hash === hash);
    bob.made.people.pictures.want(hash);
    other.made.people.pictures.want(hash);
    await until(() => aliceAt(bob)?.picture?.here === true && own(other)?.picture?.here === true);
    expect(bob.made.people.profiles.bytes(hash)?.bytes.length).toBe(bytes.length);
    for (const node of ['urn:xmpp:avatar:data', 'urn:xmpp:avatar:metadata']) await expect(seenByEve(node)).rejects.toThrow();
    expect((await alice.made.people.own.read(alice.account)).pictureFor).toBe('contacts');
  });

  it('is for everybody when the person wants that, and for contacts again afterwards', async () => {
    const bytes = new Uint8Array(avatarPng('Bea', here('alice'), 64));
    await alice.made.people.own.setPicture(alice.account, bytes, 'everybody');
    expect((await seenByEve('urn:xmpp:avatar:data'))?.toString()).toContain(Buffer.from(bytes).toString('base64'));
    expect((await alice.made.people.own.read(alice.account)).pictureFor).toBe('everybody');
    await alice.made.people.own.setPicture(alice.account, bytes, 'contacts');
    await expect(seenByEve('urn:xmpp:avatar:data')).rejects.toThrow();
  });

  it('another device takes it away for all', async () => {
    await other.made.people.own.setPicture(other.account, undefined, 'contacts');
    await until(() => own(alice)?.picture === undefined && aliceAt(bob)?.picture === undefined);
  });

  it('what is no small PNG or JPEG is not published', async () => {
    for (const bytes of [pngOf(40_000, 40_000), new TextEncoder().encode('<svg/>')])
      await expect(alice.made.people.own.setPicture(alice.account, bytes, 'contacts')).rejects.toMatchObject({
        error: { kind: 'invalid-call' },
      });
  });
});

describe('the own name', () => {
  it('is what contacts call them who have not named them', async () => {
    expect(aliceAt(bob)?.name).toBe('alice');
    await alice.made.people.own.setNickname(alice.account, '  Alice\u202E in Wonderland ');
    await until(() => aliceAt(bob)?.name === 'Alice in Wonderland' && own(other)?.nickname === 'Alice in Wonderland');
    expect(bob.made.conversations.open(bob.account, here('alice')).title).toBe('Alice in Wonderland');
    await bob.made.managing.edit(bob.account, here('alice'), 'My sister', []);
    await until(() => aliceAt(bob)?.name === 'My sister');
    await bob.made.managing.edit(bob.account, here('alice'), '', []);
    await until(() => aliceAt(bob)?.name === 'Alice in Wonderland');
  });

  it('goes to whom one asks, who sees it as what it is: a claim of theirs', async () => {
    const asking = () => eve.made.contacts.find(eve.account, here('alice'));
    await alice.made.contacts.add(alice.account, here('eve'));
    await until(() => asking()?.request === true);
    expect(asking()).toMatchObject({ name: 'alice', claims: 'Alice in Wonderland' });
    await alice.made.managing.remove(alice.account, here('eve'));
    await until(() => asking() === undefined);
  });

  it('goes with the first message as well, live and out of the archive, and with no other', async () => {
    const request = ({ made, account } = eve) => made.conversations.byId(made.conversations.known(account, here('alice')) ?? '');
    const write = (text: string) => alice.made.send(alice.made.conversations.open(alice.account, here('eve')).id, text);
    write('hello');
    await until(() => request()?.request === true);
    expect(request()).toMatchObject({ title: 'alice', claims: 'Alice in Wonderland' });
    write('are you there?');
    await until(() => request()?.unread === 2);
    const later = await signIn('eve');
    await until(() => request(later)?.request === true);
    expect(request(later)).toMatchObject({ claims: 'Alice in Wonderland' });
    eve.made.requests.accept(eve.account, here('alice'));
    expect(request()).not.toHaveProperty('claims');
  });

  it('cannot be an address, neither here nor as others send it', async () => {
    await expect(alice.made.people.own.setNickname(alice.account, 'bank@example.org')).rejects.toMatchObject({
      error: { kind: 'invalid-call' },
    });
    const nick = xml('item', { id: 'x' }, xml('nick', { xmlns: 'http://jabber.org/protocol/nick' }, `eve@${server.domain}`));
    const publish = xml('publish', { node: 'http://jabber.org/protocol/nick' }, nick);
    await alice.made.accounts
      .client(alice.account)
      ?.session.request({ type: 'set', child: xml('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' }, publish) });
    await until(() => aliceAt(bob)?.name === 'alice');
  });
});

describe('the own profile', () => {
  it('is changed field by field: what another client wrote stays, in both kinds; contacts read it, also without a connection', async () => {
    const session = alice.made.accounts.client(alice.account)?.session;
    const ns = 'urn:ietf:params:xml:ns:vcard-4.0';
    const text = (name: string, value: string) => xml(name, {}, xml('text', {}, value));
    const card = xml('vcard', { xmlns: ns }, text('fn', 'Alice W.'), text('title', 'Painter'), xml('geo', {}, xml('uri', {}, 'geo:1,2')));
    const publish = xml('publish', { node: 'urn:xmpp:vcard4' }, xml('item', { id: 'current' }, card));
    await session?.request({ type: 'set', child: xml('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' }, publish) });

    expect((await alice.made.people.own.read(alice.account)).card).toMatchObject({ fullName: 'Alice W.', title: 'Painter' });
    await alice.made.people.own.setCard(alice.account, { organisation: 'House & Co', phone: '+49 30 123', note: 'one\ntwo' });
    const newer = await alice.made.accounts.client(alice.account)?.vcards4.of(undefined);
    expect(newer?.toString()).toContain('geo:1,2');
    const expected = { fullName: 'Alice W.', title: 'Painter', organisation: 'House & Co', phones: ['+49-30-123'], note: 'one\ntwo' };
    expect(await bob.made.people.cards.look(bob.account, here('alice'))).toMatchObject(expected);
    // No nickname that counts: the name in the profile is next.
    await until(() => aliceAt(bob)?.name === 'Alice W.');
    const older = await eve.made.accounts.client(eve.account)?.vcards.of(here('alice'));
    expect(older?.toString()).toContain('House &amp; Co');
    await bob.made.accounts.client(bob.account)?.stream.stop();
    expect(await bob.made.people.cards.look(bob.account, here('alice'))).toMatchObject(expected);
  });

  it('without a connection nothing is changed, and that is said', async () => {
    await expect(bob.made.people.own.setCard(bob.account, { title: 'x' })).rejects.toMatchObject({ error: { kind: 'lost' } });
    await expect(bob.made.people.own.setNickname(bob.account, 'x')).rejects.toMatchObject({ error: { kind: 'lost' } });
  });
});
