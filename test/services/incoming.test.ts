// Bursts, badges and what wakes a chat, over a real archive and a clock moved by hand.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Incoming, makeIncoming } from '../../electron/services/incoming.ts';
import { makeUnread, sumUnread } from '../../electron/services/unread.ts';
import type { Online } from '../../electron/xmpp/core/stream.ts';
import { StreamFailure } from '../../electron/xmpp/core/stream-failure.ts';
import type { IncomingMessage } from '../../electron/xmpp/message.ts';
import { MUTED_ALWAYS } from '../../shared/conversation.ts';
import { signal } from '../../shared/signal.ts';
import { ALICE, BOB, startArchive } from '../archive/support.ts';
import { makeHandClock } from '../support/hand-clock.ts';
import { arrived } from './arrived.ts';
import { messagesOf, peopleAndChats } from './people-and-chats.ts';

const CAROL = 'carol@example.org';

function make() {
  const clock = makeHandClock();
  const kit = startArchive({ now: () => clock.now() });
  const warn = (what: string): never => {
    throw new Error(what);
  };
  const here = new Set(['a']);
  const { announcer, conversations } = peopleAndChats({ kit, clock, here, warn });
  const road = makeIncoming({ clock, conversation: conversations.byId, message: kit.messages.byId });
  let number = 0;
  const messages = messagesOf({ kit, clock, announcer, conversations }, { arrived: road.add, newId: () => `own-${++number}` });
  const unread = makeUnread({ conversations, announcer, clock });
  const told: Incoming[] = [];
  road.incoming.on((each) => told.push(each));
  const totals: number[] = [];
  unread.changed.on((total) => totals.push(total));
  const session = { began: signal<Online>(), resumed: signal<Online>(), ended: signal<StreamFailure>() };
  road.attach('a', { session });

  const fact = (body: string, more: Partial<IncomingMessage> = {}): IncomingMessage =>
    arrived({ peer: BOB, sender: more.direction === 'out' ? ALICE : (more.peer ?? BOB), id: `id-${++number}`, body, ...more });
  const arrive = (body: string, more: Partial<IncomingMessage> = {}) => announcer.batch(() => messages.receive('a', fact(body, more)));
  const missed = (bodies: readonly string[], more: Partial<IncomingMessage> = {}, countUnread = true) =>
    announcer.batch(() => {
      const page = bodies.map((body) => fact(body, { road: 'archive', archiveId: `archive-${++number}`, stampedAt: clock.now(), ...more }));
      messages.receivePage('a', page, { countUnread });
    });
  const bob = kit.conversation;
  const online = { jid: `${ALICE}/kith`, resumed: false } as Online;
  return { ...kit, clock, announcer, conversations, messages, road, unread, told, totals, session, online, here, arrive, missed, bob };
}

let kit: ReturnType<typeof make>;
beforeEach(() => {
  kit = make();
});
afterEach(() => kit.end());

const said = () => kit.told.map(({ message, count, catchingUp }) => [message.body, count, catchingUp]);

