// What comes from outside the window: conversations and accounts that go, places to show, dialogs to open; and own presence.
import { describe, expect, it } from 'vitest';
import { account, conversation, setUp } from './support.ts';

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
    expect(state()).toMatchObject({ accounts: {}, conversations: {}, contacts: new Map(), troubles: {}, dialog: null });
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
