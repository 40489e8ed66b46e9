// The chat list: drafts, read marks and unread counters. The counter always equals the number of unread rows (messages.unread).
import type { Conversation, ConversationId, LogPlace } from '../../shared/conversation.ts';
import type { Mention } from '../../shared/mention.ts';
import type { MessageId, MessageState, Quote } from '../../shared/message.ts';
import type { Archive } from './database.ts';
import { MENTIONS_LEFT, mentionsJson, mentionsOf } from './mentions.ts';

/** Values of accepted: the person opened it by themselves, or said yes to it. */
const OPENED = 1;
const ACCEPTED = 2;
/** How much of the last message a row carries, in code points. */
const PREVIEW = 200;

/** `answered`: the person has written here at least once; `accepted`: they said yes to what a stranger wrote. Title, typing and stranger are the services' to add. */
export type ConversationRow = Omit<Conversation, 'title' | 'typing' | 'stranger'> & {
  readonly answered: boolean;
  readonly accepted: boolean;
};

/** What the badge is counted from; only conversations that have something to count or a mute that may end. */
export type CounterRow = Pick<Conversation, 'id' | 'account' | 'unread' | 'markedUnread' | 'mutedUntil' | 'archived' | 'request'>;

interface Row {
  readonly id: number;
  readonly account: string;
  readonly kind: 'direct' | 'room';
  readonly address: string;
  readonly draft: string;
  readonly unread: number;
  readonly mentions: number;
  readonly readUpTo: number;
  readonly unreadFrom: number | null;
  readonly activeAt: number;
  readonly pinned: number;
  readonly mutedUntil: number;
  readonly archived: number;
  readonly markedUnread: number;
  readonly answered: number;
  readonly accepted: number;
  readonly request: number;
  readonly claims: string;
  readonly draftReply: string | null;
  readonly draftMentions: string | null;
  readonly place: number | null;
  readonly above: number;
  readonly retracted: number;
  readonly preview: string | null;
  readonly sentAt: number | null;
  readonly direction: 'in' | 'out' | null;
  readonly state: MessageState | null;
}

// Somebody wrote whom the person neither has on a contact list nor ever wrote to, and who is neither the account's own server nor the account.
const ASKS = `(c.kind = 'direct' AND c.accepted = 0 AND c.last_message IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM messages o WHERE o.conversation = c.id AND o.direction = 'out')
    AND NOT EXISTS (SELECT 1 FROM contacts k WHERE k.account = c.account AND k.address = c.address AND k.listed = 1)
    AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = c.account
      AND c.address IN (a.address, substr(a.address, instr(a.address, '@') + 1))))`;
// What was declined is not to be seen until something new comes; what fills an archive's gaps is not new.
const SEEN = `c.removed = 0 AND c.active_at > 0 AND NOT (c.declined IS NOT NULL AND c.declined = c.last_message AND ${ASKS})`;

const SELECT = `
  SELECT c.id, c.account, c.kind, c.address, c.draft, c.unread, c.mentions, c.read_up_to AS readUpTo, c.active_at AS activeAt,
    (SELECT min(u.position) FROM messages u WHERE u.conversation = c.id AND u.unread = 1) AS unreadFrom,
    c.pinned, coalesce(c.muted_until, 0) AS mutedUntil, c.archived, c.marked_unread AS markedUnread,
    c.place, c.place_above AS above, EXISTS (SELECT 1 FROM messages o WHERE o.conversation = c.id AND o.direction = 'out') AS answered, c.accepted, ${ASKS} AS request, c.claims,
    (SELECT json_array(d.id, d.position, d.sender, substr(d.body, 1, ${PREVIEW})) FROM messages d
      WHERE d.id = c.draft_reply AND d.kind = 'text' AND d.retracted_at IS NULL) AS draftReply, c.draft_mentions AS draftMentions,
    substr(m.body, 1, ${PREVIEW}) AS preview, m.sent_at AS sentAt, m.direction, m.state, m.retracted_at IS NOT NULL AS retracted
  FROM conversations c LEFT JOIN messages m ON m.id = c.last_message WHERE ${SEEN}`;

