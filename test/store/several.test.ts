// Several accounts in the window: their order, whose rows are listed, and what closes with one that goes.
import { describe, expect, it } from 'vitest';
import { inPlace, mainAccount } from '../../renderer/store/accounts.ts';
import { makePeople } from '../../renderer/store/contacts.ts';
import { inOrder } from '../../renderer/store/conversations.ts';
import { account, contact, conversation, setUp } from './support.ts';

const second = { ...account({ state: 'online', since: 1 }), id: 'z', address: 'alice@work.example', place: 1, colour: 1 };
const twice = { account: 'z', address: 'bob@example.org', title: 'bob' };

async function two(answers: Parameters<typeof setUp>[0] = {}) {
  const made = setUp(answers);
  await made.state().start();
  made.tell('account.changed', [second]);
  made.tell('conversation.changed', [conversation('bob-at-work', 5, twice)]);
  made.tell('contact.changed', [contact('bob', 'away', { id: 'z bob@example.org', account: 'z' })]);
  return made;
}

describe('the order', () => {
  it('is the person’s, whatever came first, and moves one place at a time', async () => {
    const { state, tell, asked } = await two({ 'account.reorder': () => null });
    await state().moveAccount('z', -1);
    await state().moveAccount('z', 1);
    expect(asked.filter(([name]) => name === 'account.reorder')).toEqual([['account.reorder', ['z', 'a']]]);
    tell('account.changed', [
      { ...second, place: 0 },
      { ...account({ state: 'online', since: 1 }), place: 1 },
    ]);
    expect(inPlace(state().accounts).map(({ id }) => id)).toEqual(['z', 'a']);
  });

  it('says from where a new chat goes out: the account that is listed alone, else the first that is switched on', async () => {
    const { state, tell } = await two();
    expect(mainAccount(state())).toBe('a');
    tell('account.changed', [{ ...account({ state: 'offline' }), off: true }]);
    expect(mainAccount(state())).toBe('z');
    state().listOnly('a');
    expect(mainAccount(state())).toBe('a');
  });
});

describe('the rows of one account', () => {
  it('are listed alone, the same person’s of another one not', async () => {
    const { state } = await two();
    const { conversations, contacts } = state();
    expect(inOrder(conversations).map(({ id }) => id)).toEqual(['bob-at-work', 'bob']);
    expect(inOrder(conversations, 'a').map(({ id }) => id)).toEqual(['bob']);
    const people = makePeople();
    expect(people(contacts).map(({ id }) => id)).toEqual(['a bob@example.org', 'z bob@example.org']);
    expect(people(contacts, 'z').map(({ id }) => id)).toEqual(['z bob@example.org']);
  });

  it('give way to all rows when a chat of another account comes to the front', async () => {
    const { state, tell } = await two();
    state().listOnly('z');
    state().show('bob-at-work');
    state().show(null);
    expect(state().onlyAccount).toBe('z');
    tell('conversation.requested', [{ id: 'bob' }]);
    expect(state()).toMatchObject({ open: 'bob', onlyAccount: null });
  });
});

describe('an account that goes', () => {
  it('takes what is asked about it with it, its filter, its blocks and its sign-in', async () => {
    const { state, tell } = await two();
    tell('blocking.changed', [{ id: 'z', addresses: ['eve@example.org'], offered: 'blocks' }]);
    state().listOnly('z');
    state().signInAgain('z');
    state().ask({ kind: 'remove-contact', account: 'z', address: 'bob@example.org' });
    tell('account.removed', [{ id: 'z' }]);
    expect(state()).toMatchObject({ onlyAccount: null, signingIn: null, question: null, blocking: {} });
    expect(Object.keys(state().conversations)).toEqual(['bob']);
  });

  it('leaves what is asked about another one', async () => {
    const { state, tell } = await two();
    const question = { kind: 'remove-contact', account: 'a', address: 'bob@example.org' } as const;
    state().addAccount();
    state().ask(question);
    tell('account.removed', [{ id: 'z' }]);
    expect(state()).toMatchObject({ question, signingIn: { account: null } });
  });
});

describe('an address from a link', () => {
  it('is followed with the account of the open chat, and only opens when the person says so', async () => {
    const { state, tell, asked } = await two({ 'links.open': () => null });
    state().show('bob-at-work');
    await state().followLink('xmpp:lea@example.org', true);
    expect(asked).toContainEqual(['links.open', 'xmpp:lea@example.org', 'z']);
    const proposed = { link: { address: 'lea@example.org', text: 'hi' }, account: 'z' };
    tell('link.proposed', [{ id: 'link', ...proposed }]);
    expect(state()).toMatchObject({ dialog: null, question: { kind: 'link', ...proposed } });
    expect(asked.some(([name]) => name === 'conversations.open')).toBe(false);
  });

  it('of somebody the person knows opens their chat', async () => {
    const { state, asked } = await two({ 'conversations.open': () => conversation('lea', 1, { account: 'z' }) });
    state().contactsChanged([contact('lea', 'available', { account: 'z', id: 'z lea@example.org' })]);
    state().show('bob-at-work');
    state().find('something');
    await state().followLink('xmpp:lea@example.org', true);
    expect(asked).toContainEqual(['conversations.open', 'z', 'lea@example.org']);
    expect(state()).toMatchObject({ open: 'lea', section: 'chats', search: '', question: null });
  });

  it('that wants more than a chat, or is of somebody only another account knows, is asked about', async () => {
    const { state, asked } = await two({ 'links.open': () => null });
    state().contactsChanged([
      contact('lea', 'available'),
      contact('ann', 'available', { account: 'z', id: 'z ann@example.org', listed: false }),
    ]);
    state().show('bob-at-work');
    for (const url of ['xmpp:lea@example.org', 'xmpp:ann@example.org', 'xmpp:bob@example.org?message;body=hi']) {
      await state().followLink(url, true);
      expect(asked.at(-1)).toEqual(['links.open', url, 'z']);
    }
  });
});
