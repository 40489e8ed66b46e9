// Messages on their one road into the archive: every copy is stored or merged here, with its place in the order, the conversation's
// counter and the text index in the same transaction.
import type { ConversationId } from '../../shared/conversation.ts';
import type { Mention } from '../../shared/mention.ts';
import type { Message, MessageId } from '../../shared/message.ts';
import { makeAdding } from './adding.ts';
import { makeAnswers } from './answers.ts';
import { type Met, makeChanges } from './changes.ts';
import type { Archive } from './database.ts';
import { edgesOf, stands, standsNow } from './edges.ts';
import type { ChangeFact, Fact } from './facts.ts';
import { type KnownRow, makeIdentity, provesArrival } from './identity.ts';
import { makeMentions, mentionsJson } from './mentions.ts';
import { makePages } from './pages.ts';
import { makePlacement, stamp } from './placement.ts';
import { makePlaces } from './places.ts';
import { makePositions } from './positions.ts';
import { MESSAGE_COLUMNS, type MessageRow, storable, toMessage } from './rows.ts';
import { type Moved, movedBy, type Neighbours, type Placed, type Stored, type StoredPage } from './stored.ts';
import { makeTidings } from './tidings.ts';

export interface Counting {
  /** Whether new incoming messages beyond the read mark are unread; default true. */
  readonly countUnread?: boolean;
}

interface SentAs {
  readonly stanzaId: string;
  readonly originId: string;
  /** The message it answers. */
  readonly replyTo?: MessageId;
  readonly mentions?: readonly Mention[];
}

const NONE: Met = { touched: [], gone: [] };

