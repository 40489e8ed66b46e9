// Own picture, name and profile, and what was read, on two ejabberds, whose publish-options differ: seen by those who may, and by nobody else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { type Element, xml } from '../../electron/xmpp/core/xml.ts';
import { type Made, makeProducts } from '../services/support.ts';
import { until } from '../support/until.ts';
import { type Ejabberd, startEjabberd } from './ejabberd.ts';

const PASSWORD = 'a password';
const NS = 'http://jabber.org/protocol/pubsub';
const NICK = 'http://jabber.org/protocol/nick';
const DISPLAYED = 'urn:xmpp:mds:displayed:0';
const products = makeProducts();
afterAll(() => products.end());

interface Side {
  readonly made: Made;
  readonly account: string;
}

describe.each([
  ['of Debian 12', true],
  ['of Debian 13', false],
])('ejabberd %s', (_, older) => {
  let server: Ejabberd;
  let alice: Side;
  let laptop: Side;
  let bob: Side;
  /** A stranger. */
  let eve: Side;

  const here = (who: string): string => `${who}@${server.domain}`;
  async function signIn(who: string): Promise<Side> {
    const made = products.make({ authorities: loadAuthorities(server.caFile), password: PASSWORD });
    const { id } = await made.accounts
      .signIn({ address: here(who), password: PASSWORD, server: server.host, port: server.port })
      .catch((error: unknown) => {
        throw new Error(`${error}\n${server.log()}`);
      });
    await until(() => made.blocks.of(id).offered !== null);
    return { made, account: id };
  }
  const contact = ({ made, account }: Side, who: string) => made.contacts.find(account, here(who));
  const own = ({ made }: Side) => made.accounts.list()[0];
  const ask = (side: Side, child: Element, to?: string, type: 'get' | 'set' = 'get') =>
    side.made.accounts.client(side.account)?.session.request({ type, child, ...(to === undefined ? {} : { to }) }) ?? expect.fail();
  const itemsOf = (node: string) => xml('pubsub', { xmlns: NS }, xml('items', { node }));
  const configOf = async (node: string, field: string) => {
    const owner = `${NS}#owner`;
    const found = await ask(alice, xml('pubsub', { xmlns: owner }, xml('configure', { node })));
    const fields =
      found.getChild('pubsub', owner)?.getChild('configure', owner)?.getChild('x', 'jabber:x:data')?.getChildren('field') ?? [];
    return fields.find(({ attrs }) => attrs.var === `pubsub#${field}`)?.getChildText('value');
  };

  beforeAll(async () => {
    server = await startEjabberd({ alice: PASSWORD, bob: PASSWORD, eve: PASSWORD }, { hash: 'sha256', older });
    [alice, laptop, bob, eve] = [await signIn('alice'), await signIn('alice'), await signIn('bob'), await signIn('eve')];
    await alice.made.contacts.add(alice.account, here('bob'));
    await until(() => contact(bob, 'alice')?.request === true);
    bob.made.contacts.answer(bob.account, here('alice'), true);
    await bob.made.contacts.add(bob.account, here('alice'));
    await until(() => contact(alice, 'bob')?.request === true);
    alice.made.contacts.answer(alice.account, here('bob'), true);
    for (const [side, who] of [
      [alice, 'bob'],
      [laptop, 'bob'],
      [bob, 'alice'],
    ] as const)
      await until(() => contact(side, who)?.subscription === 'both' && contact(side, who)?.presence.availability === 'available');
    // This server tells nothing of what people publish to a device it has not heard since they became contacts.
    bob.made.ownPresence.change({ availability: 'away', status: '' });
    await until(() => [alice, laptop].every((side) => contact(side, 'bob')?.presence.availability === 'away'));
  }, 120_000);
  afterAll(async () => {
    for (const side of [alice, laptop, bob, eve]) await side?.made.close();
    await server?.stop();
  });

  it('is signed in to over TLS 1.3, tied to the connection where it says how', () => {
    expect(alice.made.accounts.security(alice.account)).toMatchObject(
      older
        ? { protocol: 'TLSv1.3', mechanism: 'SCRAM-SHA-256', bindable: true }
        : { protocol: 'TLSv1.3', mechanism: 'SCRAM-SHA-256-PLUS', binding: 'tls-exporter' },
    );
  });

  it('shows a picture to contacts alone, or to everybody, and takes it away', async () => {
    const bytes = new Uint8Array(avatarPng('Alice', here('alice'), 128));
    await alice.made.people.own.setPicture(alice.account, bytes, 'contacts');
    const hash = own(alice)?.picture?.hash ?? '';
    await until(() => contact(bob, 'alice')?.picture?.hash === hash && own(laptop)?.picture?.hash === hash);
    bob.made.people.pictures.want(hash);
    await until(() => contact(bob, 'alice')?.picture?.here === true);
    for (const node of ['urn:xmpp:avatar:data', 'urn:xmpp:avatar:metadata'])
      await expect(ask(eve, itemsOf(node), here('alice'))).rejects.toThrow();
    expect((await alice.made.people.own.read(alice.account)).pictureFor).toBe('contacts');

    const open = new Uint8Array(avatarPng('Bea', here('alice'), 64));
    await alice.made.people.own.setPicture(alice.account, open, 'everybody');
    expect((await ask(eve, itemsOf('urn:xmpp:avatar:data'), here('alice'))).toString()).toContain(Buffer.from(open).toString('base64'));
    await until(() => contact(bob, 'alice')?.picture?.hash === own(alice)?.picture?.hash);

    await laptop.made.people.own.setPicture(laptop.account, undefined, 'contacts');
    await until(() => own(alice)?.picture === undefined && contact(bob, 'alice')?.picture === undefined);
  });

  it('tells a name; another one that takes its place is not taken for its end', async () => {
    await alice.made.people.own.setNickname(alice.account, 'Alice W.');
    await until(() => contact(bob, 'alice')?.name === 'Alice W.' && own(laptop)?.nickname === 'Alice W.');
    // Of another program, under a name of its own for the item: this server says that the first one is gone.
    const item = xml('item', { id: 'other' }, xml('nick', { xmlns: NICK }, 'Alice Winter'));
    await ask(alice, xml('pubsub', { xmlns: NS }, xml('publish', { node: NICK }, item)), undefined, 'set');
    await until(() => contact(bob, 'alice')?.name === 'Alice Winter');
    await alice.made.people.own.setPicture(alice.account, new Uint8Array(avatarPng('A', here('alice'), 32)), 'contacts');
    await until(() => contact(bob, 'alice')?.picture !== undefined);
    expect(contact(bob, 'alice')?.name).toBe('Alice Winter');
    // Of what is taken back the older one tells nobody: there a name ends by an empty one.
    const gone = xml('retract', { node: NICK, notify: 'true' }, xml('item', { id: 'other' }));
    if (older) await alice.made.people.own.setNickname(alice.account, '');
    else await ask(alice, xml('pubsub', { xmlns: NS }, gone), undefined, 'set');
    await until(() => contact(bob, 'alice')?.name === 'alice');
  });

  it('keeps a profile field by field, in both kinds, and contacts read it', async () => {
    await alice.made.people.own.setCard(alice.account, { fullName: 'Alice Winter', organisation: 'House & Co' });
    await alice.made.people.own.setCard(alice.account, { title: 'Painter' });
    const expected = { fullName: 'Alice Winter', organisation: 'House & Co', title: 'Painter' };
    expect((await alice.made.people.own.read(alice.account)).card).toMatchObject(expected);
    expect(await bob.made.people.cards.look(bob.account, here('alice'))).toMatchObject(expected);
    const older = await eve.made.accounts.client(eve.account)?.vcards.of(here('alice'));
    expect(older?.toString()).toContain('<TITLE>Painter</TITLE>');
  });

  it('what was read on one device is read on the other, now and later, and nobody else can know', async () => {
    const chat = ({ made, account }: Side) => made.conversations.open(account, here('bob')).id;
    const unread = (side: Side) => side.made.conversations.byId(chat(side))?.unread;
    const read = (side: Side) =>
      side.made.markRead(chat(side), side.made.messages.page(chat(side), null, 1).messages.at(-1)?.position ?? 0);
    const say = (text: string) => bob.made.send(bob.made.conversations.open(bob.account, here('alice')).id, text);
    say('one');
    await until(() => unread(alice) === 1 && unread(laptop) === 1);
    read(alice);
    const published = () =>
      until(() => alice.made.archive.prepare('SELECT 1 FROM conversations WHERE synced_up_to = read_up_to').get() !== undefined);
    await published();
    await until(() => unread(laptop) === 0);
    expect(await configOf(DISPLAYED, 'access_model')).toBe('whitelist');
    expect(Number(await configOf(DISPLAYED, 'max_items')) || 'max').not.toBe(1);
    for (const side of [bob, eve]) await expect(ask(side, itemsOf(DISPLAYED), here('alice'))).rejects.toThrow();

    await laptop.made.close();
    say('two');
    await until(() => unread(alice) === 1);
    read(alice);
    await published();
    const { folder, known } = laptop.made;
    const made = products.make({ authorities: loadAuthorities(server.caFile), password: PASSWORD, folder, known });
    made.accounts.start();
    laptop = { made, account: laptop.account };
    await until(() => made.messages.page(chat(laptop), null, 1).messages.at(-1)?.body === 'two' && unread(laptop) === 0);
  });
});
