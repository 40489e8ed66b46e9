// The store: events change the right rows, pages and events merge without gaps or doubles, failures leave what was there.
import { describe, expect, it } from 'vitest';
import { makeApi } from '../../renderer/api.ts';
import { troubles } from '../../renderer/store/accounts.ts';
import { people } from '../../renderer/store/contacts.ts';
import { inOrder, listed, neighbour, unreadTotal } from '../../renderer/store/conversations.ts';
import { makeStore } from '../../renderer/store/index.ts';
import { excessOf } from '../../renderer/store/message-window.ts';
import type { Account } from '../../shared/account.ts';
import type { Availability, Contact } from '../../shared/contact.ts';
import type { Conversation } from '../../shared/conversation.ts';
import type { Calls, Events, Snapshot } from '../../shared/ipc.ts';
import type { Message } from '../../shared/message.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';

const conversation = (id: string, activeAt: number, more: Partial<Conversation> = {}): Conversation => ({
  id,
  account: 'a',
  kind: 'direct',
  address: `${id}@example.org`,
  title: id,
  unread: 0,
  readUpTo: 0,
  draft: '',
  stranger: false,
  typing: false,
  pinned: false,
  mutedUntil: 0,
  archived: false,
  markedUnread: false,
  activeAt,
  ...more,
});
const contact = (name: string, availability: Availability, more: Partial<Contact> = {}): Contact => ({
  id: `a ${name}@example.org`,
  account: 'a',
  address: `${name}@example.org`,
  name,
  listed: true,
  subscription: 'both',
  asked: false,
  request: false,
  groups: [],
  presence: { availability },
  ...more,
});
const message = (position: number, more: Partial<Message> = {}): Message => ({
  id: `m${position}`,
  conversation: 'bob',
  account: 'a',
  direction: 'in',
  sender: 'bob@example.org',
  sentAt: position,
  position,
  body: 'x',
  length: 1,
  state: 'received',
  ...more,
});
const account = (connection: Account['connection']): Account => ({ id: 'a', address: 'alice@example.org', connection });
const SNAPSHOT: Snapshot = {
  version: '1',
  platform: 'linux',
  storage: { blocked: null, stalled: null, askUnprotected: false },
  settings: DEFAULT_SETTINGS,
  accounts: [account({ state: 'online', since: 1 })],
  conversations: [conversation('bob', 1)],
  contacts: [contact('bob', 'available')],
  presence: { availability: 'away', status: 'lunch' },
  tray: true,
};

type Answers = { [C in keyof Calls]?: (...args: Parameters<Calls[C]>) => unknown };

function setUp(answers: Answers = {}) {
  const asked: (readonly [string, ...unknown[]])[] = [];
  const listeners: ((name: string, payload: unknown) => void)[] = [];
  const table = { 'app.snapshot': () => SNAPSHOT, 'messages.release': () => null, ...answers } as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  const api = makeApi(() => ({
    async call(name, args) {
      asked.push([name, ...args]);
      try {
        return { ok: true, value: await table[name]?.(...args) };
      } catch (error) {
        return { ok: false, error };
      }
    },
    on(listener) {
      listeners.push(listener);
      return () => undefined;
    },
  }));
  const store = makeStore(api, () => 1000);
  const tell = <E extends keyof Events>(name: E, payload: Events[E]) => {
    for (const listener of listeners) listener(name, payload);
  };
  return { store, tell, asked, state: () => store.getState() };
}

describe('api', () => {
  it('throws what the envelope says', async () => {
    const api = makeApi(() => ({ call: async () => ({ ok: false, error: { kind: 'timeout', detail: 'x' } }), on: () => () => undefined }));
    await expect(api.call('account.reconnect', 'a')).rejects.toMatchObject({ error: { kind: 'timeout', detail: 'x' } });
  });

  it('turns a broken channel into an internal failure', async () => {
    const api = makeApi(() => ({ call: () => Promise.reject(new Error('gone')), on: () => () => undefined }));
    await expect(api.call('account.reconnect', 'a')).rejects.toMatchObject({ error: { kind: 'internal', detail: 'gone' } });
  });
});

