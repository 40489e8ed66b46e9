// The store: events change the right rows, pages and events merge without gaps or doubles, failures leave what was there.
import { describe, expect, it, vi } from 'vitest';
import { makeApi } from '../../renderer/api.ts';
import { troubles } from '../../renderer/store/accounts.ts';
import { listRows, makePeople, rowKey } from '../../renderer/store/contacts.ts';
import { inOrder, listed, neighbour, unreadTotal } from '../../renderer/store/conversations.ts';
import { makeStore } from '../../renderer/store/index.ts';
import { withEntries } from '../../renderer/store/slice.ts';
import type { Contact } from '../../shared/contact.ts';
import { account, contact, conversation, setUp } from './support.ts';

describe('api', () => {
  it('throws what the envelope says', async () => {
    const api = makeApi(() => ({ call: async () => '{"ok":false,"error":{"kind":"timeout","detail":"x"}}', on: () => () => undefined }));
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
    expect(state().contacts).toEqual(new Map());
    tell('storage.changed', [
      { id: 'storage', blocked: null, working: null, stalled: { kind: 'full', folder: '/x' }, askUnprotected: true },
    ]);
    expect(state().storage).toEqual({ blocked: null, working: null, stalled: { kind: 'full', folder: '/x' }, askUnprotected: true });
    tell('conversation.requested', [{ id: 'carol' }]);
    expect(state().open).toBe('carol');
  });

  it('has what happened since the snapshot was drawn up stand over it, however early that came', async () => {
    const late = conversation('bob', 2, { unread: 3 });
    const store = makeStore({
      call: setUp().api.call,
      // As the preload does with what it kept.
      on(listener) {
        listener('conversation.changed', [late]);
        return () => undefined;
      },
    });
    await store.getState().start();
    expect(store.getState().conversations).toEqual({ bob: late });
  });

  it('follows the events also when the first snapshot failed', async () => {
    const { state, tell } = setUp({ 'app.snapshot': () => Promise.reject({ kind: 'internal' }) });
    await expect(state().start()).rejects.toMatchObject({ error: { kind: 'internal' } });
    tell('conversation.changed', [conversation('carol', 5)]);
    expect(Object.keys(state().conversations)).toEqual(['carol']);
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
    expect(first).toEqual({ a: { since: 100 } });
    const second = troubles(first, [account({ state: 'waiting', since: 300, retryAt: 900, failure: 'refused' })], 600);
    expect(second).toEqual({ a: { since: 100, failure: 'refused' } });
    expect(troubles(second, [account({ state: 'connecting', since: 300 })], 650)).toEqual(second);
    expect(troubles(second, [account({ state: 'stopped', failure: 'wrong-password' })], 700)).toEqual({
      a: { since: 100, failure: 'wrong-password' },
    });
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

  it('puts reachable people first, and nobody among them who only asks', () => {
    const rows = [
      contact('zoe', 'available'),
      contact('adam', 'offline'),
      contact('bea', 'chatty'),
      contact('pia', 'offline', { listed: false, request: true }),
      contact('max', 'offline', { listed: false }),
      contact('carl', 'away'),
    ];
    const found = makePeople()(withEntries(new Map(), rows));
    expect(found.map((row) => row.name)).toEqual(['bea', 'zoe', 'carl', 'adam']);
  });

  it('keeps the order as people come, go, and are called otherwise, without comparing everybody again', () => {
    const compare = vi.spyOn(Intl.Collator.prototype, 'compare', 'get');
    const many = Array.from({ length: 200 }, (_, index) => contact(`person ${index}`, 'offline'));
    let contacts = withEntries(new Map(), many);
    const people = makePeople();
    const names = (order: 'reach' | 'name') => people(contacts, null, order).map(({ name }) => name);
    const change = (...rows: Contact[]) => {
      contacts = withEntries(contacts, rows);
      compare.mockClear();
    };
    expect(names('name')).toEqual(many.map(({ name }) => name));
    change(contact('person 150', 'away'), contact('person 20', 'available'), contact('person 7', 'available'));
    expect(names('reach').slice(0, 4)).toEqual(['person 7', 'person 20', 'person 150', 'person 0']);
    expect(names('name')).toEqual(many.map(({ name }) => name));
    expect(compare).not.toHaveBeenCalled();
    change(contact('person 3', 'offline', { name: 'person 120 b' }), contact('new', 'offline', { name: 'anna' }));
    change(contact('person 5', 'offline', { listed: false }));
    expect(names('name').slice(0, 6)).toEqual(['anna', 'person 0', 'person 1', 'person 2', 'person 4', 'person 6']);
    expect(names('name').slice(118, 122)).toEqual(['person 119', 'person 120', 'person 120 b', 'person 121']);
    expect(compare.mock.calls.length).toBeLessThan(40);
    compare.mockRestore();
  });

  it('lists people under the heads of their groups, sorted, folded and only those who are there, as wished', () => {
    const found = [
      contact('zoe', 'available', { groups: ['Work', 'Family'] }),
      contact('bea', 'away', { groups: ['Work', 'Work'] }),
      contact('carl', 'available'),
      contact('adam', 'offline', { groups: ['Work'] }),
    ];
    const words = (wishes: Partial<Parameters<typeof listRows>[1]>, of = found) =>
      listRows(of, { there: false, folded: new Set(), ...wishes }).map((row) =>
        row.kind === 'head' ? `${row.open ? '-' : '+'} ${row.group} ${row.count}` : row.contact.name,
      );
    expect(words({})).toEqual(['- Family 1', 'zoe', '- Work 3', 'zoe', 'bea', 'adam', '-  1', 'carl']);
    expect(words({ there: true, folded: new Set(['Family', '']) })).toEqual(['+ Family 1', '- Work 2', 'zoe', 'bea', '+  1']);
    expect(words({}, [contact('carl', 'available')])).toEqual(['carl']);
    const rows = listRows(found, { there: false, folded: new Set() });
    expect(new Set(rows.map(rowKey)).size).toBe(rows.length);
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

describe('the events of a frame', () => {
  it('are all heard, also behind one that fails', () => {
    const thrown: unknown[] = [];
    vi.stubGlobal('queueMicrotask', (run: () => void) => {
      try {
        run();
      } catch (error) {
        thrown.push(error);
      }
    });
    const heard: string[] = [];
    let tell: (frame: string) => void = () => undefined;
    const { on } = makeApi(() => ({
      call: () => Promise.reject(new Error('nobody calls')),
      on(listener) {
        tell = listener;
        return () => undefined;
      },
    }));
    on((name, payload) => {
      if (name === 'contact.removed') throw new Error('cannot');
      heard.push(`${name} ${JSON.stringify(payload)}`);
    });
    tell(
      JSON.stringify([
        ['contact.removed', [{ id: 'a' }]],
        ['conversation.removed', [{ id: 'b' }]],
      ]),
    );
    vi.unstubAllGlobals();
    expect(heard).toEqual(['conversation.removed [{"id":"b"}]']);
    expect(thrown).toEqual([new Error('cannot')]);
  });
});
