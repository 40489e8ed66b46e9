// Which stored row is the same message: live copy, carbon, archive copy and resend of one message meet in one row (XEP-0359, XEP-0313).
// Ids of a sender are neither always there nor always unique, so they only count together with the sender and the text.
import type { MessageState } from '../../shared/message.ts';
import type { Archive } from './database.ts';
import type { Fact } from './facts.ts';
import { storable } from './rows.ts';

/** Copies with two different archive ids, and those of an erased message, were stamped this close together, in ms, unless the origin id is the same. */
const SAME_MOMENT = 60_000;
/** Copies of which neither came from an archive are told apart by when they came: so long a stream may be away and come back with what it had, in ms. */
const SAME_SESSION = 3_600_000;
/** How far the clocks of this machine and of a server may be apart, in ms, where nothing but them tells one use of an id from the next. */
const CLOCKS = 3 * 24 * 3_600_000;
/** A sender who repeats one id for ever must not make every message of theirs slow. */
const CANDIDATES = 16;

/** A message without any id is looked for among so many of its conversation. */
const RECENT = 200;

export interface KnownRow {
  readonly id: number;
  readonly conversation: number;
  readonly direction: 'in' | 'out';
  readonly sender: string;
  readonly occupant_id: string | null;
  readonly stanza_id: string | null;
  readonly origin_id: string | null;
  readonly archive_id: string | null;
  readonly archived_by: string;
  readonly position: number;
  readonly sent_at: number;
  readonly stamped: number;
  readonly state: MessageState;
  readonly failure_condition: string | null;
  readonly unread: number;
  /** As it was first sent, whatever it was corrected to. */
  readonly body: string;
  /** Retracted or deleted here: its text is gone. */
  readonly erased: number;
}

export interface Match {
  readonly row: KnownRow | undefined;
  /** False when the archive id already belongs to another message, so it proves nothing and is not stored. */
  readonly archiveIdHolds: boolean;
}

const COLUMNS = `id, conversation, direction, sender, occupant_id, stanza_id, origin_id, archive_id, archived_by, position, sent_at, stamped,
  state, failure_condition, unread, coalesce(original, body) AS body, retracted_at IS NOT NULL OR kind = 'deleted' AS erased`;

export function makeIdentity(archive: Archive) {
  const byArchiveId = archive.prepare<[string, string, string], KnownRow>(
    `SELECT ${COLUMNS} FROM messages WHERE account = ? AND archived_by = ? AND archive_id = ?`,
  );
  const byOriginId = archive.prepare<[number, string, string], KnownRow>(
    `SELECT ${COLUMNS} FROM messages WHERE conversation = ? AND origin_id = ? AND sender = ? ORDER BY id DESC LIMIT ${CANDIDATES}`,
  );
  const byStanzaId = archive.prepare<[number, string, string], KnownRow>(
    `SELECT ${COLUMNS} FROM messages WHERE conversation = ? AND stanza_id = ? AND sender = ? AND stand_in = 0
      ORDER BY id DESC LIMIT ${CANDIDATES}`,
  );
  const nameless = archive.prepare<[number, string], KnownRow>(`
    SELECT ${COLUMNS} FROM (SELECT * FROM messages WHERE conversation = ? ORDER BY position DESC LIMIT ${RECENT})
    WHERE sender = ? AND stanza_id IS NULL AND origin_id IS NULL AND archive_id IS NULL AND stamped = 0`);
  /** Which of [archived by, archive id, conversation, stanza id, origin id] a row may be. */
  const perhaps = archive.prepare<[{ account: string; facts: string }], { index: number }>(`
    SELECT key AS "index" FROM json_each(@facts) WHERE
      EXISTS (SELECT 1 FROM messages WHERE account = @account AND archived_by = value ->> 0 AND archive_id = value ->> 1)
      OR EXISTS (SELECT 1 FROM messages WHERE conversation = value ->> 2 AND stanza_id = value ->> 3)
      OR EXISTS (SELECT 1 FROM messages WHERE conversation = value ->> 2 AND origin_id = value ->> 4)`);
  let strangers: ReadonlySet<Fact> = new Set();

  return {
    /** Runs `work`, which stores these and nothing else. Most of a page is new: what no row can be is found out for all of it at once. */
    foreseeing<T>(account: string, facts: readonly Fact[], work: () => T): T {
      const seen = new Map<string, number>();
      for (const id of facts.flatMap(idsOf)) seen.set(id, (seen.get(id) ?? 0) + 1);
      const asked = facts.map((fact) => [fact.archivedBy ?? '', fact.archiveId, Number(fact.conversation), fact.stanzaId, fact.originId]);
      const known = new Set(perhaps.all({ account, facts: JSON.stringify(asked) }).map(({ index }) => index));
      const isStranger = (fact: Fact, index: number) => !known.has(index) && isNamed(fact) && idsOf(fact).every((id) => seen.get(id) === 1);
      strangers = new Set(facts.filter(isStranger));
      try {
        return work();
      } finally {
        strangers = new Set();
      }
    },

    find(fact: Fact): Match {
      if (strangers.has(fact)) return { row: undefined, archiveIdHolds: fact.archiveId !== undefined };
      const conversation = Number(fact.conversation);
      let archiveIdHolds = fact.archiveId !== undefined;
      if (fact.archiveId !== undefined) {
        const row = byArchiveId.get(fact.account, fact.archivedBy ?? '', fact.archiveId);
        if (
          row?.conversation === conversation &&
          row.sender === fact.sender &&
          row.direction === fact.direction &&
          !contradicts(row, fact)
        ) {
          return { row, archiveIdHolds };
        }
        archiveIdHolds = row === undefined;
      }
      if (!isNamed(fact)) return { row: fact.live ? undefined : likest(fact, nameless.all(conversation, fact.sender)), archiveIdHolds };
      const origin = fact.originId === undefined ? [] : byOriginId.all(conversation, fact.originId, fact.sender);
      const stanza = fact.stanzaId === undefined ? [] : byStanzaId.all(conversation, fact.stanzaId, fact.sender);
      const row = origin.find((candidate) => isSame(candidate, fact, true)) ?? stanza.find((candidate) => isSame(candidate, fact, false));
      return { row, archiveIdHolds };
    },
  };
}

