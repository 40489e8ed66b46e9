// Messages on their one road into the archive: every copy is stored or merged here, with its place in the order, the conversation's
// counter and the text index in the same transaction.
import type { ConversationId } from '../../shared/conversation.ts';
import type { Message, MessageId } from '../../shared/message.ts';
import type { Archive } from './database.ts';
import { type Fact, type KnownRow, makeIdentity } from './identity.ts';
import { makePages } from './pages.ts';
import { makePlaces } from './places.ts';
import { makePositions } from './positions.ts';
import { MESSAGE_COLUMNS, type MessageRow, toMessage } from './rows.ts';
import { makeTidings } from './tidings.ts';

export type { Fact } from './identity.ts';

export interface Stored {
  readonly message: Message;
  /** 'merged': a known message learned something; 'duplicate': nothing changed. */
  readonly outcome: 'new' | 'merged' | 'duplicate';
}

/** The archive ids next to a page, as far as known: what the page was asked `after` or `before` (XEP-0313, XEP-0059). */
export interface Neighbours {
  readonly after?: string;
  readonly before?: string;
}

export interface StoredPage {
  /** In the order of the facts. */
  readonly stored: readonly Stored[];
  /** Where the page lies, for sync.cover; absent when it held no message and no neighbour is known. */
  readonly firstPosition?: number;
  readonly lastPosition?: number;
  /** Where the neighbour asked for with `before` stands now. */
  readonly beforePosition?: number;
  /** Positions of other rows have changed (never their order): loaded rows must be read again. */
  readonly moved: boolean;
}

export interface Counting {
  /** Whether new incoming messages beyond the read mark are unread; default true. */
  readonly countUnread?: boolean;
}

interface Placed {
  readonly id: number;
  readonly position: number;
  readonly outcome: Stored['outcome'];
}