describe('start and events', () => {
  it('reads the snapshot and follows the events', async () => {
    const { state, tell } = setUp();
    await state().start();
    expect(state().ready).toBe(true);
    expect(Object.keys(state().conversations)).toEqual(['bob']);
    tell('conversation.changed', [conversation('bob', 2, { unread: 3 }), conversation('carol', 5)]);
    expect(unreadTotal(state().conversations, 0)).toBe(3);
    tell('contact.removed', [{ id: 'a bob@example.org' }]);
    expect(state().contacts).toEqual({});
    tell('storage.changed', [{ id: 'storage', blocked: null, stalled: { kind: 'full', folder: '/x' }, askUnprotected: true }]);
    expect(state().storage).toEqual({ blocked: null, stalled: { kind: 'full', folder: '/x' }, askUnprotected: true });
    tell('conversation.requested', [{ id: 'carol' }]);
    expect(state().open).toBe('carol');
  });

  it('reads everything again after a reset, and forgets what is gone', async () => {
    const { state, tell } = setUp();
    await state().start();
    tell('conversation.changed', [conversation('carol', 5)]);
    state().show('carol');
    await state().reload();
    expect(state().open).toBeNull();
    expect(Object.keys(state().conversations)).toEqual(['bob']);
  });
});

describe('accounts', () => {
  it('remembers since when there is trouble until it is over', () => {
    const first = troubles({}, [account({ state: 'connecting', since: 100 })], 500);
    expect(first).toEqual({ a: 100 });
    const second = troubles(first, [account({ state: 'waiting', since: 300, retryAt: 900, failure: 'refused' })], 600);
    expect(second).toEqual({ a: 100 });
    expect(troubles(second, [account({ state: 'stopped', failure: 'wrong-password' })], 700)).toEqual({ a: 100 });
    expect(troubles(second, [account({ state: 'online', since: 800 })], 800)).toEqual({});
  });
});

describe('conversations and contacts', () => {
  it('sorts pinned ones first, then by activity, newest first', () => {
    const rows = inOrder({
      a: conversation('a', 1, { pinned: true }),
      b: conversation('b', 3),
      c: conversation('c', 3),
      d: conversation('d', 2, { pinned: true }),
    });
    expect(rows.map((row) => row.id)).toEqual(['d', 'a', 'b', 'c']);
  });

  it('lists chats, unread ones with the open one, and archived ones', () => {
    const rows = [
      conversation('a', 9),
      conversation('b', 8, { unread: 1 }),
      conversation('c', 7, { markedUnread: true }),
      conversation('d', 6, { archived: true, unread: 4 }),
    ];
    const ids = (list: 'chats' | 'unread' | 'archived', open: string | null) => listed(rows, list, open).map((row) => row.id);
    expect(ids('chats', null)).toEqual(['a', 'b', 'c']);
    expect(ids('unread', null)).toEqual(['b', 'c']);
    expect(ids('unread', 'a')).toEqual(['a', 'b', 'c']);
    expect(ids('archived', 'a')).toEqual(['d']);
  });

  it('counts what wants attention: not the muted, not the archived', () => {
    const rows = {
      a: conversation('a', 1, { unread: 2 }),
      b: conversation('b', 1, { unread: 3, mutedUntil: 500 }),
      c: conversation('c', 1, { unread: 5, archived: true }),
    };
    expect(unreadTotal(rows, 499)).toBe(2);
    expect(unreadTotal(rows, 500)).toBe(5);
  });

  it('goes round the list, and to the next unread one', () => {
    const rows = [
      conversation('a', 9),
      conversation('b', 8, { unread: 1 }),
      conversation('c', 7),
      conversation('d', 6, { markedUnread: true }),
    ];
    expect(neighbour(rows, 'a', 1)?.id).toBe('b');
    expect(neighbour(rows, 'a', -1)?.id).toBe('d');
    expect(neighbour(rows, 'd', 1)?.id).toBe('a');
    expect(neighbour(rows, null, 1)?.id).toBe('a');
    expect(neighbour(rows, null, -1)?.id).toBe('d');
    expect(neighbour(rows, 'b', 1, true)?.id).toBe('d');
    expect(neighbour(rows, 'd', 1, true)?.id).toBe('b');
    expect(neighbour([conversation('a', 1)], 'a', 1)).toBeUndefined();
    expect(neighbour([], null, 1)).toBeUndefined();
  });

  it('puts requests apart and reachable people first', () => {
    const rows = [
      contact('zoe', 'available'),
      contact('adam', 'offline'),
      contact('bea', 'chatty'),
      contact('pia', 'offline', { listed: false, request: true }),
      contact('max', 'offline', { listed: false }),
      contact('carl', 'away'),
    ];
    const found = people(Object.fromEntries(rows.map((row) => [row.id, row])));
    expect(found.requests.map((row) => row.name)).toEqual(['pia']);
    expect(found.people.map((row) => row.name)).toEqual(['bea', 'zoe', 'carl', 'adam']);
  });
});

