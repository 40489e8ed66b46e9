// Conversations as rows of the chat list.
import type { Conversation, ConversationId, LogPlace, OwnTyping } from '../../shared/conversation.ts';
import type { Mention } from '../../shared/mention.ts';
import type { MessageId } from '../../shared/message.ts';
import type { Api } from '../api.ts';
import { type SliceAccess, withoutRows, withRows } from './slice.ts';

export interface ConversationsSlice {
  readonly conversations: Readonly<Record<ConversationId, Conversation>>;
  /** The conversation with this address, made when there is none. Rejects with 'invalid-address'. */
  startConversation(account: string, address: string): Promise<Conversation>;
  /** The same with this text behind what its message box has; '' for none. */
  startWith(account: string, address: string, text: string): Promise<ConversationId>;
  /** `replyTo`: the message the draft answers. */
  saveDraft(conversation: ConversationId, text: string, replyTo: MessageId | null, mentions: readonly Mention[]): Promise<void>;
  /** Where the log was left; null: at its end, where a conversation opens by itself. */
  keepPlace(conversation: ConversationId, place: LogPlace | null): Promise<void>;
  markRead(conversation: ConversationId, position: number): Promise<void>;
  markUnread(conversation: ConversationId): Promise<void>;
  pin(conversation: ConversationId, pinned: boolean): Promise<void>;
  /** Silent until then (ms since the epoch); see Conversation.mutedUntil. */
  mute(conversation: ConversationId, until: number): Promise<void>;
  archive(conversation: ConversationId, archived: boolean): Promise<void>;
  deleteConversation(conversation: ConversationId): Promise<void>;
  setTyping(conversation: ConversationId, typing: OwnTyping): Promise<void>;
  /** What the window shows; null = no conversation, or nobody can see it. */
  tellShown(conversation: ConversationId | null): Promise<void>;
  conversationsChanged(rows: readonly Conversation[]): void;
  conversationsRemoved(ids: readonly ConversationId[]): void;
}

export function conversationsSlice({ set, get }: SliceAccess<ConversationsSlice>, api: Api): ConversationsSlice {
  return {
    conversations: {},
    async startConversation(account, address) {
      const conversation = await api.call('conversations.open', account, address);
      set((state) => ({ conversations: withRows(state.conversations, [conversation]) }));
      return conversation;
    },
    async startWith(account, address, text) {
      const conversation = await api.call('conversations.open', account, address);
      const draft = text === '' ? conversation.draft : [conversation.draft, text].filter(Boolean).join('\n');
      if (text !== '')
        await get().saveDraft(conversation.id, draft, conversation.draftReply?.message ?? null, conversation.draftMentions ?? []);
      set((state) => ({ conversations: withRows(state.conversations, [{ ...conversation, draft }]) }));
      return conversation.id;
    },
    saveDraft: (conversation, text, replyTo, mentions) => api.call('conversations.saveDraft', conversation, text, replyTo, mentions),
    async keepPlace(conversation, place) {
      const row = get().conversations[conversation];
      if (row !== undefined && (row.place ?? null) !== place) await api.call('conversations.keepPlace', conversation, place);
    },
    markRead: (conversation, position) => api.call('conversations.markRead', conversation, position),
    markUnread: (conversation) => api.call('conversations.markUnread', conversation),
    pin: (conversation, pinned) => api.call('conversations.pin', conversation, pinned),
    mute: (conversation, until) => api.call('conversations.mute', conversation, until),
    archive: (conversation, archived) => api.call('conversations.archive', conversation, archived),
    deleteConversation: (conversation) => api.call('conversations.delete', conversation),
    setTyping: (conversation, typing) => api.call('conversations.setTyping', conversation, typing),
    tellShown: (conversation) => api.call('conversations.shown', conversation),
    conversationsChanged(rows) {
      set((state) => ({ conversations: withRows(state.conversations, rows) }));
    },
    conversationsRemoved(ids) {
      set((state) => ({ conversations: withoutRows(state.conversations, ids) }));
    },
  };
}

/** Rows of one account, or of all (null). */
export function ofOne<T extends { readonly account: string }>(rows: readonly T[], only: string | null): T[] {
  return rows.filter((row) => only === null || row.account === only);
}

/** The chats, of one account or of all (null): pinned ones first, then newest first; ties by id so that the order never flickers. What strangers want is none. */
export function inOrder(
  conversations: Readonly<Record<ConversationId, Conversation>>,
  only: string | null = null,
): readonly Conversation[] {
  return ofOne(Object.values(conversations), only)
    .filter((row) => row.request !== true)
    .sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.activeAt - a.activeAt || (a.id < b.id ? -1 : 1));
}

/** The part of the rows a list shows. Among the unread ones the open one stays although it is read now. */
export function listed(
  rows: readonly Conversation[],
  list: 'chats' | 'unread' | 'archived',
  open: ConversationId | null,
): readonly Conversation[] {
  return rows.filter((row) => {
    if (list === 'archived') return row.archived;
    return !row.archived && (list === 'chats' || needsReading(row) || row.id === open);
  });
}

export function needsReading(row: Conversation): boolean {
  return row.unread > 0 || row.markedUnread;
}

export function isMuted(row: Conversation, now: number): boolean {
  return row.mutedUntil > now;
}

/** Unread messages that want attention: those of muted and archived chats, and of strangers, do not. */
export function unreadTotal(conversations: Readonly<Record<ConversationId, Conversation>>, now: number): number {
  return Object.values(conversations).reduce(
    (sum, row) => sum + (row.archived || row.request === true || isMuted(row, now) ? 0 : row.unread),
    0,
  );
}

/** The row `step` places after the open one, round the end; the next row that needs reading when `unread`. */
export function neighbour(
  rows: readonly Conversation[],
  open: ConversationId | null,
  step: 1 | -1,
  unread = false,
): Conversation | undefined {
  const at = rows.findIndex((row) => row.id === open);
  const from = at < 0 && step < 0 ? rows.length : at;
  const turns = Array.from(rows, (_, index) => rows[(from + step * (index + 1) + rows.length * 2) % rows.length]);
  return turns.find((row) => row !== undefined && row.id !== open && (!unread || needsReading(row)));
}
