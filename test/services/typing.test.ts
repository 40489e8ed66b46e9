// What the other side hears of the person's typing: what could not leave was not told.
import { expect, it } from 'vitest';
import { makeTyping } from '../../electron/services/typing.ts';
import type { Conversation } from '../../shared/conversation.ts';
import type { Message } from '../../shared/message.ts';

/** `sendTyping` may be changed. */
function setUp() {
  const told: string[] = [];
  const settings = { sendTyping: true };
  const typing = makeTyping({
    conversations: { byId: () => ({ account: 'a', address: 'bob@kith.test' }) as Conversation, mayKnow: () => true },
    settings: () => settings,
    client: () => ({ chatStates: { tell: (_, state) => told.push(state) > 0 } }),
  });
  return { told, settings, typing, wrote: () => typing.wrote({ conversation: '1' } as Message) };
}

it('ends with the message that tells it, and the next one is told again', () => {
  const { told, typing, wrote } = setUp();
  typing.tell('1', 'composing');
  wrote();
  typing.tell('1', 'active');
  typing.tell('1', 'composing');
  expect(told).toEqual(['composing', 'composing']);
});

it('ends by itself where messages tell nothing', () => {
  const { told, settings, typing, wrote } = setUp();
  typing.tell('1', 'composing');
  settings.sendTyping = false;
  wrote();
  wrote();
  expect(told).toEqual(['composing', 'active']);
});

it('begins anew once there is a connection again', () => {
  const told: string[] = [];
  const line = { open: false };
  const typing = makeTyping({
    conversations: { byId: () => ({ account: 'a', address: 'bob@kith.test' }) as Conversation, mayKnow: () => true },
    settings: () => ({ sendTyping: true }),
    client: () => ({ chatStates: { tell: (_, state) => line.open && told.push(state) > 0 } }),
  });
  typing.tell('1', 'composing');
  line.open = true;
  typing.tell('1', 'paused');
  typing.tell('1', 'composing');
  typing.tell('1', 'composing');
  line.open = false;
  typing.tell('1', 'active');
  line.open = true;
  typing.tell('1', 'active');
  expect(told).toEqual(['composing']);
});