export function makeMessages(archive: Archive) {
  const identity = makeIdentity(archive);
  const positions = makePositions(archive);
  const { readUpTo, tell, tellNow, storing } = makeTidings(archive, positions);
  const one = archive.prepare<[number], MessageRow>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE id = ?`);
  const whole = archive.prepare<[number], { body: string }>('SELECT body FROM messages WHERE id = ?');
  const home = archive.prepare<[number], { account: string; address: string }>(`
    SELECT c.account, a.address FROM conversations c JOIN accounts a ON a.id = c.account WHERE c.id = ?`);
  const insert = archive.prepare<[Record<string, string | number | null>]>(`
    INSERT INTO messages (account, conversation, direction, sender, occupant_id, stanza_id, origin_id, archive_id, archived_by, position,
      sent_at, stamped, stored_at, state, unread, length, body)
    VALUES (@account, @conversation, @direction, @sender, @occupant, @stanza, @origin, @archiveId, @archivedBy, @position,
      @sentAt, @stamped, @storedAt, @state, @unread, @length, @body)`);
  const learn = archive.prepare<[Record<string, string | number | null>]>(`
    UPDATE messages SET occupant_id = @occupant, stanza_id = @stanza, origin_id = @origin, archive_id = @archiveId, archived_by = @archivedBy,
      sent_at = @sentAt, stamped = @stamped, state = @state, unread = @unread,
      failure_condition = CASE @state WHEN 'failed' THEN failure_condition END, failure_text = CASE @state WHEN 'failed' THEN failure_text END
    WHERE id = @id`);
  const clearDraft = archive.prepare<[number]>(`UPDATE conversations SET draft = '', draft_at = NULL WHERE id = ?`);

  /** Stores one copy, or merges it; `place` is asked only for a new row. */
  function store(fact: Fact, countUnread: boolean, place: () => number): Placed {
    const { row, archiveIdHolds } = identity.find({ ...fact, body: storable(fact.body) });
    const archiveId = archiveIdHolds ? (fact.archiveId ?? null) : null;
    const conversation = Number(fact.conversation);
    if (row !== undefined) return merge(row, fact, archiveId, countUnread && fact.live && row.position > readUpTo(conversation));

    const position = place();
    const unread = fact.direction === 'in' && countUnread && position > readUpTo(conversation) ? 1 : 0;
    const id = add({
      account: fact.account,
      conversation,
      direction: fact.direction,
      sender: fact.sender,
      occupant: fact.occupantId ?? null,
      stanza: fact.stanzaId ?? null,
      origin: fact.originId ?? null,
      archiveId,
      archivedBy: archiveId === null ? '' : (fact.archivedBy ?? ''),
      position,
      sentAt: stamp(fact.sentAt, archive.now()),
      stamped: fact.live ? 0 : 1,
      state: fact.direction === 'in' ? 'received' : 'sent',
      unread,
      body: storable(fact.body),
    });
    tell(conversation, unread);
    return { id, position, outcome: 'new' };
  }

  function add(row: Record<string, string | number | null> & { readonly body: string }): number {
    const id = Number(insert.run({ ...row, length: row.body.length, storedAt: archive.now() }).lastInsertRowid);
    archive.index.put(id, row.body);
    return id;
  }

  /** The union of what the copies say; our own message seen on its way back has reached the server. */
  function merge(row: KnownRow, fact: Fact, archiveId: string | null, counts: boolean): Placed {
    const before = {
      occupant: row.occupant_id,
      stanza: row.stanza_id,
      origin: row.origin_id,
      archiveId: row.archive_id,
      archivedBy: row.archived_by,
      sentAt: row.sent_at,
      stamped: row.stamped,
      state: row.state,
      unread: row.unread,
    };
    const newArchiveId = row.archive_id === null && archiveId !== null;
    const newStamp = row.stamped === 0 && !fact.live;
    const notYetSent =
      row.state === 'pending' || row.state === 'sending' || (row.state === 'failed' && row.failure_condition === 'not-sent');
    const after: typeof before = {
      occupant: row.occupant_id ?? fact.occupantId ?? null,
      stanza: row.stanza_id ?? fact.stanzaId ?? null,
      origin: row.origin_id ?? fact.originId ?? null,
      archiveId: newArchiveId ? archiveId : row.archive_id,
      archivedBy: newArchiveId ? (fact.archivedBy ?? '') : row.archived_by,
      sentAt: newStamp ? stamp(fact.sentAt, row.sent_at) : row.sent_at,
      stamped: newStamp ? 1 : row.stamped,
      state: notYetSent ? 'sent' : row.state,
      unread: row.direction === 'in' && counts ? 1 : row.unread,
    };
    const changed = Object.entries(before).some(([key, value]) => value !== after[key as keyof typeof after]);
    if (changed) {
      learn.run({ ...after, id: row.id });
      tell(row.conversation, after.unread - before.unread);
    }
    return { id: row.id, position: row.position, outcome: changed ? 'merged' : 'duplicate' };
  }

  function get(id: number): Message {
    const row = one.get(id);
    if (row === undefined) throw new Error('the message is not stored');
    return toMessage(row);
  }

  /** Puts the facts one after the other behind `low`. */
  function forward(facts: readonly Fact[], low: number | undefined, countUnread: boolean): Placed[] {
    let end = low;
    return facts.map((fact) => {
      const placed = store(fact, countUnread, () =>
        end === undefined ? positions.append(fact.account) : positions.after(fact.account, end),
      );
      end = Math.max(end ?? placed.position, placed.position);
      return placed;
    });
  }

  /** Puts the facts, still in their order, in front of `high`. */
  function backward(facts: readonly Fact[], high: number, countUnread: boolean): Placed[] {
    let beginning = high;
    return facts
      .toReversed()
      .map((fact) => {
        const placed = store(fact, countUnread, () => {
          beginning = positions.before(fact.account, beginning);
          return beginning;
        });
        beginning = Math.min(beginning, placed.position);
        return placed;
      })
      .reverse();
  }

  function placePage(facts: readonly [Fact, ...Fact[]], low: number | undefined, high: number | undefined, countUnread: boolean): Placed[] {
    if (low !== undefined) return forward(facts, low, countUnread);
    const anchor = facts.findIndex((fact) => identity.find(fact).row !== undefined);
    if (anchor >= 0) {
      const known = store(facts[anchor] ?? facts[0], countUnread, () => positions.append(facts[0].account));
      const earlier = backward(facts.slice(0, anchor), known.position, countUnread);
      // Looked up again: making room for the earlier ones may have moved it.
      const here = one.get(known.id)?.position ?? known.position;
      return [...earlier, known, ...forward(facts.slice(anchor + 1), here, countUnread)];
    }
    if (high !== undefined) return backward(facts, high, countUnread);
    // Nothing links the page. What is older would have been asked for with its neighbour, so this is newer than all the archive told before.
    const { account, archivedBy, sentAt } = facts[0];
    const mark = positions.ofNewest(account, archivedBy ?? '') ?? positions.atTime(account, stamp(sentAt, archive.now()));
    const first = positions.first(account);
    return mark === undefined && first !== undefined ? backward(facts, first, countUnread) : forward(facts, mark, countUnread);
  }

  return {
    /** One copy from the stream; a new message goes to the end. */
    receive(fact: Fact, options: Counting = {}): Stored {
      return storing(() => {
        const { id, outcome } = store(fact, options.countUnread ?? true, () => positions.append(fact.account));
        return { message: get(id), outcome };
      });
    },

    /** A page of one account's archive, in archive order: new messages go between their neighbours there. */
    receivePage(
      facts: readonly Fact[],
      page: { readonly account: string; readonly archivedBy?: string } & Neighbours,
      options: Counting = {},
    ): StoredPage {
      return storing(() => {
        const { account, archivedBy = '', after, before } = page;
        const low = after === undefined ? undefined : positions.ofArchiveId(account, archivedBy, after, 'end');
        const high = before === undefined ? undefined : positions.ofArchiveId(account, archivedBy, before, 'beginning');
        const movedBefore = positions.moved();
        const [first, ...rest] = facts;
        const placed = first === undefined ? [] : placePage([first, ...rest], low, high, options.countUnread ?? true);
        const stored = placed.map(({ id, outcome }) => ({ message: get(id), outcome }));
        const places = stored.map(({ message }) => message.position);
        const nothing = low ?? high ?? positions.ofMark(account, archivedBy);
        const moved = positions.moved() !== movedBefore;
        const end = before === undefined || !moved ? high : positions.ofArchiveId(account, archivedBy, before, 'beginning');
        const edges = places.length > 0 ? [Math.min(...places), Math.max(...places)] : [high ?? nothing, nothing];
        return {
          stored,
          moved,
          ...(end !== undefined && { beforePosition: end }),
          ...(edges[0] !== undefined && { firstPosition: edges[0] }),
          ...(edges[1] !== undefined && { lastPosition: edges[1] }),
        };
      });
    },

    /** Stores what the person wrote as 'pending' and clears the draft, or does neither. */
    send(conversation: ConversationId, body: string, ids: { readonly stanzaId: string; readonly originId: string }): Message {
      return archive.transaction(() => {
        const id = Number(conversation);
        const place = home.get(id);
        if (place === undefined) throw new Error('there is no such conversation');
        const message = add({
          account: place.account,
          conversation: id,
          direction: 'out',
          sender: place.address,
          occupant: null,
          stanza: ids.stanzaId,
          origin: ids.originId,
          archiveId: null,
          archivedBy: '',
          position: positions.append(place.account),
          sentAt: archive.now(),
          stamped: 0,
          state: 'pending',
          unread: 0,
          body: storable(body.replace(/\r\n?/g, '\n')),
        });
        clearDraft.run(id);
        tellNow(id);
        return get(message);
      });
    },

    ...makePages(archive),
    ...makePlaces(archive),

    byId(id: MessageId): Message | undefined {
      const row = one.get(Number(id));
      return row && toMessage(row);
    },

    body: (id: MessageId): string | undefined => whole.get(Number(id))?.body,
  };
}

export type MessageStore = ReturnType<typeof makeMessages>;

/** Whole milliseconds that a date can show; `fallback` for anything else. */
function stamp(value: number, fallback: number): number {
  return Math.abs(value) <= 8.64e15 ? Math.trunc(value) : fallback;
}

/** What survives UTF-8 and SQLite's text functions, which end at NUL. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
