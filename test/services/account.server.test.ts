// An account on a real Prosody over a day: presence as its people see it, what is told after an absence, and signing out.
import { describe, expect, it } from 'vitest';
import type { Incoming } from '../../electron/services/incoming.ts';
import { breakingLine } from '../support/breaking-line.ts';
import type { PeerPresence } from '../support/peer.ts';
import { until } from '../support/until.ts';
import { aliceAtProsody, bodies, presenceOf } from './alice.ts';

const { world, again, signedIn, enter } = aliceAtProsody();

/** From this very device, and said after `since` presences. */
const said = (since: number, show: string | undefined, status?: string) => (presence: PeerPresence) =>
  world.bob.presences.indexOf(presence) >= since && presence.type === undefined && presence.show === show && presence.status === status;

describe('own presence', () => {
  it('is seen by others as it was chosen, while idle, and again after every sign-in', async () => {
    const { alice } = await signedIn();
    await world.bob.waitForPresence(said(0, undefined));
    let since = world.bob.presences.length;
    alice.ownPresence.change({ availability: 'busy', status: 'on the train' });
    await world.bob.waitForPresence(said(since, 'dnd', 'on the train'));
    alice.ownPresence.change({ availability: 'available', status: '' });
    await world.bob.waitForPresence(said(since, undefined));
    since = world.bob.presences.length;
    alice.accounts.setIdle(Date.now() - 600_000);
    await world.bob.waitForPresence(said(since, 'away'));
    expect(alice.settings.presence.availability).toBe('available');
    alice.ownPresence.change({ availability: 'away', status: 'back at four' });
    alice.accounts.setIdle(undefined);
    await world.bob.waitForPresence(said(since, 'away', 'back at four'));
    since = world.bob.presences.length;
    await world.server.disconnect('alice');
    alice.accounts.reconnect(alice.known[0]?.id ?? '');
    await world.bob.waitForPresence(said(since, 'away', 'back at four'));
    await alice.close();
  });
});

describe('contacts', () => {
  it('are there again when a lost stream is resumed, though the server does not say so twice; when last seen is remembered', async () => {
    const line = await breakingLine(world.server);
    const { alice, id } = await signedIn(line.port);
    await until(() => presenceOf(alice, id, world.bob)?.availability === 'available');
    expect(alice.contacts.find(id, world.bob.address)).not.toHaveProperty('lastSeen');
    const client = alice.accounts.client(id);
    let resumed = 0;
    client?.session.resumed.on(() => {
      resumed += 1;
    });
    line.cut();
    await until(() => presenceOf(alice, id, world.bob)?.availability === 'offline');
    const lastSeen = alice.contacts.find(id, world.bob.address)?.lastSeen ?? 0;
    expect(Math.abs(Date.now() - lastSeen)).toBeLessThan(30_000);
    alice.accounts.reconnect(id);
    await until(() => resumed === 1 && presenceOf(alice, id, world.bob)?.availability === 'available');
    await world.bob.presence('offline');
    await until(() => presenceOf(alice, id, world.bob)?.availability === 'offline');
    expect(alice.contacts.find(id, world.bob.address)?.lastSeen).toBeGreaterThanOrEqual(lastSeen);
    await world.bob.presence();
    await until(() => presenceOf(alice, id, world.bob)?.availability === 'available');
    await alice.close();
    line.close();
    const later = again(alice);
    later.accounts.start();
    expect(later.contacts.find(id, world.bob.address)?.lastSeen).toBeGreaterThanOrEqual(lastSeen);
    await later.close();
  });

  it('learn since when nobody touched the device, and are shown to be idle', async () => {
    const { alice, id } = await signedIn();
    const since = Date.UTC(2026, 4, 1, 12);
    const idle = `<idle xmlns='urn:xmpp:idle:1' since='${new Date(since).toISOString()}'/>`;
    await world.bob.sendRaw(`<presence><show>away</show>${idle}</presence>`);
    await until(() => alice.contacts.find(id, world.bob.address)?.presence.idleSince === since);
    expect(alice.contacts.find(id, world.bob.address)?.presence).toEqual({ availability: 'away', idleSince: since });
    await world.bob.presence();
    await until(() => alice.contacts.find(id, world.bob.address)?.presence.idleSince === undefined);
    alice.accounts.setIdle(since);
    await world.bob.waitForPresence(({ from, show }) => from.startsWith(alice.known[0]?.address ?? '-') && show === 'away');
    await alice.close();
  });

  it('learn that somebody types only if the person allows it', async () => {
    const { alice, id } = await signedIn();
    const conversation = alice.conversations.open(id, world.bob.address).id;
    await until(() => alice.conversations.byId(conversation)?.stranger === false);
    const states = () => world.bob.messages.flatMap((message) => (message.body === undefined ? (message.chatState ?? []) : message.body));
    alice.settings.sendTyping = false;
    alice.typing(conversation, 'composing');
    alice.typing(conversation, 'active');
    alice.send(conversation, 'first');
    await world.bob.waitForMessage((message) => message.body === 'first');
    expect(states()).toEqual(['first']);
    alice.settings.sendTyping = true;
    alice.typing(conversation, 'composing');
    alice.typing(conversation, 'paused');
    alice.typing(conversation, 'composing');
    alice.typing(conversation, 'inactive');
    alice.typing(conversation, 'paused');
    alice.typing(conversation, 'composing');
    // Switched off in the middle: what was begun is still ended.
    alice.settings.sendTyping = false;
    alice.typing(conversation, 'paused');
    alice.send(conversation, 'second');
    await world.bob.waitForMessage((message) => message.body === 'second');
    expect(states()).toEqual(['first', 'composing', 'paused', 'composing', 'inactive', 'composing', 'active', 'second']);
    expect(world.bob.messages.filter(({ body, chatState }) => body !== undefined && chatState !== undefined)).toEqual([]);
    await alice.close();
  });
});

