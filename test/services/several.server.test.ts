// Two accounts of one person on a real Prosody with two virtual hosts: side by side, never confused, and none in the other's way.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeColour } from '../../electron/services/known-accounts.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, type MadeFrom, makeProducts } from './support.ts';

const PASSWORD = 'alice-password';
const HOME = 'alice@kith.test';
const WORK = 'alice@work.test';
const products = makeProducts();
let server: ProsodyServer;
let bob: Peer;

beforeAll(async () => {
  const accounts = { [HOME]: PASSWORD, [WORK]: PASSWORD, bob: 'bob-password' };
  const rosters: [string, string][] = [
    [HOME, 'bob'],
    [WORK, 'bob'],
  ];
  server = await startProsody({ otherDomains: ['work.test'], accounts, rosters });
  bob = await connectPeer({ ...server, address: 'bob@kith.test', password: 'bob-password' });
});

afterAll(async () => {
  await products.end();
  await bob.close();
  await server.stop();
});

const make = (from: Partial<MadeFrom> = {}): Made => products.make({ authorities: loadAuthorities(server.caFile), ...from });
const again = (made: Made): Made => make({ folder: made.folder, known: made.known, password: PASSWORD });
const enter = (made: Made, address: string, port = server.port, password = PASSWORD) =>
  made.accounts.signIn({ address, password, server: server.host, port });
const stateOf = (made: Made, id: string) => made.accounts.list().find((each) => each.id === id)?.connection;
const bodies = (made: Made, conversation: string) => made.messages.page(conversation, null, 100).messages.map(({ body }) => body);
const seesBob = (made: Made, id: string) => made.contacts.find(id, bob.address)?.presence.availability === 'available';

async function both(made = make()): Promise<{ made: Made; home: string; work: string }> {
  const home = (await enter(made, HOME)).id;
  const work = (await enter(made, WORK)).id;
  await until(() => seesBob(made, home) && seesBob(made, work));
  return { made, home, work };
}

