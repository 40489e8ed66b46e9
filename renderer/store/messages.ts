// Messages of the conversations that are loaded: a window of the conversation that pages in both directions and lets go of its far end.
// A few recently shown conversations stay loaded so that going back to them answers within a frame.
import type { ConversationId, LogPlace } from '../../shared/conversation.ts';
import type { Mention } from '../../shared/mention.ts';
import type { Message, MessageId, MessagePage, Revision } from '../../shared/message.ts';
import type { Api } from '../api.ts';
import { jump, type LoadedMessages, NOTHING_LOADED, PAGE, placed, trimmed, withChanges, without, withPage } from './message-window.ts';
import { type SliceAccess, withoutRows } from './slice.ts';

const LARGEST_FIRST_PAGE = 240;
const KEPT_LOADED = 6;

export interface MessagesSlice {
  readonly loaded: Readonly<Record<ConversationId, LoadedMessages>>;
  /** Least recently shown first. */
  readonly recent: readonly ConversationId[];
  /** Whole bodies fetched on demand. */
  readonly bodies: Readonly<Record<MessageId, string>>;
  /**
   * Makes present `place`, where the person was; without one the newest page, or with more unread messages than fit one page the place where
   * they begin.
   */
  loadMessages(conversation: ConversationId, unread: number, readUpTo: number, place?: LogPlace | null): Promise<void>;
  loadEarlier(conversation: ConversationId): Promise<void>;
  loadLater(conversation: ConversationId): Promise<void>;
  /** Puts another window in place of the present one: around a position, or the newest page. */
  loadAround(conversation: ConversationId, position: number | 'end'): Promise<void>;
  /** Lets go of so many rows at one end. */
  trimMessages(conversation: ConversationId, end: 'earliest' | 'latest', count: number): void;
  loadBody(message: MessageId): Promise<void>;
  /** Its whole text. */
  bodyOf(message: Message): Promise<string>;
  /** Marks everything in the conversation read, loaded or not. */
  readAll(conversation: ConversationId): Promise<void>;
  forwardMessage(message: MessageId, to: ConversationId): Promise<void>;
  sendMessage(conversation: ConversationId, text: string, replyTo: MessageId | null, mentions: readonly Mention[]): Promise<void>;
  correctMessage(message: MessageId, text: string, mentions: readonly Mention[]): Promise<void>;
  /** Takes an own message back for everybody. */
  retractMessage(message: MessageId): Promise<void>;
  /** From this device only. */
  deleteMessage(message: MessageId): Promise<void>;
  react(message: MessageId, emoji: string, on: boolean): Promise<void>;
  revisions(message: MessageId): Promise<readonly Revision[]>;
  nextMention(conversation: ConversationId): Promise<{ readonly message: MessageId; readonly position: number } | null>;
  /** The newest own message that can be edited, whole; loaded or not. */
  lastOwn(conversation: ConversationId): Promise<Message | undefined>;
  retryMessage(message: MessageId): Promise<void>;
  discardMessage(message: MessageId): Promise<void>;
  messagesChanged(rows: readonly Message[]): void;
  /** Their positions are others than before: asks for them. */
  messagesMoved(conversation: ConversationId): Promise<void>;
  messagesRemoved(rows: readonly { readonly id: MessageId; readonly conversation: ConversationId }[]): void;
  /** Forgets what was loaded of conversations that are gone. */
  messagesForgotten(conversations: readonly ConversationId[]): void;
}