describe('after an absence', () => {
  it('one word per conversation tells how much was missed, live messages one each, and the sum follows', async () => {
    const { alice, id, told } = await signedIn();
    const conversation = alice.conversations.open(id, world.bob.address).id;
    await world.bob.send(alice.known[0]?.address ?? '', 'live');
    await until(() => told.length === 1);
    expect(told[0]).toMatchObject({ count: 1, message: { body: 'live' }, conversation: { id: conversation } });
    alice.conversations.markRead(conversation, Number.MAX_SAFE_INTEGER);
    expect(alice.unreadTotal()).toBe(0);
    await alice.close();

    for (let number = 1; number <= 30; number++) await world.bob.send(`alice@${world.server.domain}`, `missed ${number}`);
    await world.carol.send(`alice@${world.server.domain}`, 'hello from carol');
    const later = again(alice);
    const burst: Incoming[] = [];
    later.incoming.on((each) => burst.push(each));
    later.accounts.start();
    await until(() => burst.length >= 2);
    // Which of the two is told first is up to chance.
    expect(
      burst
        .map(({ message, count, catchingUp }) => [message.body, count, catchingUp])
        .sort(([, one], [, other]) => Number(other) - Number(one)),
    ).toEqual([
      ['missed 30', 30, true],
      ['hello from carol', 1, true],
    ]);
    expect(later.unreadTotal()).toBe(31);
    later.conversations.mute(conversation, Date.now() + 60_000);
    expect(later.unreadTotal()).toBe(1);
    await later.close();
  });

  it('what answers an own message stands below it, also where a receipt was the last that came', async () => {
    const { alice, id } = await signedIn();
    const conversation = alice.conversations.open(id, world.bob.address).id;
    await world.bob.send(alice.known[0]?.address ?? '', 'before');
    await until(() => bodies(alice, conversation).includes('before'));
    const { id: own } = alice.send(conversation, 'mine');
    const { stanza } = await world.bob.waitForMessage(({ body }) => body === 'mine');
    const receipt = `<received xmlns='urn:xmpp:receipts' id='${stanza.attrs.id}'/><store xmlns='urn:xmpp:hints'/>`;
    await world.bob.sendRaw(`<message to='alice@${world.server.domain}' type='chat' id='r1'>${receipt}</message>`);
    await until(() => alice.messages.byId(own)?.state === 'delivered');
    await alice.close();

    await world.bob.send(`alice@${world.server.domain}`, 'an answer');
    const later = again(alice);
    later.accounts.start();
    await until(() => bodies(later, conversation).includes('an answer'));
    expect(bodies(later, conversation).slice(-3)).toEqual(['before', 'mine', 'an answer']);
    await later.close();
  });
});

describe('signing out', () => {
  const setUp = async () => {
    const { alice, id } = await signedIn();
    const conversation = alice.conversations.open(id, world.bob.address).id;
    const { id: kept } = alice.send(conversation, 'something to keep');
    await until(() => alice.messages.byId(kept)?.state === 'sent');
    await until(() => alice.contacts.find(id, world.bob.address)?.listed === true);
    const gone: string[] = [];
    alice.accounts.removed.on((ids) => gone.push(...ids));
    return { alice, id, conversation, gone };
  };

  it('with what is here kept: nothing shows, nothing is lost, and signing in again brings it back', async () => {
    const { alice, id, conversation, gone } = await setUp();
    const since = world.bob.presences.length;
    await alice.signOut(id, true);
    await world.bob.waitForPresence((presence) => world.bob.presences.indexOf(presence) >= since && presence.type === 'unavailable');
    expect([gone, alice.known, alice.passwords.size]).toEqual([[id], [], 0]);
    expect([alice.accounts.list(), alice.conversations.list(), alice.contacts.list()]).toEqual([[], [], []]);
    expect(alice.conversations.byId(conversation)).toBeUndefined();
    expect(() => alice.send(conversation, 'into nothing')).toThrow('not-found');
    expect(() => alice.conversations.open(id, world.bob.address)).toThrow('not-found');
    await expect(alice.signOut(id, true)).rejects.toThrow('not-found');

    const changed: string[] = [];
    alice.announcer.changed.on(({ conversations, contacts }) => changed.push(...conversations, ...contacts));
    expect((await enter(alice)).id).toBe(id);
    expect(changed).toEqual(expect.arrayContaining([conversation, `${id} ${world.bob.address}`]));
    expect(bodies(alice, conversation)).toContain('something to keep');
    expect(alice.contacts.find(id, world.bob.address)?.listed).toBe(true);
    await alice.close();
  });

  it('with what is here deleted: every row and every word is gone', async () => {
    const { alice, id, conversation, gone } = await setUp();
    const changed: string[] = [];
    alice.announcer.changed.on(({ conversations, contacts }) => changed.push(...conversations, ...contacts));
    await alice.signOut(id, false);
    expect(gone).toEqual([id]);
    expect(changed).toEqual(expect.arrayContaining([conversation, `${id} ${world.bob.address}`]));
    const count = (table: string) => alice.archive.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n;
    const tables = ['accounts', 'contacts', 'conversations', 'messages', 'coverage', 'quarantine'];
    await until(() => tables.every((table) => count(table) === 0));
    const blocks = alice.archive.prepare<[], { block: Uint8Array }>('SELECT block FROM messages_text_data');
    expect(blocks.all().some(({ block }) => Buffer.from(block).includes('something'))).toBe(false);
    expect((await enter(alice)).id).not.toBe(id);
    await alice.close();
  });
});