export function makeConversations(archive: Archive) {
  const all = archive.prepare<[], Row>(SELECT);
  const one = archive.prepare<[number], Row>(`${SELECT} AND c.id = ?`);
  const at = archive.prepare<[string, string], Row>(`${SELECT} AND c.account = ? AND c.address = ?`);
  const insert = archive.prepare<[string, string, string, number, number]>(`
    INSERT INTO conversations (account, address, kind, active_at, created_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account, address) DO UPDATE SET active_at = max(active_at, CASE active_at WHEN 0 THEN excluded.active_at ELSE 0 END)`);
  const id = archive.prepare<[string, string], { id: number }>('SELECT id FROM conversations WHERE account = ? AND address = ?');
  const counting = archive.prepare<
    [],
    { id: number; account: string; unread: number; markedUnread: number; mutedUntil: number; archived: number; request: number }
  >(`
    SELECT c.id, c.account, c.unread, c.marked_unread AS markedUnread, coalesce(c.muted_until, 0) AS mutedUntil, c.archived, ${ASKS} AS request
    FROM conversations c WHERE ${SEEN} AND (c.unread > 0 OR c.marked_unread = 1 OR c.muted_until IS NOT NULL)`);
  const draft = archive.prepare<[string, number | null, number | null, string | null, number]>(
    'UPDATE conversations SET draft = ?, draft_at = ?, draft_reply = ?, draft_mentions = ? WHERE id = ?',
  );
  const leave = archive.prepare<[number | null, number, number]>('UPDATE conversations SET place = ?, place_above = ? WHERE id = ?');
  const newest = archive.prepare<[number], { position: number | null }>(
    'SELECT max(position) AS position FROM messages WHERE conversation = ?',
  );
  const seen = archive.prepare<[number, number]>('UPDATE messages SET unread = 0 WHERE conversation = ? AND unread = 1 AND position <= ?');
  const mark = archive.prepare<[number, number]>(`
    UPDATE conversations SET read_up_to = max(read_up_to, ?), marked_unread = 0,
      unread = (SELECT count(*) FROM messages m WHERE m.conversation = conversations.id AND m.unread = 1),
      mentions = ${MENTIONS_LEFT}
    WHERE id = ?`);
  const untold = archive.prepare<[number], { stanzaId: string }>(`
    SELECT m.stanza_id AS stanzaId FROM conversations c JOIN messages m ON m.conversation = c.id
      AND m.position > c.told_up_to AND m.position <= c.read_up_to
    WHERE c.id = ? AND m.direction = 'in' AND m.kind = 'text' AND m.markable = 1 AND m.stanza_id IS NOT NULL
    ORDER BY m.position DESC LIMIT 1`);
  const told = archive.prepare<[number]>('UPDATE conversations SET told_up_to = read_up_to WHERE id = ?');
  const behind = archive.prepare<[string], { id: number }>(
    'SELECT id FROM conversations WHERE account = ? AND removed = 0 AND told_up_to < read_up_to',
  );
  const unsynced = archive.prepare<[string], { id: number }>(
    'SELECT id FROM conversations WHERE account = ? AND removed = 0 AND synced_up_to < read_up_to',
  );
  const newestRead = archive.prepare<[number], { archiveId: string }>(`
    SELECT m.archive_id AS archiveId FROM conversations c JOIN messages m ON m.conversation = c.id
      AND m.position > c.synced_up_to AND m.position <= c.read_up_to
    WHERE c.id = ? AND m.direction = 'in' AND m.archive_id IS NOT NULL AND m.archived_by = '' ORDER BY m.position DESC LIMIT 1`);
  const synced = archive.prepare<[number, number]>('UPDATE conversations SET synced_up_to = max(synced_up_to, ?) WHERE id = ?');
  const placeOf = archive.prepare<[{ id: number; archiveId: string }], { position: number | null }>(`
    SELECT max(position) AS position FROM (SELECT m.position FROM conversations c JOIN messages m ON m.account = c.account AND m.archived_by = ''
        AND m.archive_id = @archiveId AND m.conversation = c.id WHERE c.id = @id
      UNION ALL SELECT position FROM changes WHERE conversation = @id AND archive_id = @archiveId)`);
  const pin = archive.prepare<[number, number]>('UPDATE conversations SET pinned = ? WHERE id = ?');
  const mute = archive.prepare<[number | null, number]>('UPDATE conversations SET muted_until = ? WHERE id = ?');
  const accept = archive.prepare<[number, number]>('UPDATE conversations SET accepted = max(accepted, ?), declined = NULL WHERE id = ?');
  const claim = archive.prepare<[{ id: number; name: string }]>(
    `UPDATE conversations SET claims = @name WHERE id = @id AND @name <> '' AND claims <> @name`,
  );
  const decline = archive.prepare<[number]>('UPDATE conversations SET declined = last_message WHERE id = ?');
  const asking = archive.prepare<[], { id: number }>(`SELECT c.id FROM conversations c WHERE ${SEEN} AND ${ASKS}`);
  const wake = archive.prepare<[number, number]>(
    'UPDATE conversations SET archived = 0 WHERE id = ? AND archived = 1 AND coalesce(muted_until, 0) <= ?',
  );
  const putAway = archive.prepare<[number, number]>('UPDATE conversations SET archived = ? WHERE id = ?');
  const markUnread = archive.prepare<[number]>('UPDATE conversations SET marked_unread = 1 WHERE id = ? AND unread = 0');

  const byId = (id: ConversationId): ConversationRow | undefined => toRow(one.get(Number(id)));
  const byAddress = (account: string, address: string): ConversationRow | undefined => toRow(at.get(account, address));

  /** Where that stands in this conversation which has this id in the account's archive: a message, or what was said about one. */
  const positionOf = (id: ConversationId, archiveId: string): number | undefined =>
    placeOf.get({ id: Number(id), archiveId })?.position ?? undefined;

  return {
    byId,
    byAddress,

    list: (): readonly ConversationRow[] => all.all().flatMap((row) => toRow(row) ?? []),

    counters: (): readonly CounterRow[] =>
      counting.all().map(({ request, ...row }) => ({
        ...row,
        id: String(row.id),
        markedUnread: row.markedUnread === 1,
        archived: row.archived === 1,
        ...requestOf({ request }),
      })),

    /** The id of the conversation with this bare JID, made when there is none; it is not to be seen before something is in it. */
    find(account: string, address: string): ConversationId {
      const known = id.get(account, address);
      if (known !== undefined) return String(known.id);
      insert.run(account, address, 'direct', 0, archive.now());
      return String(id.get(account, address)?.id);
    },

    idOf(account: string, address: string): ConversationId | undefined {
      const known = id.get(account, address);
      return known && String(known.id);
    },

    /** The conversation with this bare JID, made when there is none; whoever opens it wants it. */
    open(account: string, address: string, kind: 'direct' | 'room' = 'direct'): ConversationRow {
      const now = archive.now();
      insert.run(account, address, kind, now, now);
      accept.run(OPENED, Number(id.get(account, address)?.id));
      const row = byAddress(account, address);
      if (row === undefined) throw new Error('the conversation was not stored');
      return row;
    },

    /** `reply`: the message the draft answers. */
    saveDraft(id: ConversationId, text: string, reply: MessageId | null, mentions: readonly Mention[] = []): ConversationRow | undefined {
      const at = text === '' && reply === null ? null : archive.now();
      draft.run(text, at, reply === null ? null : Number(reply), mentionsJson(mentions), Number(id));
      return byId(id);
    },

    /** null: at the end. */
    keepPlace: (id: ConversationId, place: LogPlace | null): void => void leave.run(place?.position ?? null, place?.above ?? 0, Number(id)),

    /** Everything up to `position` has been seen; a position beyond the last message means the last message. */
    markRead(id: ConversationId, position: number): ConversationRow | undefined {
      return archive.transaction(() => {
        const upTo = Math.min(position, newest.get(Number(id))?.position ?? 0);
        seen.run(Number(id), upTo);
        mark.run(upTo, Number(id));
        return byId(id);
      });
    },

    /** Conversations of which the other side was not told yet how far they were read. */
    untold: (account: string): readonly ConversationId[] => behind.all(account).map((row) => String(row.id)),

    /** The id of the newest message that was read and whose author wants to know, unless they were told; from now on they were. */
    tell(id: ConversationId): string | undefined {
      return archive.transaction(() => {
        const message = untold.get(Number(id));
        told.run(Number(id));
        return message?.stanzaId;
      });
    },

    /** Conversations of which the account's other devices were not told yet how far they were read. */
    unsynced: (account: string): readonly ConversationId[] => unsynced.all(account).map((row) => String(row.id)),

    /** The id, in the account's archive, of the newest message that was read, unless the other devices know of it. */
    toSync: (id: ConversationId): string | undefined => newestRead.get(Number(id))?.archiveId,

    /** The account's other devices know that it was read up to what has this id in the account's archive. */
    synced: (id: ConversationId, archiveId: string): void => void synced.run(positionOf(id, archiveId) ?? 0, Number(id)),

    positionOf,

    pin: (id: ConversationId, pinned: boolean): void => void pin.run(pinned ? 1 : 0, Number(id)),

    /** `until`: ms since the epoch; 0 ends it. */
    mute: (id: ConversationId, until: number): void => void mute.run(until === 0 ? null : until, Number(id)),

    /** What they call themselves, anew each time they say so; '' leaves it as it was. False when that is no news. */
    claim: (id: ConversationId, name: string): boolean => claim.run({ id: Number(id), name }).changes > 0,

    accept: (id: ConversationId): void => void accept.run(ACCEPTED, Number(id)),
    decline: (id: ConversationId): void => void decline.run(Number(id)),
    requests: (): readonly ConversationId[] => asking.all().map((row) => String(row.id)),

    /** What was put away comes back, unless it is muted beyond `now`. False when nothing changed. */
    wake: (id: ConversationId, now: number): boolean => wake.run(Number(id), now).changes > 0,

    putAway: (id: ConversationId, away: boolean): void => void putAway.run(away ? 1 : 0, Number(id)),

    /** Only where nothing is unread already. */
    markUnread: (id: ConversationId): void => void markUnread.run(Number(id)),
  };
}