describe('messages', () => {
  it('merges a page with events that came while it was on its way', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { state, tell } = setUp({ 'messages.page': () => promise });
    await state().start();
    const loading = state().loadMessages('bob', 0, 0);
    tell('message.changed', [message(3, { state: 'read' }), message(4)]);
    resolve({ messages: [message(2), message(3)], earlier: true, later: false });
    await loading;
    expect(state().loaded.bob?.messages.map((row) => [row.position, row.state])).toEqual([
      [2, 'received'],
      [3, 'read'],
      [4, 'received'],
    ]);
    expect(state().loaded.bob?.earlier).toBe(true);
  });

  it('asks for enough to hold what is unread', async () => {
    const { state, asked } = setUp({ 'messages.page': () => ({ messages: [], earlier: false, later: false }) });
    await state().loadMessages('bob', 100, 0);
    expect(asked).toContainEqual(['messages.page', 'bob', null, 130]);
  });

  it('pages backwards once at a time and never beyond the beginning', async () => {
    const pages = [
      { messages: [message(8), message(9)], earlier: true, later: false },
      { messages: [message(5), message(7)], earlier: false, later: true },
    ];
    const { state, asked } = setUp({ 'messages.page': () => pages.shift() });
    await state().loadMessages('bob', 0, 0);
    await Promise.all([state().loadEarlier('bob'), state().loadEarlier('bob')]);
    await state().loadEarlier('bob');
    expect(asked.filter(([name]) => name === 'messages.page').map((call) => call[2])).toEqual([null, 8]);
    expect(state().loaded.bob?.messages.map((row) => row.position)).toEqual([5, 7, 8, 9]);
  });

  it('leaves a row older than what is loaded for its page', async () => {
    const { state, tell } = setUp({ 'messages.page': () => ({ messages: [message(8)], earlier: true, later: false }) });
    await state().start();
    await state().loadMessages('bob', 0, 0);
    tell('message.changed', [message(2), message(9), message(1, { conversation: 'unknown' })]);
    expect(state().loaded.bob?.messages.map((row) => row.position)).toEqual([8, 9]);
    tell('message.removed', [{ id: 'm8', conversation: 'bob' }]);
    expect(state().loaded.bob?.messages.map((row) => row.position)).toEqual([9]);
    expect(state().loaded.unknown).toBeUndefined();
  });

  it('keeps a few conversations loaded and releases the least recent', async () => {
    const { state, asked } = setUp({ 'messages.page': () => ({ messages: [], earlier: false, later: false }) });
    for (const id of ['1', '2', '3', '4', '5', '6', '1', '7']) await state().loadMessages(id, 0, 0);
    expect(asked.filter(([name]) => name === 'messages.release')).toEqual([['messages.release', '2']]);
    expect(state().loaded['2']).toBeUndefined();
    expect(state().loaded['1']).toBeDefined();
  });

  it('can be loaded again after a page that failed', async () => {
    const pages = [
      () => {
        throw Object.assign(new Error('storage'), { kind: 'storage' });
      },
      () => ({ messages: [message(1)], earlier: false, later: false }),
    ];
    const { state } = setUp({ 'messages.page': () => pages.shift()?.() });
    await expect(state().loadMessages('bob', 0, 0)).rejects.toMatchObject({ error: { kind: 'storage' } });
    expect(state().loaded.bob).toBeUndefined();
    await state().loadMessages('bob', 0, 0);
    expect(state().loaded.bob?.messages).toHaveLength(1);
  });
});

describe('settings', () => {
  it('holds at once, and goes back when it could not be kept', async () => {
    const { state } = setUp({
      'settings.change': () => {
        throw Object.assign(new Error('storage'), { kind: 'storage' });
      },
    });
    const change = state().changeSettings({ theme: 'dark' });
    expect(state().settings.theme).toBe('dark');
    await expect(change).rejects.toMatchObject({ error: { kind: 'storage' } });
    expect(state().settings.theme).toBe('system');
  });
});

describe('toasts', () => {
  it('shows one of a kind, and at most three', () => {
    const { state } = setUp();
    for (const error of ['x', 'x']) state().report(error);
    expect(state().toasts).toHaveLength(1);
    const [toast] = state().toasts;
    state().dismiss(toast?.id ?? 0);
    expect(state().toasts).toEqual([]);
  });
});