export function messagesSlice({ set, get }: SliceAccess<MessagesSlice>, api: Api): MessagesSlice {
  const change = (conversation: ConversationId, to: (before: LoadedMessages) => LoadedMessages) =>
    set((state) => {
      const before = state.loaded[conversation];
      if (before === undefined) return {};
      const after = to(before);
      return after === before ? {} : { loaded: { ...state.loaded, [conversation]: after } };
    });
  const drop = (ids: readonly ConversationId[]) =>
    set((state) => ({ loaded: withoutRows(state.loaded, ids), recent: state.recent.filter((id) => !ids.includes(id)) }));
  const fetchPage = (conversation: ConversationId, position: number | 'end', limit: number): Promise<MessagePage> =>
    position === 'end' ? api.call('messages.page', conversation, null, limit) : api.call('messages.around', conversation, position, limit);

  /** One page at one end, once at a time; a page that comes after the window was replaced is dropped. */
  const extend = async (conversation: ConversationId, end: 'earlier' | 'later', ask: (at: number) => Promise<MessagePage>) => {
    const entry = get().loaded[conversation];
    const edge = end === 'earlier' ? entry?.messages[0] : entry?.messages.at(-1);
    if (entry === undefined || edge === undefined || !entry[end] || entry.loading !== null) return;
    const { generation } = entry;
    change(conversation, (before) => ({ ...before, loading: end }));
    try {
      const page = await ask(edge.position);
      change(conversation, (before) => (before.generation === generation ? withPage(before, page, end) : before));
    } catch (error) {
      change(conversation, (before) => (before.generation === generation ? { ...before, loading: null } : before));
      throw error;
    }
  };

  return {
    loaded: {},
    recent: [],
    bodies: {},
    async loadMessages(conversation, unread, readUpTo, place = null) {
      const recent = [...get().recent.filter((id) => id !== conversation), conversation];
      const released = recent.slice(0, Math.max(0, recent.length - KEPT_LOADED));
      const present = get().loaded[conversation] !== undefined;
      set((state) => {
        const kept = withoutRows(state.loaded, released);
        return { recent: recent.slice(released.length), loaded: present ? kept : { ...kept, [conversation]: NOTHING_LOADED } };
      });
      // A release that fails only keeps rows coming that are ignored here.
      const releases = Promise.allSettled(released.map((id) => api.call('messages.release', id)));
      if (!present) {
        try {
          const deep = unread + 30 > LARGEST_FIRST_PAGE && readUpTo > 0;
          const limit = Math.min(LARGEST_FIRST_PAGE, Math.max(place === null ? PAGE : 2 * PAGE, unread + 30));
          const page = await fetchPage(conversation, place?.position ?? (deep ? readUpTo : 'end'), limit);
          change(conversation, (before) => withPage(before, page, 'whole'));
        } catch (error) {
          drop([conversation]);
          throw error;
        }
      }
      await releases;
    },
    loadEarlier: (conversation) => extend(conversation, 'earlier', (before) => api.call('messages.page', conversation, before, PAGE)),
    loadLater: (conversation) => extend(conversation, 'later', (after) => api.call('messages.after', conversation, after, PAGE)),
    async loadAround(conversation, position) {
      // Enough on both sides that nothing more has to come while the log finds its place.
      const page = await fetchPage(conversation, position, position === 'end' ? PAGE : 2 * PAGE);
      change(conversation, (before) => jump(before, page));
    },
    trimMessages(conversation, end, count) {
      change(conversation, (before) => trimmed(before, end, count));
    },
    async loadBody(message) {
      const body = await api.call('messages.body', message);
      set((state) => ({ bodies: { ...state.bodies, [message]: body } }));
    },
    bodyOf: ({ id, body, length }) =>
      length <= body.length ? Promise.resolve(body) : Promise.resolve(get().bodies[id] ?? api.call('messages.body', id)),
    async readAll(conversation) {
      const entry = get().loaded[conversation];
      const known = entry !== undefined && !entry.later && entry.loading !== 'first' ? entry.messages.at(-1) : undefined;
      const newest = known ?? (await api.call('messages.page', conversation, null, 1)).messages.at(-1);
      // Asking for a page made it a loaded one; its rows are of no use here.
      if (known === undefined && get().loaded[conversation] === undefined) await api.call('messages.release', conversation);
      await api.call('conversations.markRead', conversation, newest?.position ?? 0);
    },
    async sendMessage(conversation, text, replyTo, mentions) {
      const message = await api.call('messages.send', conversation, text, replyTo, mentions);
      get().messagesChanged([message]);
    },
    async forwardMessage(message, to) {
      get().messagesChanged([await api.call('messages.forward', message, to)]);
    },
    async correctMessage(message, text, mentions) {
      const corrected = await api.call('messages.correct', message, text, mentions);
      set((state) => ({ bodies: withoutRows(state.bodies, [message]) }));
      get().messagesChanged([corrected]);
    },
    retractMessage: (message) => api.call('messages.retract', message),
    deleteMessage: (message) => api.call('messages.delete', message),
    react: (message, emoji, on) => api.call('messages.react', message, emoji, on),
    revisions: (message) => api.call('messages.revisions', message),
    nextMention: (conversation) => api.call('messages.nextMention', conversation),
    async lastOwn(conversation) {
      const entry = get().loaded[conversation];
      const present = entry !== undefined && !entry.later && entry.loading !== 'first';
      const { messages } = present ? entry : await api.call('messages.page', conversation, null, PAGE);
      const last = messages.findLast(({ direction, retractedAt }) => direction === 'out' && retractedAt === undefined);
      return last === undefined ? undefined : { ...last, body: await get().bodyOf(last) };
    },
    retryMessage: (message) => api.call('messages.retry', message),
    discardMessage: (message) => api.call('messages.discard', message),
    messagesChanged(rows) {
      set((state) => {
        // A whole body that was fetched is that of the text before.
        const changed = rows.filter(({ id, editedAt, retractedAt }) => id in state.bodies && (editedAt ?? retractedAt) !== undefined);
        const bodies = withoutRows(
          state.bodies,
          changed.map(({ id }) => id),
        );
        const loaded: Record<ConversationId, LoadedMessages> = { ...state.loaded };
        for (const [conversation, changed] of Object.entries(Object.groupBy(rows, (row) => row.conversation))) {
          const before = loaded[conversation];
          if (before !== undefined && changed !== undefined) loaded[conversation] = withChanges(before, changed);
        }
        return { loaded, bodies };
      });
    },
    async messagesMoved(conversation) {
      const ids = get().loaded[conversation]?.messages.map((message) => message.id) ?? [];
      if (ids.length === 0) return;
      const places = new Map((await api.call('messages.positions', ids)).map(({ id, position }) => [id, position]));
      change(conversation, (before) => placed(before, places));
    },
    messagesRemoved(rows) {
      const ids = new Set(rows.map((row) => row.id));
      for (const conversation of new Set(rows.map((row) => row.conversation))) {
        change(conversation, (before) => without(before, ids));
      }
    },
    messagesForgotten(conversations) {
      drop(conversations);
    },
  };
}
