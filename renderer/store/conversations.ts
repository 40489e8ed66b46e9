// Conversations as rows of the chat list.
import type { Conversation, ConversationId } from '../../shared/conversation.ts';
import type { Api } from '../api.ts';
import { type SliceAccess, withRows } from './slice.ts';

export interface ConversationsSlice {
  readonly conversations: Readonly<Record<ConversationId, Conversation>>;
  /** The conversation with this address, made when there is none. Rejects with 'invalid-address'. */
  startConversation(account: string, address: string): Promise<Conversation>;
  saveDraft(conversation: ConversationId, text: string): Promise<void>;
  markRead(conversation: ConversationId, position: number): Promise<void>;
  setTyping(conversation: ConversationId, typing: boolean): Promise<void>;
  conversationsChanged(rows: readonly Conversation[]): void;
}

export function conversationsSlice({ set }: SliceAccess<ConversationsSlice>, api: Api): ConversationsSlice {
  return {
    conversations: {},
    async startConversation(account, address) {
      const conversation = await api.call('conversations.open', account, address);
      set((state) => ({ conversations: withRows(state.conversations, [conversation]) }));
      return conversation;
    },
    saveDraft: (conversation, text) => api.call('conversations.saveDraft', conversation, text),
    markRead: (conversation, position) => api.call('conversations.markRead', conversation, position),
    setTyping: (conversation, typing) => api.call('conversations.setTyping', conversation, typing),
    conversationsChanged(rows) {
      set((state) => ({ conversations: withRows(state.conversations, rows) }));
    },
  };
}

/** Newest first; ties by id so that the order never flickers. */
export function inOrder(conversations: Readonly<Record<ConversationId, Conversation>>): readonly Conversation[] {
  return Object.values(conversations).sort((a, b) => b.activeAt - a.activeAt || (a.id < b.id ? -1 : 1));
}

/** `query` is compared with title and address, whatever the case. Among the unread ones the open one stays although it is read now. */
export function matching(
  rows: readonly Conversation[],
  query: string,
  unreadOnly: boolean,
  open: ConversationId | null,
): readonly Conversation[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === '' && !unreadOnly) return rows;
  return rows.filter(
    (row) =>
      (!unreadOnly || row.unread > 0 || row.id === open) &&
      (row.title.toLocaleLowerCase().includes(wanted) || row.address.toLocaleLowerCase().includes(wanted)),
  );
}

export function unreadTotal(conversations: Readonly<Record<ConversationId, Conversation>>): number {
  return Object.values(conversations).reduce((sum, row) => sum + row.unread, 0);
}