describe('two accounts', () => {
  it('have two chats with the same person: what is done in one leaves the other alone', async () => {
    const { made, home, work } = await both();
    const one = made.conversations.open(home, bob.address).id;
    const two = made.conversations.open(work, bob.address).id;
    expect(one).not.toBe(two);
    const rows = () => [one, two].map((id) => made.conversations.byId(id));

    await bob.send(HOME, 'to home');
    await until(() => rows()[0]?.unread === 1);
    await bob.send(WORK, 'to work');
    await until(() => rows()[1]?.unread === 1);
    expect([bodies(made, one), bodies(made, two)]).toEqual([['to home'], ['to work']]);
    made.markRead(one, Number.MAX_SAFE_INTEGER);
    expect(rows().map((row) => row?.unread)).toEqual([0, 1]);

    made.conversations.pin(one, true);
    made.conversations.mute(two, Date.now() + 60_000);
    made.conversations.saveDraft(two, 'half a thought', null);
    expect(rows().map((row) => [row?.pinned, (row?.mutedUntil ?? 0) > 0, row?.draft])).toEqual([
      [true, false, ''],
      [false, true, 'half a thought'],
    ]);
    await bob.chatState(WORK, 'composing');
    await until(() => rows()[1]?.typing === true);
    expect(rows()[0]?.typing).toBe(false);

    const sent = made.send(two, 'from work');
    const heard = await bob.waitForMessage(({ body }) => body === 'from work');
    expect(heard.from.startsWith(`${WORK}/`)).toBe(true);
    await until(() => made.messages.byId(sent.id)?.state !== 'pending');
    expect(bodies(made, one)).toEqual(['to home']);

    await until(() => made.blocks.of(home).offered !== undefined && made.blocks.of(work).offered !== undefined);
    await made.blocks.block(work, bob.address, null);
    await until(() => made.blocks.has(work, bob.address));
    expect(made.blocks.has(home, bob.address)).toBe(false);
    await made.blocks.unblock(work, [bob.address]);

    made.remove(two);
    expect(made.conversations.list().map(({ id }) => id)).toEqual([one]);
    await made.close();
  });

  it('write to each other like two people', async () => {
    const { made, home, work } = await both();
    const out = made.conversations.open(home, WORK).id;
    const { id } = made.send(out, 'remember the milk');
    await until(() => made.conversations.list().some((row) => row.account === work && row.address === HOME && row.unread === 1));
    const [arrived] = made.conversations.list().filter((row) => row.account === work && row.address === HOME);
    expect(bodies(made, arrived?.id ?? '')).toEqual(['remember the milk']);
    expect(made.messages.page(out, null, 10).messages).toMatchObject([{ id, direction: 'out' }]);
    await made.close();
  });

  it('are told apart by colours that stay, stand as the person likes, and one that left makes room', async () => {
    const { made, home, work } = await both();
    const drawn = () => made.accounts.list().map(({ id, place, colour }) => [id, place, colour]);
    expect(drawn()).toEqual([
      [home, 0, 0],
      [work, 1, 1],
    ]);
    const told: string[][] = [];
    made.accounts.changed.on((rows) => told.push(rows.map(({ id }) => id)));
    made.accounts.reorder([work, 'nobody']);
    expect(told).toEqual([[work, home]]);
    const moved = [
      [work, 0, 1],
      [home, 1, 0],
    ];
    expect(drawn()).toEqual(moved);
    await made.close();
    const later = again(made);
    later.accounts.start();
    await until(() => later.accounts.list().every(({ connection }) => connection.state === 'online'));
    expect(later.accounts.list().map(({ id, place, colour }) => [id, place, colour])).toEqual(moved);
    const rest: number[] = [];
    later.accounts.changed.on((rows) => rest.push(...rows.filter(({ id }) => id === home).map(({ place }) => place)));
    await later.signOut(work, true);
    expect(rest.at(-1)).toBe(0);
    expect((await enter(later, WORK)).colour).toBe(1);
    await later.close();
  });
});

describe('an account that is switched off', () => {
  it('is offline for its people, keeps everything, also over a restart, and says the rest when it is on again', async () => {
    const { made, home, work } = await both();
    const chat = made.conversations.open(work, bob.address).id;
    const since = bob.presences.length;
    await made.accounts.switchOn(work, false);
    await bob.waitForPresence(
      (presence) => bob.presences.indexOf(presence) >= since && presence.type === 'unavailable' && presence.from.startsWith(WORK),
    );
    expect([stateOf(made, home)?.state, stateOf(made, work)?.state]).toEqual(['online', 'offline']);
    expect(made.contacts.find(work, bob.address)).toMatchObject({ listed: true, presence: { availability: 'offline' } });
    expect(seesBob(made, home)).toBe(true);
    const { id } = made.send(chat, 'later');

    // Nothing that connects the others connects this one.
    made.accounts.wake();
    made.accounts.reconnect(work);
    await made.accounts.setProxy(work, null, null);
    expect(stateOf(made, work)?.state).toBe('offline');
    await made.close();

    const later = again(made);
    later.accounts.start();
    await until(() => stateOf(later, home)?.state === 'online' && seesBob(later, home));
    expect(stateOf(later, work)?.state).toBe('offline');
    expect(later.accounts.list()).toMatchObject([{ id: home }, { id: work, off: true }]);
    expect(later.contacts.find(work, bob.address)?.listed).toBe(true);
    expect(later.messages.byId(id)?.state).toBe('pending');

    await later.accounts.switchOn(work, true);
    await bob.waitForMessage(({ body, from }) => body === 'later' && from.startsWith(WORK));
    expect(later.known.find((each) => each.id === work)).not.toHaveProperty('off');
    await expect(later.accounts.switchOn('nobody', true)).rejects.toThrow('not-found');
    await later.close();
  });

  it('stays off when a new password does not work, and is on when one does', async () => {
    const { made, work } = await both();
    await made.accounts.switchOn(work, false);
    await expect(enter(made, WORK, server.port, 'wrong')).rejects.toMatchObject({ error: { kind: 'wrong-password' } });
    expect(stateOf(made, work)?.state).toBe('offline');
    expect(await enter(made, WORK)).not.toHaveProperty('off');
    expect(stateOf(made, work)?.state).toBe('online');
    await made.close();
  });
});

