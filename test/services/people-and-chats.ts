// The chats of a test and the people in them, over a real archive, nobody with a picture.
import { makeForgotten } from '../../electron/archive/forgotten.ts';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { makeAnnouncer } from '../../electron/services/announce.ts';
import { makeContacts } from '../../electron/services/contacts.ts';
import { makeConversations } from '../../electron/services/conversations.ts';
import { type MessagesOptions, makeMessages } from '../../electron/services/messages.ts';
import type { Clock } from '../../shared/clock.ts';
import type { startArchive } from '../archive/support.ts';
import { NO_PROFILES } from './support.ts';

export interface PeopleOptions {
  readonly kit: Pick<ReturnType<typeof startArchive>, 'archive' | 'contacts' | 'sessions' | 'conversations' | 'removal'>;
  readonly clock: Clock;
  /** Ids of the accounts that are shown. */
  readonly here: ReadonlySet<string>;
  readonly warn: (what: string) => void;
}

export function peopleAndChats({ kit, clock, here, warn }: PeopleOptions) {
  const announcer = makeAnnouncer((work) => kit.archive.transaction(work));
  const shown = { profiles: NO_PROFILES, announcer, clock };
  const contacts = makeContacts({ ...shown, blocked: () => false, store: kit.contacts, sessions: kit.sessions, warn });
  const conversations = makeConversations({ ...shown, store: kit.conversations, removal: kit.removal, contacts, here });
  return { announcer, conversations };
}

interface MessagesOf {
  readonly kit: Pick<ReturnType<typeof startArchive>, 'archive' | 'messages' | 'outbox'>;
  readonly clock: Clock;
}

/** The messages of those chats; each own one has the id 'own' unless the test gives others. */
export function messagesOf(
  { kit, clock, ...there }: MessagesOf & ReturnType<typeof peopleAndChats>,
  more: Partial<Pick<MessagesOptions, 'changes' | 'arrived' | 'newId'>> = {},
) {
  return makeMessages({
    ...there,
    clock,
    store: kit.messages,
    outbox: kit.outbox,
    changes: makeOwnChanges(kit.archive),
    forgotten: makeForgotten(kit.archive),
    refused: () => undefined,
    arrived: () => undefined,
    newId: () => 'own',
    clean: (text) => text,
    ...more,
  });
}