const isNamed = ({ stanzaId, originId }: Fact): boolean => stanzaId !== undefined || originId !== undefined;

/** Where neither the author nor the server that delivered it gave it an id, its text and its moment are all there is. */
function likest(fact: Fact, rows: readonly KnownRow[]): KnownRow | undefined {
  const between = ({ sent_at }: KnownRow) => Math.abs(sent_at - fact.sentAt);
  const same = rows.filter((row) => isSame(row, fact, false) && between(row) <= SAME_MOMENT);
  return same.toSorted((a, b) => between(a) - between(b))[0];
}

/** Each once. */
function idsOf({ archiveId, stanzaId, originId }: Fact): readonly string[] {
  return [...new Set([archiveId, stanzaId, originId])].filter((id) => id !== undefined);
}

/** An archive that was made anew may begin to count anew: then neither the author's id nor the text is the same. */
function contradicts(row: KnownRow, { stanzaId, body }: Fact): boolean {
  return row.stanza_id !== null && stanzaId !== undefined && row.stanza_id !== stanzaId && row.erased === 0 && row.body !== storable(body);
}

function isSame(row: KnownRow, fact: Fact, sameOrigin: boolean): boolean {
  if (row.direction !== fact.direction) return false;
  // Written here: whatever a server made of the text, the id is ours.
  const ours = row.direction === 'out' && (sameOrigin || row.state === 'pending' || row.state === 'sending' || row.state === 'failed');
  if (ours) return true;
  if (row.erased === 0 && row.body !== storable(fact.body)) return false;
  const twoArchiveIds =
    row.archive_id !== null &&
    fact.archiveId !== undefined &&
    row.archived_by === (fact.archivedBy ?? '') &&
    row.archive_id !== fact.archiveId;
  // Some clients give the same id again, in every session of theirs, and the same short answer with it.
  const between = Math.abs(row.sent_at - fact.sentAt);
  const together = twoArchiveIds || row.erased === 1 ? SAME_MOMENT : row.stamped === 0 && fact.live ? SAME_SESSION : CLOCKS;
  return sameOrigin || between <= together;
}

/**
 * Whether a copy of an own message tells that the server has it. One that came back was in the archive before it was tried again: only
 * another copy than that one tells of the new attempt, and the one that another device sends as it tries.
 */
export function provesArrival(row: KnownRow, fact: Fact, archiveId: string | null): boolean {
  const cameBack = row.failure_condition !== null && row.failure_condition !== 'not-sent' && row.failure_condition !== 'too-long';
  if (row.state === 'failed') return row.failure_condition === 'not-sent' || (cameBack && fact.live);
  if (row.state !== 'pending' && row.state !== 'sending') return false;
  return !cameBack || fact.live || (row.archive_id !== null && archiveId !== null && row.archive_id !== archiveId);
}