describe('what is told of what arrived', () => {
  it('is one word per conversation for what comes together', () => {
    kit.arrive('one');
    kit.arrive('two');
    kit.arrive('hello', { peer: CAROL });
    expect(said()).toEqual([]);
    kit.clock.advance(100);
    expect(said()).toEqual([
      ['two', 2, false],
      ['hello', 1, false],
    ]);
    expect(kit.told[0]?.conversation).toMatchObject({ id: kit.bob, unread: 2 });
    kit.arrive('three');
    kit.clock.advance(100);
    expect(said()[2]).toEqual(['three', 1, false]);
  });

  it('is nothing for own messages, copies, what was read meanwhile, deleted, or never stored', () => {
    kit.arrive('mine, from the phone', { direction: 'out', peer: BOB });
    kit.arrive('seen');
    kit.conversations.markRead(kit.bob, Number.MAX_SAFE_INTEGER);
    kit.arrive('gone', { peer: CAROL });
    kit.conversations.remove(kit.conversations.open('a', CAROL).id);
    expect(() =>
      kit.announcer.batch(() => {
        kit.arrive('undone');
        throw new Error('the batch failed');
      }),
    ).toThrow('the batch failed');
    kit.arrive('once', { id: 'same', originId: 'same' });
    kit.arrive('once', { id: 'same', originId: 'same', road: 'carbon' });
    kit.clock.advance(100);
    expect(said()).toEqual([['once', 1, false]]);
  });

  it('waits after a new stream until everything missed is known, however many pages', () => {
    kit.session.began.emit(kit.online);
    kit.missed(['1', '2', '3']);
    kit.clock.advance(5_000);
    kit.missed(['4', '5']);
    kit.missed(['hi'], { peer: CAROL });
    kit.clock.advance(5_000);
    expect(said()).toEqual([]);
    kit.road.caughtUp('a');
    kit.clock.advance(100);
    expect(said()).toEqual([
      ['5', 5, true],
      ['hi', 1, true],
    ]);
    kit.arrive('now');
    kit.clock.advance(100);
    expect(said().at(-1)).toEqual(['now', 1, false]);
  });

  it('is not kept back for ever: the archive is long, the stream ends, or was only resumed', () => {
    kit.session.began.emit(kit.online);
    kit.missed(['0']);
    kit.clock.advance(16_000);
    expect(said()).toEqual([['0', 1, true]]);
    kit.told.length = 0;
    kit.conversations.markRead(kit.bob, Number.MAX_SAFE_INTEGER);
    kit.session.began.emit(kit.online);
    kit.missed(['1']);
    kit.session.ended.emit(new StreamFailure('lost', 'gone'));
    kit.clock.advance(100);
    expect(said()).toEqual([['1', 1, true]]);
    kit.session.resumed.emit(kit.online);
    kit.arrive('2');
    kit.clock.advance(500);
    kit.arrive('3');
    expect(said()).toHaveLength(1);
    kit.clock.advance(1000);
    expect(said()[1]).toEqual(['3', 2, true]);
  });

  it('leaves out history a new device reads for the first time', () => {
    kit.missed(['old'], {}, false);
    kit.clock.advance(100);
    expect(said()).toEqual([]);
  });

  it('is a correction too whose message is not here, until that comes and both are one', () => {
    const removed: unknown[] = [];
    kit.announcer.changed.on((changes) => removed.push(...changes.removed));
    kit.session.began.emit(kit.online);
    kit.missed(['as it should be'], { corrects: 'first' });
    expect(kit.conversations.byId(kit.bob)).toMatchObject({ unread: 1, last: { preview: 'as it should be' } });
    const [standIn] = kit.messages.page(kit.bob, null, 5).messages;
    kit.missed(['as it was'], { id: 'first', stampedAt: kit.clock.now() - 60_000 });
    expect(removed).toEqual([{ id: standIn?.id, conversation: kit.bob }]);
    expect(kit.messages.page(kit.bob, null, 5).messages).toMatchObject([{ body: 'as it should be', editedAt: kit.clock.now() }]);
    expect(kit.conversations.byId(kit.bob)).toMatchObject({ unread: 1, last: { preview: 'as it should be' } });
    kit.road.caughtUp('a');
    kit.clock.advance(100);
    expect(said()).toEqual([['as it should be', 1, true]]);

    kit.session.resumed.emit(kit.online);
    kit.arrive('and from a stranger', { peer: CAROL, corrects: 'never seen' });
    kit.clock.advance(2_000);
    expect(said().at(-1)).toEqual(['and from a stranger', 1, true]);
    expect(kit.conversations.list().find(({ address }) => address === CAROL)).toMatchObject({ request: true, unread: 1 });
  });

  it('leaves no timer behind', () => {
    kit.session.resumed.emit(kit.online);
    kit.arrive('one');
    kit.road.stop();
    expect(kit.clock.waiting).toBe(0);
  });
});

