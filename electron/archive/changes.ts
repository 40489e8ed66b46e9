// What was said about messages: receipts (XEP-0184), markers (XEP-0333), corrections (XEP-0308), retractions (XEP-0424), reactions (XEP-0444).
// Whatever comes in which order and by which road, the message ends the same: what comes before its message waits for it, only who may say it
// changes anything, and of corrections and reactions the newest in the archive's order counts.
import type { Archive } from './database.ts';
import { CHANGE_COLUMNS, type ChangeRow, makeEffects, SUBJECT_COLUMNS, type Subject } from './effects.ts';
import type { ChangeFact, ChangeKind } from './facts.ts';
import { mentionsJson } from './mentions.ts';
import { stamp } from './placement.ts';
import { makeRefusals } from './refusals.ts';
import { makeStandIns } from './stand-ins.ts';

/** One sender's changes that wait in one conversation; of more the oldest go. */
const WAITING = 200;
/** How far the clocks may be apart by which a change and its message were stamped, in ms. */
const CLOCKS = 60_000;
/** A sender who repeats one id for ever must not make every change slow. */
const CANDIDATES = 16;

export interface Met {
  /** Ids of the messages that are different now. */
  readonly touched: readonly number[];
  /** Ids of those that only stood in for one that is here now. */
  readonly gone: readonly number[];
}

export interface Kept extends Met {
  readonly position: number;
  /** A correction whose message is not here: it wants a row that stands in for it, which then meets it. */
  readonly alone?: true;
}

/** What an id names: a message, or what was said about one. */
interface Named {
  readonly message: Subject;
  readonly as: 'message' | ChangeKind;
  readonly direction: 'in' | 'out';
  readonly position: number;
}

const NOTHING: Met = { touched: [], gone: [] };

