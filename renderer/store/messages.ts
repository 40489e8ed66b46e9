// Messages of the conversations that are loaded: the newest page and whatever was paged in before it. A few recently shown conversations
// stay loaded so that going back to them answers within a frame.
import type { ConversationId } from '../../shared/conversation.ts';
import type { Message, MessageId, MessagePage } from '../../shared/message.ts';
import type { Api } from '../api.ts';
import { type SliceAccess, withoutRows } from './slice.ts';

const PAGE = 60;
const LARGEST_FIRST_PAGE = 300;
const KEPT_LOADED = 6;

interface LoadedMessages {
  readonly messages: readonly Message[];
  readonly earlier: boolean;
  /** 'first' until the newest page has arrived, 'earlier' while an older one is on its way. */
  readonly loading: 'first' | 'earlier' | null;
}

export interface MessagesSlice {
  readonly loaded: Readonly<Record<ConversationId, LoadedMessages>>;
  /** Least recently shown first. */
  readonly recent: readonly ConversationId[];
  /** Whole bodies fetched on demand. */
  readonly bodies: Readonly<Record<MessageId, string>>;
  /** Makes the newest page present, large enough to hold `unread` messages and some before them. */
  loadMessages(conversation: ConversationId, unread: number): Promise<void>;
  loadEarlier(conversation: ConversationId): Promise<void>;
  loadBody(message: MessageId): Promise<void>;
  sendMessage(conversation: ConversationId, text: string): Promise<void>;
  retryMessage(message: MessageId): Promise<void>;
  discardMessage(message: MessageId): Promise<void>;
  messagesChanged(rows: readonly Message[]): void;
  messagesRemoved(rows: readonly { readonly id: MessageId; readonly conversation: ConversationId }[]): void;
}

export function messagesSlice({ set, get }: SliceAccess<MessagesSlice>, api: Api): MessagesSlice {
  const change = (conversation: ConversationId, to: (before: LoadedMessages) => LoadedMessages) =>
    set((state) => {
      const before = state.loaded[conversation];
      return before === undefined ? {} : { loaded: { ...state.loaded, [conversation]: to(before) } };
    });
  const drop = (conversation: ConversationId) =>
    set((state) => ({
      loaded: withoutRows(state.loaded, [conversation]),
      recent: state.recent.filter((id) => id !== conversation),
    }));

  return {
    loaded: {},
    recent: [],
    bodies: {},
    async loadMessages(conversation, unread) {
      const recent = [...get().recent.filter((id) => id !== conversation), conversation];
      const released = recent.slice(0, Math.max(0, recent.length - KEPT_LOADED));
      const present = get().loaded[conversation] !== undefined;
      const fresh: LoadedMessages = { messages: [], earlier: false, loading: 'first' };
      set((state) => {
        const kept = withoutRows(state.loaded, released);
        return { recent: recent.slice(released.length), loaded: present ? kept : { ...kept, [conversation]: fresh } };
      });
      // A release that fails only keeps rows coming that are ignored here.
      const releases = Promise.allSettled(released.map((id) => api.call('messages.release', id)));
      if (!present) {
        try {
          const limit = Math.min(LARGEST_FIRST_PAGE, Math.max(PAGE, unread + 30));
          const page = await api.call('messages.page', conversation, null, limit);
          change(conversation, (before) => withPage(before, page));
        } catch (error) {
          drop(conversation);
          throw error;
        }
      }
      await releases;
    },
    async loadEarlier(conversation) {
      const entry = get().loaded[conversation];
      const first = entry?.messages[0];
      if (entry === undefined || first === undefined || !entry.earlier || entry.loading !== null) return;
      change(conversation, (before) => ({ ...before, loading: 'earlier' }));
      try {
        const page = await api.call('messages.page', conversation, first.position, PAGE);
        change(conversation, (before) => withPage(before, page));
      } catch (error) {
        change(conversation, (before) => ({ ...before, loading: null }));
        throw error;
      }
    },
    async loadBody(message) {
      const body = await api.call('messages.body', message);
      set((state) => ({ bodies: { ...state.bodies, [message]: body } }));
    },
    async sendMessage(conversation, text) {
      const message = await api.call('messages.send', conversation, text);
      get().messagesChanged([message]);
    },
    retryMessage: (message) => api.call('messages.retry', message),
    discardMessage: (message) => api.call('messages.discard', message),
    messagesChanged(rows) {
      set((state) => {
        const loaded: Record<ConversationId, LoadedMessages> = { ...state.loaded };
        for (const [conversation, changed] of Object.entries(Object.groupBy(rows, (row) => row.conversation))) {
          const before = loaded[conversation];
          if (before !== undefined && changed !== undefined) loaded[conversation] = withChanges(before, changed);
        }
        return { loaded };
      });
    },
    messagesRemoved(rows) {
      const ids = new Set(rows.map((row) => row.id));
      for (const conversation of new Set(rows.map((row) => row.conversation))) {
        change(conversation, (before) => ({ ...before, messages: before.messages.filter((message) => !ids.has(message.id)) }));
      }
    },
  };
}

/** Rows that came as events win over the page: they are never older than it. */
function withPage(before: LoadedMessages, page: MessagePage): LoadedMessages {
  return { messages: merge(page.messages, before.messages), earlier: page.earlier, loading: null };
}

/** A row older than everything loaded is left for its page to bring, so that no gap can open. */
function withChanges(before: LoadedMessages, rows: readonly Message[]): LoadedMessages {
  const first = before.messages[0];
  const known = new Set(before.messages.map((message) => message.id));
  const wanted = rows.filter((row) => known.has(row.id) || !before.earlier || first === undefined || row.position > first.position);
  return wanted.length === 0 ? before : { ...before, messages: merge(before.messages, wanted) };
}

function merge(older: readonly Message[], newer: readonly Message[]): readonly Message[] {
  const rows = new Map<MessageId, Message>();
  for (const row of older) rows.set(row.id, row);
  for (const row of newer) rows.set(row.id, row);
  return [...rows.values()].sort((a, b) => a.position - b.position);
}