describe('windows of a conversation', () => {
  const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
  const positions = (list: readonly Message[] | undefined) => [list?.[0]?.position, list?.at(-1)?.position, list?.length];

  it('opens where the unread messages begin when they are too many for a page', async () => {
    const { state, asked } = setUp({ 'messages.around': () => ({ messages: rows(400, 500), earlier: true, later: true }) });
    await state().loadMessages('bob', 5000, 450);
    expect(asked).toContainEqual(['messages.around', 'bob', 450, 240]);
    expect(state().loaded.bob).toMatchObject({ earlier: true, later: true, loading: null });
  });

  it('leaves what is newer than a window with more behind it to its page, and lets no gap open', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { state, tell } = setUp({
      'messages.page': () => ({ messages: rows(90, 100), earlier: true, later: false }),
      'messages.around': () => ({ messages: rows(40, 50), earlier: true, later: true }),
      'messages.after': () => promise,
    });
    await state().start();
    await state().loadMessages('bob', 0, 0);
    await state().loadAround('bob', 45);
    expect(positions(state().loaded.bob?.messages)).toEqual([40, 50, 11]);
    expect(state().loaded.bob?.generation).toBe(1);
    tell('message.changed', [message(101), message(45, { body: 'edited' })]);
    expect(positions(state().loaded.bob?.messages)).toEqual([40, 50, 11]);
    expect(state().loaded.bob?.messages[5]?.body).toBe('edited');
    const later = state().loadLater('bob');
    tell('message.changed', [message(102)]);
    resolve({ messages: rows(51, 101), earlier: true, later: false });
    await later;
    expect(positions(state().loaded.bob?.messages)).toEqual([40, 102, 63]);
    expect(state().loaded.bob?.later).toBe(false);
    tell('message.changed', [message(103)]);
    expect(positions(state().loaded.bob?.messages)).toEqual([40, 103, 64]);
  });

  it('forgets what came ahead when its page still has more behind it', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { state, tell } = setUp({
      'messages.page': () => ({ messages: rows(40, 50), earlier: true, later: false }),
      'messages.around': () => ({ messages: rows(40, 50), earlier: true, later: true }),
      'messages.after': () => promise,
    });
    await state().start();
    await state().loadMessages('bob', 0, 0);
    await state().loadAround('bob', 45);
    const later = state().loadLater('bob');
    tell('message.changed', [message(900)]);
    resolve({ messages: rows(51, 60), earlier: true, later: true });
    await later;
    expect(positions(state().loaded.bob?.messages)).toEqual([40, 60, 21]);
  });

  it('drops a page that was meant for the window before a jump', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const pages: unknown[] = [{ messages: rows(90, 100), earlier: true, later: false }, promise];
    const { state } = setUp({
      'messages.page': () => pages.shift(),
      'messages.around': () => ({ messages: rows(10, 20), earlier: true, later: true }),
    });
    await state().loadMessages('bob', 0, 0);
    const earlier = state().loadEarlier('bob');
    await state().loadAround('bob', 15);
    resolve({ messages: rows(80, 89), earlier: true, later: true });
    await earlier;
    expect(positions(state().loaded.bob?.messages)).toEqual([10, 20, 11]);
    expect(state().loaded.bob?.loading).toBeNull();
  });

  it('lets go of rows at either end, and knows that there is more', async () => {
    const { state } = setUp({ 'messages.page': () => ({ messages: rows(1, 600), earlier: false, later: false }) });
    await state().loadMessages('bob', 0, 0);
    expect(excessOf(state().loaded.bob?.messages ?? [])).toBe(120);
    state().trimMessages('bob', 'latest', 120);
    expect(positions(state().loaded.bob?.messages)).toEqual([1, 480, 480]);
    expect(state().loaded.bob).toMatchObject({ earlier: false, later: true });
    expect(excessOf(state().loaded.bob?.messages ?? [])).toBe(0);
    state().trimMessages('bob', 'earliest', 80);
    expect(positions(state().loaded.bob?.messages)).toEqual([81, 480, 400]);
    expect(state().loaded.bob).toMatchObject({ earlier: true, later: true });
  });

  it('does not cut off the end a page is being fetched for', async () => {
    const pages: unknown[] = [{ messages: rows(1, 600), earlier: true, later: false }, new Promise(() => undefined)];
    const { state } = setUp({ 'messages.page': () => pages.shift() });
    await state().loadMessages('bob', 0, 0);
    void state().loadEarlier('bob');
    state().trimMessages('bob', 'earliest', 120);
    expect(state().loaded.bob?.messages).toHaveLength(600);
  });

  it('reads everything, also of a conversation that is not loaded, and lets it go again', async () => {
    const { state, asked } = setUp({ 'messages.page': () => ({ messages: [message(77)], earlier: true, later: false }) });
    await state().readAll('bob');
    expect(asked).toEqual([
      ['messages.page', 'bob', null, 1],
      ['messages.release', 'bob'],
      ['conversations.markRead', 'bob', 77],
    ]);
  });
});

