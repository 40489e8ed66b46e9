// The window of a conversation that is in memory: it pages both ways, jumps, lets go, and never has a gap.
import { describe, expect, it } from 'vitest';
import { excessOf } from '../../renderer/store/message-window.ts';
import type { Message } from '../../shared/message.ts';
import { message, setUp } from './support.ts';

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
