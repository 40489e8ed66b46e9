// The chat list: drafts, read marks and unread counters. The counter always equals the number of unread rows (messages.unread).
import type { Conversation, ConversationId } from '../../shared/conversation.ts';
import type { MessageState } from '../../shared/message.ts';
import type { Archive } from './database.ts';

/** How much of the last message a row carries, in code points. */
const PREVIEW = 200;

/** `answered`: the person has written here at least once. Title, typing and stranger are the services' to add. */
export type ConversationRow = Omit<Conversation, 'title' | 'typing' | 'stranger'> & { readonly answered: boolean };

/** What the badge is counted from; only conversations that have something to count or a mute that may end. */
export type CounterRow = Pick<Conversation, 'id' | 'account' | 'unread' | 'markedUnread' | 'mutedUntil' | 'archived'>;

interface Row {
  readonly id: number;
  readonly account: string;
  readonly kind: 'direct' | 'room';
  readonly address: string;
  readonly draft: string;
  readonly unread: number;
  readonly readUpTo: number;
  readonly activeAt: number;
  readonly pinned: number;
  readonly mutedUntil: number;
  readonly archived: number;
  readonly markedUnread: number;
  readonly answered: number;
  readonly preview: string | null;
  readonly sentAt: number | null;
  readonly direction: 'in' | 'out' | null;
  readonly state: MessageState | null;
}

const SELECT = `
  SELECT c.id, c.account, c.kind, c.address, c.draft, c.unread, c.read_up_to AS readUpTo, c.active_at AS activeAt,
    c.pinned, coalesce(c.muted_until, 0) AS mutedUntil, c.archived, c.marked_unread AS markedUnread,
    EXISTS (SELECT 1 FROM messages o WHERE o.conversation = c.id AND o.direction = 'out') AS answered,
    substr(m.body, 1, ${PREVIEW}) AS preview, m.sent_at AS sentAt, m.direction, m.state
  FROM conversations c LEFT JOIN messages m ON m.id = c.last_message WHERE c.removed = 0`;

export function makeConversations(archive: Archive) {
  const all = archive.prepare<[], Row>(SELECT);
  const one = archive.prepare<[number], Row>(`${SELECT} AND c.id = ?`);
  const at = archive.prepare<[string, string], Row>(`${SELECT} AND c.account = ? AND c.address = ?`);
  const insert = archive.prepare<[string, string, string, number, number]>(`
    INSERT INTO conversations (account, address, kind, active_at, created_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account, address) DO NOTHING`);
  const counting = archive.prepare<
    [],
    { id: number; account: string; unread: number; markedUnread: number; mutedUntil: number; archived: number }
  >(`
    SELECT id, account, unread, marked_unread AS markedUnread, coalesce(muted_until, 0) AS mutedUntil, archived FROM conversations
    WHERE removed = 0 AND (unread > 0 OR marked_unread = 1 OR muted_until IS NOT NULL)`);
  const draft = archive.prepare<[string, number | null, number]>('UPDATE conversations SET draft = ?, draft_at = ? WHERE id = ?');
  const newest = archive.prepare<[number], { position: number | null }>(
    'SELECT max(position) AS position FROM messages WHERE conversation = ?',
  );
  const seen = archive.prepare<[number, number]>('UPDATE messages SET unread = 0 WHERE conversation = ? AND unread = 1 AND position <= ?');
  const mark = archive.prepare<[number, number]>(`
    UPDATE conversations SET read_up_to = max(read_up_to, ?), marked_unread = 0,
      unread = (SELECT count(*) FROM messages m WHERE m.conversation = conversations.id AND m.unread = 1)
    WHERE id = ?`);
  const pin = archive.prepare<[number, number]>('UPDATE conversations SET pinned = ? WHERE id = ?');
  const mute = archive.prepare<[number | null, number]>('UPDATE conversations SET muted_until = ? WHERE id = ?');
  const putAway = archive.prepare<[number, number]>('UPDATE conversations SET archived = ? WHERE id = ?');
  const markUnread = archive.prepare<[number]>('UPDATE conversations SET marked_unread = 1 WHERE id = ? AND unread = 0');

  const byId = (id: ConversationId): ConversationRow | undefined => toRow(one.get(Number(id)));
  const byAddress = (account: string, address: string): ConversationRow | undefined => toRow(at.get(account, address));

  return {
    byId,
    byAddress,

    list: (): readonly ConversationRow[] => all.all().flatMap((row) => toRow(row) ?? []),

    counters: (): readonly CounterRow[] =>
      counting.all().map((row) => ({
        ...row,
        id: String(row.id),
        markedUnread: row.markedUnread === 1,
        archived: row.archived === 1,
      })),

    /** The conversation with this bare JID, made when there is none. */
    open(account: string, address: string, kind: 'direct' | 'room' = 'direct'): ConversationRow {
      const now = archive.now();
      insert.run(account, address, kind, now, now);
      const row = byAddress(account, address);
      if (row === undefined) throw new Error('the conversation was not stored');
      return row;
    },

    saveDraft(id: ConversationId, text: string): ConversationRow | undefined {
      draft.run(text, text === '' ? null : archive.now(), Number(id));
      return byId(id);
    },

    /** Everything up to `position` has been seen; a position beyond the last message means the last message. */
    markRead(id: ConversationId, position: number): ConversationRow | undefined {
      return archive.transaction(() => {
        const upTo = Math.min(position, newest.get(Number(id))?.position ?? 0);
        seen.run(Number(id), upTo);
        mark.run(upTo, Number(id));
        return byId(id);
      });
    },

    pin: (id: ConversationId, pinned: boolean): void => void pin.run(pinned ? 1 : 0, Number(id)),

    /** `until`: ms since the epoch; 0 ends it. */
    mute: (id: ConversationId, until: number): void => void mute.run(until === 0 ? null : until, Number(id)),

    putAway: (id: ConversationId, away: boolean): void => void putAway.run(away ? 1 : 0, Number(id)),

    /** Only where nothing is unread already. */
    markUnread: (id: ConversationId): void => void markUnread.run(Number(id)),
  };
}

export type ConversationStore = ReturnType<typeof makeConversations>;

function toRow(row: Row | undefined): ConversationRow | undefined {
  if (row === undefined) return undefined;
  const { preview, sentAt, direction, state } = row;
  return {
    id: String(row.id),
    account: row.account,
    kind: row.kind,
    address: row.address,
    draft: row.draft,
    unread: row.unread,
    readUpTo: row.readUpTo,
    activeAt: row.activeAt,
    pinned: row.pinned === 1,
    mutedUntil: row.mutedUntil,
    archived: row.archived === 1,
    markedUnread: row.markedUnread === 1,
    answered: row.answered === 1,
    ...(preview !== null && sentAt !== null && direction !== null && state !== null && { last: { preview, sentAt, direction, state } }),
  };
}