describe('what goes', () => {
  it('closes a conversation that is gone, and what is asked about it', async () => {
    const { state, tell } = setUp({ 'messages.page': () => ({ messages: [], earlier: false, later: false }) });
    await state().start();
    state().show('bob');
    await state().loadMessages('bob', 0, 0);
    state().ask({ kind: 'delete-chat', conversation: 'bob' });
    tell('conversation.removed', [{ id: 'bob' }]);
    expect(state()).toMatchObject({ open: null, question: null, conversations: {}, loaded: {}, recent: [] });
  });

  it('takes everything of an account with it, and every dialog with the last one', async () => {
    const { state, tell } = setUp();
    await state().start();
    tell('account.changed', [{ ...account({ state: 'online', since: 1 }), id: 'z' }]);
    tell('conversation.changed', [conversation('zoe', 5, { account: 'z' })]);
    state().showDialog('settings');
    tell('account.removed', [{ id: 'z' }]);
    expect(Object.keys(state().conversations)).toEqual(['bob']);
    expect(state().dialog).toBe('settings');
    tell('account.removed', [{ id: 'a' }]);
    expect(state()).toMatchObject({ accounts: {}, conversations: {}, contacts: {}, troubledSince: {}, dialog: null });
  });
});

describe('asked from outside', () => {
  it('goes to a conversation, and to the message where one is named', async () => {
    const { state, tell } = setUp();
    await state().start();
    tell('conversation.requested', [{ id: 'bob', message: 'm5', position: 5 }]);
    expect(state()).toMatchObject({ open: 'bob', target: { conversation: 'bob', position: 5, message: 'm5' } });
    tell('conversation.requested', [{ id: 'bob' }]);
    expect(state().target).toBeNull();
  });

  it('opens dialogs and the search, and says once that it goes on in the tray', async () => {
    const { state, tell } = setUp();
    await state().start();
    tell('command.requested', [{ id: 'shortcuts' }]);
    expect(state().dialog).toBe('shortcuts');
    tell('command.requested', [{ id: 'search' }]);
    expect(state()).toMatchObject({ dialog: null, searches: 1 });
    tell('tray.hinted', [{ id: 'tray' }]);
    tell('tray.hinted', [{ id: 'tray' }]);
    expect(state().toasts.map((toast) => toast.about)).toEqual(['tray']);
    tell('tray.changed', [{ id: 'tray', present: false }]);
    expect(state().tray).toBe(false);
  });

  it('asks before a link only when wanted, and never for one that stays inside', async () => {
    const { state, asked } = setUp({ 'links.open': () => null });
    await state().followLink('https://a.example/', true);
    expect(state().question).toEqual({ kind: 'open-link', url: 'https://a.example/' });
    await state().followLink('xmpp:lea@kith.example', true);
    await state().followLink('https://b.example/', false);
    expect(asked.filter(([name]) => name === 'links.open').map((call) => call[1])).toEqual(['xmpp:lea@kith.example', 'https://b.example/']);
  });
});

describe('own presence', () => {
  it('holds at once, keeps the other half, and goes back when it could not be told', async () => {
    const answers: (() => unknown)[] = [
      () => ({ availability: 'busy', status: 'lunch' }),
      () => {
        throw Object.assign(new Error('storage'), { kind: 'storage' });
      },
    ];
    const { state, asked, tell } = setUp({ 'presence.change': () => answers.shift()?.() });
    await state().start();
    expect(state().presence).toEqual({ availability: 'away', status: 'lunch' });
    await state().changePresence({ availability: 'busy' });
    expect(asked.at(-1)).toEqual(['presence.change', { availability: 'busy', status: 'lunch' }]);
    const change = state().changePresence({ status: `  ${'x'.repeat(300)}  ` });
    expect(state().presence.status).toHaveLength(200);
    await expect(change).rejects.toMatchObject({ error: { kind: 'storage' } });
    expect(state().presence).toEqual({ availability: 'busy', status: 'lunch' });
    tell('presence.changed', [{ id: 'presence', availability: 'available', status: '' }]);
    expect(state().presence).toEqual({ availability: 'available', status: '' });
  });
});