export type ConversationStore = ReturnType<typeof makeConversations>;

function toDraftReply(json: string): Quote {
  const [message, position, sender, text] = JSON.parse(json) as [number, number, string, string];
  return { message: String(message), position, sender, text };
}

function requestOf({ request }: { readonly request: number }): { readonly request?: true } {
  return request === 1 ? { request: true } : {};
}

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
    ...(row.mentions > 0 && { mentions: row.mentions }),
    readUpTo: row.readUpTo,
    ...(row.unreadFrom !== null && { unreadFrom: row.unreadFrom }),
    activeAt: row.activeAt,
    pinned: row.pinned === 1,
    mutedUntil: row.mutedUntil,
    archived: row.archived === 1,
    markedUnread: row.markedUnread === 1,
    answered: row.answered === 1,
    accepted: row.accepted === ACCEPTED,
    ...requestOf(row),
    ...(row.request === 1 && row.claims !== '' && { claims: row.claims }),
    ...(row.place !== null && { place: { position: row.place, above: row.above } }),
    ...(row.draftReply !== null && { draftReply: toDraftReply(row.draftReply) }),
    ...(row.draftMentions !== null && { draftMentions: mentionsOf(row.draftMentions) }),
    ...(preview !== null &&
      sentAt !== null &&
      direction !== null &&
      state !== null && { last: { preview, sentAt, direction, state, ...(row.retracted === 1 && { retracted: true as const }) } }),
  };
}