describe('a chat that was put away', () => {
  const archived = (id = kit.bob) => kit.conversations.byId(id)?.archived;

  it('comes back when somebody writes, here or elsewhere, or the person opens it', () => {
    for (const wake of [
      () => kit.arrive('hello'),
      () => kit.missed(['hello from before']),
      () => kit.arrive('from the phone', { direction: 'out', peer: BOB }),
      () => kit.messages.write(kit.bob, 'mine'),
      () => kit.conversations.open('a', BOB),
    ]) {
      kit.conversations.putAway(kit.bob, true);
      expect(archived()).toBe(true);
      wake();
      expect(archived()).toBe(false);
    }
  });

  it('stays away while it is muted, for others', () => {
    kit.conversations.mute(kit.bob, kit.clock.now() + 1000);
    kit.conversations.putAway(kit.bob, true);
    kit.arrive('hello');
    expect(archived()).toBe(true);
    kit.clock.advance(1000);
    kit.arrive('again');
    expect(archived()).toBe(false);
    kit.conversations.mute(kit.bob, MUTED_ALWAYS);
    kit.conversations.putAway(kit.bob, true);
    kit.messages.write(kit.bob, 'mine');
    expect(archived()).toBe(false);
  });

  it('does not come back for old history', () => {
    kit.conversations.putAway(kit.bob, true);
    kit.missed(['ages ago'], {}, false);
    expect(archived()).toBe(true);
  });
});

describe('the sum of what is unread', () => {
  it('leaves out what is muted or put away and what strangers want, and counts a marked chat as one', () => {
    const row = { id: '1', account: 'a', unread: 3, markedUnread: false, mutedUntil: 0, archived: false };
    expect(sumUnread([row, { ...row, unread: 0, markedUnread: true }], 5)).toBe(4);
    expect(
      sumUnread(
        [
          { ...row, archived: true },
          { ...row, mutedUntil: 6 },
          { ...row, request: true },
        ],
        5,
      ),
    ).toBe(0);
    expect(sumUnread([{ ...row, mutedUntil: 5 }], 5)).toBe(3);
  });

  it('is told when it becomes another number, and only then', () => {
    kit.arrive('one');
    kit.arrive('of a stranger', { peer: 'eve@example.org' });
    kit.conversations.open('a', CAROL);
    kit.arrive('two', { peer: CAROL });
    kit.conversations.saveDraft(kit.bob, 'a draft', null);
    kit.conversations.markRead(kit.bob, Number.MAX_SAFE_INTEGER);
    kit.conversations.markUnread(kit.bob);
    kit.conversations.putAway(kit.bob, true);
    expect(kit.totals).toEqual([1, 2, 1, 2, 1]);
    expect(kit.unread.total()).toBe(1);
  });

  it('grows again when a mute ends, and the chat is no longer shown as muted', () => {
    kit.arrive('one');
    kit.conversations.mute(kit.bob, kit.clock.now() + 3_600_000);
    kit.conversations.mute(kit.conversations.open('a', CAROL).id, MUTED_ALWAYS);
    expect(kit.unread.total()).toBe(0);
    kit.clock.advance(3_600_000);
    expect(kit.unread.total()).toBe(1);
    expect(kit.conversations.byId(kit.bob)?.mutedUntil).toBe(0);
    expect(kit.clock.waiting).toBe(0);
    kit.conversations.mute(kit.bob, kit.clock.now() + 5);
    expect(kit.clock.waiting).toBe(1);
    kit.unread.stop();
    expect(kit.clock.waiting).toBe(0);
  });

  it('knows nothing of an account that was signed out, and everything when it is back', () => {
    kit.arrive('one');
    kit.here.delete('a');
    kit.conversations.announceAll('a');
    expect([kit.unread.total(), kit.conversations.list(), kit.conversations.byId(kit.bob)]).toEqual([0, [], undefined]);
    kit.here.add('a');
    kit.conversations.announceAll('a');
    expect(kit.unread.total()).toBe(1);
  });
});