export function makeChanges(archive: Archive) {
  const effects = makeEffects(archive);
  const standIns = makeStandIns(archive, effects);
  const refusals = makeRefusals(archive);
  const subject = archive.prepare<[number], Subject>(`SELECT ${SUBJECT_COLUMNS} FROM messages WHERE id = ?`);
  const byStanzaId = archive.prepare<[number, string], Subject>(
    `SELECT ${SUBJECT_COLUMNS} FROM messages WHERE conversation = ? AND stanza_id = ? ORDER BY id DESC LIMIT ${CANDIDATES}`,
  );
  const byOriginId = archive.prepare<[number, string], Subject>(
    `SELECT ${SUBJECT_COLUMNS} FROM messages WHERE conversation = ? AND origin_id = ? ORDER BY id DESC LIMIT ${CANDIDATES}`,
  );
  const namedBy = archive.prepare<[number, string], ChangeRow>(
    `SELECT ${CHANGE_COLUMNS} FROM changes WHERE conversation = ? AND stanza_id = ? AND message IS NOT NULL ORDER BY id DESC LIMIT ${CANDIDATES}`,
  );
  const sameId = archive.prepare<[number, string, string, string], ChangeRow>(
    `SELECT ${CHANGE_COLUMNS} FROM changes WHERE conversation = ? AND stanza_id = ? AND sender = ? AND kind = ? ORDER BY id LIMIT ${CANDIDATES}`,
  );
  const insert = archive.prepare<[Record<string, string | number | null>], ChangeRow>(`
    INSERT INTO changes (account, conversation, kind, direction, sender, target, stanza_id, archive_id, position, sent_at, stamped, content, mentions)
    VALUES (@account, @conversation, @kind, @direction, @sender, @target, @stanza, @archiveId, @position, @sentAt, @stamped, @content, @mentions)
    RETURNING ${CHANGE_COLUMNS}`);
  const learn = archive.prepare<[Record<string, string | number | null>], ChangeRow>(`
    UPDATE changes SET position = @position, sent_at = @sentAt, stamped = @stamped, archive_id = @archiveId, state = 'done'
    WHERE id = @id RETURNING ${CHANGE_COLUMNS}`);
  const waiting = archive.prepare<[number, string], ChangeRow>(
    `SELECT ${CHANGE_COLUMNS} FROM changes WHERE conversation = ? AND target = ? AND message IS NULL ORDER BY position, id`,
  );
  const overflow = archive.prepare<[number, string]>(`
    DELETE FROM changes WHERE id IN (SELECT id FROM changes WHERE conversation = ? AND sender = ? AND message IS NULL
      ORDER BY id DESC LIMIT -1 OFFSET ${WAITING})`);
  const newestReactions = archive.prepare<[number, string], { position: number; sent_at: number }>(`
    SELECT position, sent_at FROM changes WHERE message = ? AND kind = 'reactions' AND sender = ? ORDER BY position DESC, id DESC LIMIT 1`);

  function find(fact: ChangeFact): Named | undefined {
    const conversation = Number(fact.conversation);
    const direct = [...byStanzaId.all(conversation, fact.target), ...byOriginId.all(conversation, fact.target)].map(itself);
    const possible = direct.filter((named) => may(fact.change, fact, named));
    const texts = possible.filter(({ message }) => message.kind === 'text');
    const known = lastBefore(fact, texts.length > 0 ? texts : possible);
    if (known !== undefined) return known;
    // XEP-0308 3 names the original each time; what names a correction means what that one corrected.
    const chained = namedBy.all(conversation, fact.target).flatMap((row) => {
      const message = row.message === null ? undefined : subject.get(row.message);
      return message === undefined ? [] : through(row, message);
    });
    return lastBefore(
      fact,
      chained.filter((named) => may(fact.change, fact, named)),
    );
  }

  /** What waits under these ids, or stands in for them, and under the ids of what was said among it. */
  function meet(names: readonly (readonly [id: string | null, named: Named])[]): Met {
    const queue = [...names];
    const touched: number[] = [];
    const gone: number[] = [];
    for (const [id, named] of queue) {
      const { message } = named;
      const follow = (row: ChangeRow) => queue.push([row.stanza_id, through(row, message)]);
      if (id === null) continue;
      for (const row of waiting.all(message.conversation, id)) {
        if (!may(row.kind, row, named)) continue;
        touched.push(...effects.apply(row, message, named.position));
        follow(row);
      }
      if (named.as !== 'message' && named.as !== 'correction') continue;
      for (const standIn of standIns.under(message, id)) {
        standIns.giveWay(standIn, message).forEach(follow);
        touched.push(message.id);
        gone.push(standIn.id);
      }
    }
    return { touched, gone };
  }

  /** A copy of a change that is here already: the archive's word about when it was counts more than a clock's of this machine. */
  function again(known: ChangeRow, fact: ChangeFact, place: () => number): Kept {
    const better = !fact.live && known.stamped === 0;
    const row = learn.get({
      id: known.id,
      position: better ? place() : known.position,
      sentAt: better ? stamp(fact.sentAt, known.sent_at) : known.sent_at,
      stamped: better ? 1 : known.stamped,
      archiveId: known.archive_id ?? fact.archiveId ?? null,
    });
    const message = row?.message == null ? undefined : subject.get(row.message);
    const touched = row === undefined || message === undefined ? [] : effects.apply(row, message);
    return { position: row?.position ?? known.position, touched, gone: [] };
  }

  return {
    /** One copy of a change; `place` is asked only when its place in the order is not known. */
    keep(fact: ChangeFact, place: () => number): Kept {
      const conversation = Number(fact.conversation);
      const { target, content } = fact;
      if (fact.direction === 'out' && fact.stanzaId !== undefined && refusals.has(conversation, fact.stanzaId))
        return { ...NOTHING, position: place() };
      const copies = fact.stanzaId === undefined ? [] : sameId.all(conversation, fact.stanzaId, fact.sender, fact.change);
      const known = copies.find((copy) => copy.target === target && (copy.content === content || copy.content === ''));
      if (known !== undefined) return again(known, fact, place);

      const named = find(fact);
      const message = named?.message;
      // Of what is deleted here nothing more is kept than how far it was read.
      if (message?.kind === 'deleted' && fact.change !== 'marker') return { ...NOTHING, position: place() };
      const newest = fact.late && message !== undefined ? newestReactions.get(message.id, fact.sender) : undefined;
      // XEP-0444 4.1: what was held back on its way is older than what came meanwhile.
      const position = newest !== undefined && newest.sent_at > fact.sentAt ? newest.position - 1 : place();
      const row = insert.get({
        account: fact.account,
        conversation,
        kind: fact.change,
        direction: fact.direction,
        sender: fact.sender,
        target,
        stanza: fact.stanzaId ?? null,
        archiveId: fact.archiveId ?? null,
        position,
        sentAt: stamp(fact.sentAt, archive.now()),
        stamped: fact.live ? 0 : 1,
        content,
        mentions: fact.change === 'correction' ? mentionsJson(fact.mentions) : null,
      });
      if (row === undefined) throw new Error('the change was not stored');
      const first = message === undefined || (message.stand_in === 1 && position < message.position);
      if (first && fact.change === 'correction') return { ...NOTHING, position, alone: true };
      if (named === undefined) {
        overflow.run(conversation, fact.sender);
        return { ...NOTHING, position };
      }
      const touched = effects.apply(row, named.message, named.position);
      const { touched: more, gone } = meet([[row.stanza_id, through(row, named.message)]]);
      return { position, touched: [...touched, ...more], gone };
    },

    /** A message came, or learned another of its ids: what was said about it before takes effect. */
    meet(id: number): Met {
      const message = subject.get(id);
      if (message === undefined) return NOTHING;
      return meet([...new Set([message.stanza_id, message.origin_id])].map((each) => [each, itself(message)]));
    },
  };
}

/** Some senders give the same id again, and what is older may have come later. */
function lastBefore({ sentAt }: ChangeFact, all: readonly Named[]): Named | undefined {
  const sorted = all.toSorted((a, b) => b.message.position - a.message.position);
  return sorted.find(({ message }) => message.sent_at <= sentAt + CLOCKS) ?? sorted[0];
}

const itself = (message: Subject): Named => ({ message, as: 'message', direction: message.direction, position: message.position });
const through = ({ kind, direction, position }: ChangeRow, message: Subject): Named => ({ message, as: kind, direction, position });

/**
 * In a conversation between two only the author changes a message (XEP-0308 3, XEP-0424 5), and only the other one has received or seen it:
 * the message itself, at its place, not what stands in for it. A correction is the message again; of all else that was said about one no more
 * can be said than that it was seen.
 */
function may(kind: ChangeKind, by: Pick<ChangeFact, 'direction' | 'sender'>, { message, as, direction }: Named): boolean {
  const worded = as === 'message' || as === 'correction';
  switch (kind) {
    case 'receipt':
      return worded && direction !== by.direction && message.stand_in === 0;
    case 'marker':
      return direction !== by.direction && (as !== 'message' || message.stand_in === 0);
    case 'correction':
    case 'retraction':
      return worded && message.direction === by.direction && message.sender === by.sender;
    case 'reactions':
      return worded;
  }
}
