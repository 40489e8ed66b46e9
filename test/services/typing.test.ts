// What the other side hears of the person's typing: what could not leave was not told.
import { expect, it } from 'vitest';
import { makeTyping } from '../../electron/services/typing.ts';
import type { Conversation } from '../../shared/conversation.ts';

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