describe('a bad account', () => {
  it('keeps no other one from connecting: wrong password, no server, a certificate nobody vouches for, a row that clashes', async () => {
    const own = await startProsody({ domain: 'own.test', accounts: { alice: PASSWORD }, certificate: { selfSigned: true } });
    const { made, home, work } = await both();
    await made.close();
    const [first, second] = made.known;
    if (first === undefined || second === undefined) return expect.fail('no accounts');
    const id = (digit: number) => `${digit}f8fad5b-d9cb-469f-a165-70867728950e`;
    const known = [
      // Another account already has this address in the archive.
      { ...first, id: id(1) },
      { id: id(2), address: 'alice@down.test', server: server.host, port: 1 },
      { id: id(3), address: 'alice@own.test', server: own.host, port: own.port },
      { ...first, colour: 3 },
      second,
    ];
    await server.setPassword(HOME, 'changed elsewhere');
    const later = make({ folder: made.folder, known, password: PASSWORD });
    later.accounts.start();
    await until(() => stateOf(later, work)?.state === 'online' && seesBob(later, work));
    await until(() => stateOf(later, home)?.state === 'stopped' && stateOf(later, id(3))?.state === 'waiting');
    expect(stateOf(later, home)).toMatchObject({ failure: 'wrong-password' });
    expect(stateOf(later, id(2))).toMatchObject({ failure: 'refused' });
    expect(stateOf(later, id(3))).toMatchObject({ failure: 'bad-certificate' });
    expect(stateOf(later, id(1))).toEqual({ state: 'offline' });
    const chat = later.conversations.open(work, bob.address).id;
    later.send(chat, 'all the same');
    await bob.waitForMessage(({ body }) => body === 'all the same');
    await later.close();
    await server.setPassword(HOME, PASSWORD);
    await own.stop();
  });
});

describe('removing one', () => {
  it('takes what belongs to it and nothing of the other one', async () => {
    const { made, home, work } = await both();
    const kept = made.conversations.open(home, bob.address).id;
    const gone = made.conversations.open(work, bob.address).id;
    made.send(kept, 'home sweet home');
    made.send(gone, 'work work work');
    await bob.waitForMessage(({ body }) => body === 'work work work');
    await made.signOut(work, false);
    expect(made.known.map(({ id }) => id)).toEqual([home]);
    expect([...made.passwords.keys()]).toEqual([home]);
    expect(made.conversations.list().every(({ account }) => account === home)).toBe(true);
    expect(made.contacts.list().every(({ account }) => account === home)).toBe(true);
    const left = made.archive.prepare<[], { account: string }>('SELECT DISTINCT account FROM messages');
    await until(() => left.all().every(({ account }) => account === home));
    expect(bodies(made, kept)).toContain('home sweet home');
    expect(stateOf(made, home)?.state).toBe('online');
    await made.close();
  });
});

it('a colour is taken twice only when there are no more', () => {
  const known = (...colours: (number | undefined)[]) =>
    colours.map((colour, index) => ({ id: String(index), address: 'a@b', ...(colour === undefined ? {} : { colour }) }));
  expect(freeColour(known())).toBe(0);
  expect(freeColour(known(undefined, 1, 3))).toBe(2);
  expect(freeColour(known(7, 6, 5, 4, 3, 2, 1, 0, 0))).toBe(1);
});
