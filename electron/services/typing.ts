// What the person is doing in a conversation, told to the other side (XEP-0085): nobody who may not know that somebody is here, and only while
// the person wants that. Told is only what follows from what was told: nothing ends that nobody heard begin.
import type { OwnTyping } from '../../shared/conversation.ts';
import type { Message } from '../../shared/message.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Client } from '../xmpp/client.ts';
import type { Conversations } from './conversations.ts';

export interface TypingOptions {
  readonly conversations: Pick<Conversations, 'byId' | 'mayKnow'>;
  readonly settings: () => Pick<Settings, 'sendTyping'>;
  readonly client: (account: string) => Pick<Client, 'chatStates'> | undefined;
}

export function makeTyping({ conversations, settings, client }: TypingOptions) {
  const told = new Map<string, OwnTyping>();

  const typing = {
    tell(id: string, state: OwnTyping): void {
      const conversation = conversations.byId(id);
      if (conversation === undefined || !conversations.mayKnow(conversation.account, conversation.address)) return;
      const before = told.get(id);
      const allowed = settings().sendTyping;
      if (state === before || (before === undefined && (state !== 'composing' || !allowed))) return;
      // Switched off in the middle: what was begun is ended, with no more than that.
      const now = allowed ? state : 'active';
      const left = client(conversation.account)?.chatStates.tell(conversation.address, now) === true;
      if (left && (now === 'composing' || now === 'paused')) told.set(id, now);
      else told.delete(id);
    },
    /** A message ends the typing of it, and says so itself (XEP-0085 5.1), while that may be told. */
    wrote(message: Message): Message {
      if (settings().sendTyping) told.delete(message.conversation);
      else typing.tell(message.conversation, 'active');
      return message;
    },
  };
  return typing;
}
