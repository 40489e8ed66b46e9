// Conversations as the person sees them: titles, drafts, unread counts, who is typing. Order and counts are the archive's.
import type { Clock } from '../../shared/clock.ts';
import type { Conversation } from '../../shared/conversation.ts';
import { AppFailure } from '../../shared/errors.ts';
import { bareJid } from '../../shared/jid.ts';
import type { ConversationRow, ConversationStore } from '../archive/conversations.ts';
import type { ChatState } from '../xmpp/xep/0085-chat-states.ts';
import type { Announcer } from './announce.ts';
import type { Contacts } from './contacts.ts';

export interface Conversations {
  list(): readonly Conversation[];
  byId(id: string): Conversation | undefined;
  /** Makes the conversation when there is none. `address` as a person typed it; throws AppFailure 'invalid-address'. */
  open(account: string, address: string): Conversation;
  saveDraft(id: string, text: string): void;
  markRead(id: string, position: number): void;
  /** What the other side's chat state says (XEP-0085). */
  heard(account: string, address: string, state: ChatState): void;
  /** Everybody's typing ends with the connection. */
  silence(account: string): void;
}

/** A 'composing' that is never followed by anything ends by itself. */
const TYPING = 60_000;

export function makeConversations(options: {
  store: ConversationStore;
  contacts: Contacts;
  announcer: Announcer;
  clock: Clock;
}): Conversations {
  const { store, contacts, announcer, clock } = options;
  const typing = new Map<string, { readonly account: string; readonly cancel: () => void }>();

  function draw(row: ConversationRow): Conversation {
    const contact = contacts.find(row.account, row.address);
    return {
      id: row.id,
      account: row.account,
      kind: row.kind,
      address: row.address,
      title: contacts.nameOf(row.account, row.address),
      unread: row.unread,
      readUpTo: row.readUpTo,
      draft: row.draft,
      stranger: contact?.listed !== true && !row.answered,
      typing: typing.has(row.id),
      activeAt: row.activeAt,
      ...(row.last === undefined ? {} : { last: row.last }),
    };
  }

  function stopTyping(id: string): void {
    typing.get(id)?.cancel();
    if (typing.delete(id)) announcer.conversation(id);
  }

  // A contact's new name or listing shows in its conversation.
  announcer.changed.on(({ contacts: changed }) => {
    for (const id of changed) {
      const [account, address] = id.split(' ') as [string, string];
      const row = store.byAddress(account, address);
      if (row !== undefined) announcer.conversation(row.id);
    }
  });

  return {
    list: () => store.list().map(draw),
    byId(id) {
      const row = store.byId(id);
      return row === undefined ? undefined : draw(row);
    },
    open(account, address) {
      const bare = bareJid(address.trim().replace(/^xmpp:/i, ''));
      if (bare === undefined) throw new AppFailure('invalid-address');
      const row = announcer.batch(() => store.open(account, bare));
      announcer.conversation(row.id);
      return draw(row);
    },
    saveDraft(id, text) {
      announcer.batch(() => store.saveDraft(id, text));
      announcer.conversation(id);
    },
    markRead(id, position) {
      announcer.batch(() => store.markRead(id, position));
      announcer.conversation(id);
    },
    heard(account, address, state) {
      const row = store.byAddress(account, address);
      if (row === undefined) return;
      if (state !== 'composing') return stopTyping(row.id);
      typing.get(row.id)?.cancel();
      typing.set(row.id, { account, cancel: clock.after(TYPING, () => stopTyping(row.id)) });
      announcer.conversation(row.id);
    },
    silence(account) {
      for (const [id, entry] of [...typing]) if (entry.account === account) stopTyping(id);
    },
  };
}
