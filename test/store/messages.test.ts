// The store's messages: pages and events merge without gaps or doubles, and what is far away is let go.
import { describe, expect, it } from 'vitest';
import { conversation, message, setUp } from './support.ts';

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

  it('loads a released conversation where the person was, but with unread messages where these begin', async () => {
    const { state, asked } = setUp({
      'messages.page': () => ({ messages: [], earlier: false, later: false }),
      'messages.around': () => ({ messages: [], earlier: true, later: true }),
    });
    const pages = () => asked.splice(0).filter(([name]) => name !== 'messages.release');
    await state().loadMessages('bob', 0, 0, { position: 70, above: 12 });
    expect(pages()).toEqual([['messages.around', 'bob', 70, 160]]);
    state().messagesForgotten(['carol']);
    for (const id of ['1', '2', '3', '4', '5', '6']) await state().loadMessages(id, 0, 0);
    pages();
    await state().loadMessages('bob', 3, 90);
    expect(pages()).toEqual([['messages.page', 'bob', null, 80]]);
    for (const id of ['1', '2', '3', '4', '5', '6']) await state().loadMessages(id, 0, 0);
    pages();
    await state().loadMessages('bob', 0, 0);
    expect(pages()).toEqual([['messages.page', 'bob', null, 80]]);
  });

  it('keeps the place a conversation was left at; at its end there is none to keep', async () => {
    const { state, asked, tell } = setUp({});
    const kept = () => asked.splice(0).filter(([name]) => name === 'conversations.keepPlace');
    await state().start();
    await state().keepPlace('bob', null);
    await state().keepPlace('nobody', { position: 1, above: 0 });
    expect(kept()).toEqual([]);
    await state().keepPlace('bob', { position: 70, above: 12 });
    expect(kept()).toEqual([['conversations.keepPlace', 'bob', { position: 70, above: 12 }]]);
    tell('conversation.changed', [conversation('bob', 1, { place: { position: 70, above: 12 } })]);
    await state().keepPlace('bob', null);
    expect(kept()).toEqual([['conversations.keepPlace', 'bob', null]]);
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