export function makeMessages(archive: Archive) {
  const add = makeAdding(archive);
  const mentions = makeMentions(archive);
  const identity = makeIdentity(archive);
  const positions = makePositions(archive);
  const { marksOf, said, tell, retell, tellNow, storing } = makeTidings(archive, positions);
  const changes = makeChanges(archive);
  const answers = makeAnswers(archive);
  const placement = makePlacement<Placed>(archive, positions, {
    known(item) {
      const row = 'change' in item ? undefined : identity.find(item).row;
      return row && { position: row.position, own: row.direction === 'out' };
    },
    put: (item, place) => ('change' in item ? keep(item, counting.unread, place) : store(item, counting.unread, place)),
    positionNow: ({ id, position }) => one.get(id)?.position ?? position,
  });
  /** Of the page that is being stored. */
  const counting = { unread: true };
  const one = archive.prepare<[number], MessageRow>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE id = ?`);
  const seen = archive.prepare<[number], MessageRow>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE id = ? AND kind = 'text'`);
  const whole = archive.prepare<[number], { body: string }>('SELECT body FROM messages WHERE id = ?');
  const home = archive.prepare<[number], { account: string; address: string }>(`
    SELECT c.account, a.address FROM conversations c JOIN accounts a ON a.id = c.account WHERE c.id = ?`);
  const learn = archive.prepare<[Record<string, string | number | null>]>(`
    UPDATE messages SET occupant_id = @occupant, stanza_id = @stanza, origin_id = @origin, archive_id = @archiveId, archived_by = @archivedBy,
      sent_at = @sentAt, stamped = @stamped, state = @state, unread = @unread,
      failure_text = CASE @state WHEN 'failed' THEN failure_text END
    WHERE id = @id`);
  const clearDraft = archive.prepare<[number]>(
    `UPDATE conversations SET draft = '', draft_at = NULL, draft_reply = NULL, draft_mentions = NULL WHERE id = ?`,
  );

  /** Stores one copy, or merges it; `place` is asked only for a new row. */
  function store(fact: Fact, countUnread: boolean, place: () => number): Placed {
    const { row, archiveIdHolds } = identity.find(fact);
    const archiveId = archiveIdHolds ? (fact.archiveId ?? null) : null;
    const conversation = Number(fact.conversation);
    if (row !== undefined) return merge(row, fact, archiveId, countUnread && fact.live && row.position > marksOf(conversation).read_up_to);

    // First the place: making room moves the marks on too.
    return begin(fact, archiveId, place(), countUnread, 0);
  }

  /** What was said about a message, or what stands in for it. */
  function keep(fact: ChangeFact, countUnread: boolean, place: () => number): Placed {
    const kept = changes.keep(fact, place);
    said(Number(fact.conversation));
    if (kept.alone) return begin({ ...fact, stanzaId: fact.target, body: fact.content }, null, kept.position, countUnread, 1);
    const conversation = Number(fact.conversation);
    noted(kept, conversation);
    return { ...kept, id: 0, conversation, outcome: 'duplicate' };
  }

  /** A row that was not there before. */
  function begin(fact: Fact, archiveId: string | null, position: number, countUnread: boolean, standIn: 0 | 1): Placed {
    const conversation = Number(fact.conversation);
    const marks = marksOf(conversation);
    const own = fact.direction === 'out';
    const unread = !own && countUnread && position > marks.read_up_to ? 1 : 0;
    const displayed = own && position <= marks.displayed_up_to;
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
      state: displayed ? 'read' : own ? 'sent' : 'received',
      readAt: displayed ? marks.displayed_at : null,
      unread,
      markable: fact.markable ? 1 : 0,
      unstyled: fact.unstyled ? 1 : 0,
      replyId: fact.reply?.id ?? null,
      replySender: fact.reply?.sender ?? null,
      replyQuote: fact.reply?.quote === undefined ? null : storable(fact.reply.quote),
      standIn,
      body: storable(fact.body),
    });
    tell(conversation, unread, unread * mentions.begin({ id, conversation, direction: fact.direction }, mentionsJson(fact.mentions)));
    return { id, conversation, position, outcome: 'new', ...met(id, conversation) };
  }

  function met(id: number, conversation: number): Met {
    return marksOf(conversation).waiting === 0 ? NONE : noted(changes.meet(id), conversation);
  }

  function noted<M extends Met>(met: M, conversation: number): M {
    if (met.touched.length > 0) retell(conversation);
    // One that is gone may have been the last of its conversation.
    if (met.gone.length > 0) tell(conversation, 0, 0);
    return met;
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
    const after: typeof before = {
      occupant: row.occupant_id ?? fact.occupantId ?? null,
      stanza: row.stanza_id ?? fact.stanzaId ?? null,
      origin: row.origin_id ?? fact.originId ?? null,
      archiveId: newArchiveId ? archiveId : row.archive_id,
      archivedBy: newArchiveId ? (fact.archivedBy ?? '') : row.archived_by,
      sentAt: newStamp ? stamp(fact.sentAt, row.sent_at) : row.sent_at,
      stamped: newStamp ? 1 : row.stamped,
      state: provesArrival(row, fact, archiveId) ? 'sent' : row.state,
      unread: row.direction === 'in' && row.erased === 0 && counts ? 1 : row.unread,
    };
    const changed = Object.entries(before).some(([key, value]) => value !== after[key as keyof typeof after]);
    if (changed) {
      learn.run({ ...after, id: row.id });
      const more = after.unread - before.unread;
      tell(row.conversation, more, more === 0 ? 0 : more * mentions.of(row.id));
    }
    const newId = before.stanza !== after.stanza || before.origin !== after.origin;
    return {
      id: row.id,
      conversation: row.conversation,
      position: row.position,
      outcome: changed ? 'merged' : 'duplicate',
      ...(newId ? met(row.id, row.conversation) : NONE),
    };
  }

  /** What is left of what was placed. */
  function storedOf(placed: readonly Placed[]): readonly Stored[] {
    return placed.flatMap(({ id, outcome }) => {
      const row = id === 0 ? undefined : one.get(id);
      return row === undefined ? [] : [{ message: toMessage(row), outcome }];
    });
  }

  function get(id: number): Message {
    const row = one.get(id);
    if (row === undefined) throw new Error('the message is not stored');
    return toMessage(row);
  }

  return {
    /** One copy from the stream; a new message goes to the end. */
    receive(fact: Fact, options: Counting = {}): Stored & Moved {
      return storing(() => {
        const placed = store(fact, options.countUnread ?? true, () => positions.append(fact.account));
        return { message: get(placed.id), outcome: placed.outcome, ...movedBy([placed]) };
      });
    },

    /** One copy from the stream of what was said about a message; `stored`: what stands in for that one. */
    change(fact: ChangeFact): Moved & { readonly stored: Stored | undefined } {
      return storing(() => {
        const placed = keep(fact, true, () => positions.append(fact.account));
        return { stored: storedOf([placed])[0], ...movedBy([placed]) };
      });
    },

    /** A page of one account's archive, in archive order: what is new goes between its neighbours there. */
    receivePage(
      items: readonly (Fact | ChangeFact)[],
      page: { readonly account: string; readonly archivedBy?: string } & Neighbours,
      options: Counting = {},
    ): StoredPage {
      return storing(() => {
        const { account, archivedBy = '', after, before } = page;
        const low = after === undefined ? undefined : positions.ofArchiveId(account, archivedBy, after, 'end');
        const high = before === undefined ? undefined : positions.ofArchiveId(account, archivedBy, before, 'beginning');
        const movedBefore = positions.moved();
        const [first, ...rest] = items;
        counting.unread = options.countUnread ?? true;
        const facts = items.filter((item): item is Fact => !('change' in item));
        const placed =
          first === undefined ? [] : identity.foreseeing(account, facts, () => placement.page(account, [first, ...rest], low, high));
        const stored = storedOf(placed);
        const moved = positions.moved() !== movedBefore;
        const nothing = low ?? high ?? positions.ofMark(account, archivedBy);
        const end = before === undefined || !moved ? high : positions.ofArchiveId(account, archivedBy, before, 'beginning');
        const edges = edgesOf(moved ? stored.map(standsNow) : placed.map(stands(items)), high, nothing);
        return {
          stored,
          ...movedBy(placed),
          moved,
          ...(end !== undefined && { beforePosition: end }),
          ...(edges[0] !== undefined && { firstPosition: edges[0] }),
          ...(edges[1] !== undefined && { lastPosition: edges[1] }),
        };
      });
    },

    /** Stores what the person wrote as 'pending' and clears the draft, or does neither. */
    send(conversation: ConversationId, body: string, ids: SentAs): Message {
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
          readAt: null,
          unread: 0,
          markable: 0,
          unstyled: 0,
          standIn: 0,
          ...answers.to(conversation, ids.replyTo),
          body: storable(body),
        });
        mentions.begin({ id: message, conversation: id, direction: 'out' }, mentionsJson(ids.mentions));
        clearDraft.run(id);
        tellNow(id);
        return get(message);
      });
    },

    nextMention: mentions.next,
    ...makePages(archive),
    ...makePlaces(archive),

    /** Undefined as well for one that was deleted here: its row is only kept to recognise copies. */
    byId(id: MessageId): Message | undefined {
      const row = seen.get(Number(id));
      return row && toMessage(row);
    },

    body: (id: MessageId): string | undefined => whole.get(Number(id))?.body,
  };
}

export type MessageStore = ReturnType<typeof makeMessages>;
