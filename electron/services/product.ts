// Everything that lives on one open archive, assembled once. No Electron here: tests make a product over a temporary folder.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import type { Message } from '../../shared/message.ts';
import { makeAccounts as makeAccountStore } from '../archive/accounts.ts';
import { makeContacts as makeContactStore } from '../archive/contacts.ts';
import { makeConversations as makeConversationStore } from '../archive/conversations.ts';
import type { Archive } from '../archive/database.ts';
import { makeMessages as makeMessageStore } from '../archive/messages.ts';
import { makeOutbox as makeOutboxStore } from '../archive/outbox.ts';
import { makeQuarantine } from '../archive/quarantine.ts';
import { makeSync } from '../archive/sync.ts';
import { troubleOf } from '../archive/trouble.ts';
import { xmlText } from '../xmpp/message.ts';
import { type AccountsOptions, makeAccounts } from './accounts.ts';
import { makeAnnouncer } from './announce.ts';
import { makeContacts } from './contacts.ts';
import { makeConversations } from './conversations.ts';
import { makeHistory } from './history.ts';
import { makeMessages } from './messages.ts';
import { makeOutbox } from './outbox.ts';

export type ProductOptions = Pick<AccountsOptions, 'known' | 'secrets' | 'random' | 'authorities' | 'stalled' | 'warn'> & {
  readonly archive: Archive;
  readonly clock: Clock;
};

export function makeProduct(options: ProductOptions) {
  const { archive, clock, warn } = options;
  const announcer = makeAnnouncer((work) => archive.transaction(work));
  const accountStore = makeAccountStore(archive);
  const outboxStore = makeOutboxStore(archive);
  const quarantine = makeQuarantine(archive);

  const contacts = makeContacts({ store: makeContactStore(archive), announcer });
  const conversations = makeConversations({ store: makeConversationStore(archive), contacts, announcer, clock });
  const messages = makeMessages({
    store: makeMessageStore(archive),
    outbox: outboxStore,
    conversations,
    announcer,
    clock,
    newId: randomUUID,
    clean: xmlText,
  });
  const outbox = makeOutbox({ store: outboxStore, announcer, warn });
  const history = makeHistory({ sync: makeSync(archive), messages, announcer, uncertain: outbox.uncertain });

  /** A stanza that cannot be handled is kept apart and counts as handled; what is the disk's fault is not the stanza's. */
  const guard: AccountsOptions['guard'] = (account) => (stanza, work) => {
    try {
      archive.transaction(work);
    } catch (error) {
      if (troubleOf(error) !== undefined) throw error;
      warn('a stanza could not be handled', error);
      quarantine.put(account, stanza.toString(), error instanceof Error ? error.name : 'unknown');
    }
  };

  const accounts = makeAccounts({
    ...options,
    store: accountStore,
    services: { contacts, conversations, messages, outbox, history },
    announcer,
    guard,
  });

  return {
    accounts,
    contacts,
    conversations,
    messages,
    outbox,
    announcer,
    /** What the person wrote: stored first, then on its way when there is a connection. */
    send(conversation: string, text: string): Message {
      const message = messages.write(conversation, text);
      outbox.flush(message.account);
      return messages.byId(message.id) ?? message;
    },
    retry: (id: string): void => outbox.flush(messages.retry(id).account),
    /** Tells the other side (XEP-0085), but nobody the person has never answered: a stranger learns nothing by writing. */
    typing(id: string, typing: boolean): void {
      const conversation = conversations.byId(id);
      if (conversation === undefined || conversation.stranger) return;
      accounts.client(conversation.account)?.chatStates.tell(conversation.address, typing ? 'composing' : 'active');
    },
    async close() {
      await accounts.stop();
      archive.close();
    },
  };
}

export type Product = ReturnType<typeof makeProduct>;
