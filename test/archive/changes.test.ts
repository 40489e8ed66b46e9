// Invariant I10 and the life of a message: whatever order and road its original, corrections, retraction, reactions and receipts come by, the
// row ends the same; nobody but its author changes it.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeFact, ChangeKind, Fact } from '../../electron/archive/facts.ts';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { makeRevisions } from '../../electron/archive/revisions.ts';
import { runs } from '../support/runs.ts';
import { ALICE, BOB, countUnread, NOW, search, startArchive } from './support.ts';

let kit: ReturnType<typeof startArchive>;
let count = 0;
beforeAll(() => {
  kit = startArchive();
});
afterAll(() => kit.end());

interface Where {
  readonly account: string;
  readonly conversation: string;
}

function setting(): Where {
  count += 1;
  const account = `run${count}`;
  kit.accounts.add(account, `${account}@example.org`);
  return { account, conversation: kit.conversations.open(account, BOB).id };
}

type Item = Omit<Fact, keyof Where | 'live' | 'sentAt'> | Omit<ChangeFact, keyof Where | 'live' | 'sentAt'>;
const said = (change: ChangeKind, by: 'in' | 'out', stanzaId: string, target: string, content = ''): Item => ({
  change,
  direction: by,
  sender: by === 'in' ? BOB : ALICE,
  stanzaId,
  target,
  content,
});
const wrote = (by: 'in' | 'out', stanzaId: string, body: string): Item => ({
  direction: by,
  sender: by === 'in' ? BOB : ALICE,
  stanzaId,
  originId: stanzaId,
  body,
});

const SAID = {
  theirs: wrote('in', 'm1', 'furst text'),
  ours: wrote('out', 'm2', 'an answer'),
  firstEdit: said('correction', 'in', 'e1', 'm1', 'first text'),
  secondEdit: said('correction', 'in', 'e2', 'm1', 'second text'),
  reaction: said('reactions', 'out', 'r1', 'm1', '["👍","🎉"]'),
  otherReaction: said('reactions', 'out', 'r2', 'm1', '["🎉"]'),
  theirReaction: said('reactions', 'in', 'r3', 'm2', '["❤️"]'),
  receipt: said('receipt', 'in', 'x1', 'm2'),
  marker: said('marker', 'in', 'd1', 'm2'),
  retraction: said('retraction', 'in', 't1', 'm1'),
} as const;

/** As it stands in the server's archive. */
const ARCHIVE = Object.values(SAID);

const copy = (item: Item, where: Where, road: 'live' | 'carbon' | 'archive'): Fact | ChangeFact => {
  const place = ARCHIVE.indexOf(item);
  const archived = road === 'live' ? {} : { archiveId: `archive-${place}` };
  return { ...item, ...where, ...archived, live: road !== 'archive', sentAt: NOW + place * 10 + (road === 'archive' ? 0 : 5) } as
    | Fact
    | ChangeFact;
};

function arrive(fact: Fact | ChangeFact): void {
  if ('change' in fact) kit.messages.change(fact);
  else kit.messages.receive(fact);
}

function page(items: readonly Item[], where: Where, next: { after?: string; before?: string } = {}): void {
  const { firstPosition, lastPosition } = kit.messages.receivePage(
    items.map((item) => copy(item, where, 'archive')),
    { account: where.account, ...next },
  );
  const ids = items.map((item) => `archive-${ARCHIVE.indexOf(item)}`);
  const edges = firstPosition === undefined || lastPosition === undefined ? {} : { firstPosition, lastPosition };
  kit.sync.cover(where.account, '', { ids, ...next, ...edges });
}

function rows(where: Where) {
  const known = new Map<string, string>();
  // In the order they were written: where messages that came out of order stand is another matter (copies.test.ts).
  const messages = kit.messages.page(where.conversation, null, 50).messages.toSorted((a, b) => a.sentAt - b.sentAt);
  for (const { id } of messages) known.set(id, `message ${known.size}`);
  return {
    messages: messages.map(({ id, conversation: _, account: __, position: ___, ...message }) => ({ ...message, id: known.get(id) })),
    unread: kit.conversations.byId(where.conversation)?.unread,
    counted: countUnread(kit.archive, where.conversation),
    indexed: ['furst', 'first', 'second', 'answer'].filter((word) => search(kit.archive, word).some((id) => known.has(String(id)))),
  };
}

describe('what is said about a message', () => {
  it('ends in the same row, whatever order and road it comes by', () => {
    kit.archive.transaction(() => {
      const until = (last: keyof typeof SAID) => ARCHIVE.slice(0, ARCHIVE.indexOf(SAID[last]) + 1);
      for (const items of [until('marker'), until('retraction')]) {
        const reference = setting();
        page(items, reference);
        const expected = rows(reference);
        const roads = items.flatMap((item) => (['live', 'carbon', 'archive'] as const).map((road) => ({ item, road })));
        fc.assert(
          fc.property(fc.shuffledSubarray(roads), fc.nat(items.length), fc.boolean(), (copies, cut, backwards) => {
            const where = setting();
            const half = Math.floor(copies.length / 2);
            const come = ({ item, road }: (typeof copies)[number]) => (road === 'archive' ? undefined : arrive(copy(item, where, road)));
            for (const each of copies.slice(0, half)) come(each);
            // The whole archive, in one page or in two, forwards or backwards, between the other copies.
            if (backwards) {
              page(items.slice(cut), where);
              page(items.slice(0, cut), where, { before: `archive-${cut}` });
            } else page(items, where);
            for (const each of copies.slice(half)) come(each);
            expect(rows(where)).toEqual(expected);
          }),
          runs(150),
        );
      }
    });
    const whole = setting();
    page(ARCHIVE, whole);
    kit.archive.transaction(() => undefined);
    expect(rows(whole)).toMatchObject({ unread: 0, counted: 0, indexed: ['answer'] });
    expect(rows(whole).messages).toMatchObject([
      { body: '', length: 0, retractedAt: NOW + 90 },
      { body: 'an answer', state: 'read', deliveredAt: NOW + 70, readAt: NOW + 80, reactions: [{ emoji: '❤️', senders: [BOB] }] },
    ]);
    expect(rows(whole).messages[0]).not.toHaveProperty('reactions');
  });

  it('corrects the text and the index, and keeps what it was', () => {
    const where = setting();
    page([SAID.theirs, SAID.firstEdit, SAID.secondEdit, SAID.reaction, SAID.otherReaction], where);
    expect(rows(where)).toMatchObject({ unread: 1, indexed: ['second'] });
    expect(rows(where).messages).toMatchObject([
      { body: 'second text', length: 11, editedAt: NOW + 30, reactions: [{ emoji: '🎉', senders: [ALICE] }] },
    ]);
  });

  it('a reaction that was held back on its way does not undo a newer one', () => {
    const where = setting();
    for (const item of [SAID.theirs, SAID.otherReaction]) arrive(copy(item, where, 'live'));
    arrive({ ...copy(SAID.reaction, where, 'live'), late: true, sentAt: NOW - 60_000 } as ChangeFact);
    expect(rows(where).messages).toMatchObject([{ reactions: [{ emoji: '🎉', senders: [ALICE] }] }]);
  });

  it.each(['correction', 'retraction'] as const)('CVE-2022-39835: a %s by the other side changes nothing, before or after', (change) => {
    const where = setting();
    const forged = { ...copy(said(change, 'in', 'f', 'm2', 'forged'), where, 'live') } as ChangeFact;
    kit.messages.change(forged);
    arrive(copy(SAID.ours, where, 'live'));
    kit.messages.change({ ...forged, stanzaId: 'f2' });
    // Nor does one in the account's name that came from the other side.
    kit.messages.change({ ...forged, stanzaId: 'f3', sender: ALICE });
    const { messages } = kit.messages.page(where.conversation, null, 50);
    const own = messages.filter(({ direction }) => direction === 'out');
    expect(own).toMatchObject([{ body: 'an answer', state: 'sent', sender: ALICE }]);
    expect(own[0]).not.toHaveProperty('editedAt');
    // What a correction says is theirs, whatever it names.
    const theirs = messages.filter(({ direction }) => direction === 'in');
    expect(theirs.map(({ body }) => body)).toEqual(change === 'correction' ? ['forged', 'forged'] : []);
  });

  it('CVE-2022-39835: reactions from another conversation reach nothing here, whatever they name; those in it count for their sender alone', () => {
    const where = setting();
    arrive(copy(SAID.theirs, where, 'live'));
    arrive(copy(SAID.otherReaction, where, 'live'));
    const elsewhere = { ...where, conversation: kit.conversations.open(where.account, 'mallory@example.org').id };
    const forged = copy(said('reactions', 'in', 'f', 'm1', '["👎"]'), elsewhere, 'live') as ChangeFact;
    expect(kit.messages.change({ ...forged, sender: 'mallory@example.org' }).touched).toEqual([]);
    // An empty set of theirs takes nothing back that the account said.
    kit.messages.change({ ...copy(said('reactions', 'in', 'f2', 'm1', '[]'), where, 'live') } as ChangeFact);
    expect(rows(where).messages).toMatchObject([{ reactions: [{ emoji: '🎉', senders: [ALICE] }] }]);
  });

  it.each(['receipt', 'marker'] as const)(
    'CVE-2022-39835: a forged %s confirms nothing: the account’s own, and for what the other side wrote',
    (change) => {
      const where = setting();
      for (const item of [SAID.theirs, SAID.ours]) arrive(copy(item, where, 'live'));
      expect(kit.messages.change(copy(said(change, 'in', 'f', 'm1'), where, 'live') as ChangeFact).touched).toEqual([]);
      kit.messages.change(copy(said(change, 'out', 'f', 'm2'), where, 'live') as ChangeFact);
      expect(rows(where).messages).toMatchObject([{ state: 'received' }, { state: 'sent' }]);
    },
  );

  it('what waits for messages that never come is bounded, for each sender by itself', () => {
    const where = setting();
    kit.archive.transaction(() => {
      for (let number = 0; number < 300; number++)
        kit.messages.change(copy(said('reactions', 'in', `w${number}`, `nothing-${number}`, '[]'), where, 'live') as ChangeFact);
      arrive(copy(said('reactions', 'out', 'mine', 'later', '[]'), where, 'live'));
    });
    const { waiting } = kit.archive
      .prepare<[number], { waiting: number }>('SELECT count(*) AS waiting FROM changes WHERE conversation = ?')
      .get(Number(where.conversation)) ?? { waiting: -1 };
    expect(waiting).toBe(201);
  });

  it('a receipt settles what became of a message whose fate was unknown', () => {
    const where = setting();
    const sent = kit.messages.send(where.conversation, 'hello', { stanzaId: 'own', originId: 'own' });
    kit.outbox.markSending(sent.id);
    kit.messages.change(copy(said('receipt', 'in', 'x', 'own'), where, 'live') as ChangeFact);
    expect(kit.messages.byId(sent.id)?.state).toBe('delivered');
    kit.outbox.markPending([sent.id]);
    kit.outbox.markFailed(sent.id, 'gone');
    expect(kit.messages.byId(sent.id)?.state).toBe('delivered');
  });

  it('what is said before a conversation has a message makes no chat of it', () => {
    kit.accounts.add('quiet', 'quiet@example.org');
    const conversation = kit.conversations.find('quiet', BOB);
    const where = { account: 'quiet', conversation };
    page([SAID.reaction], where);
    expect(kit.conversations.byId(conversation)).toBeUndefined();
    page([SAID.theirs], where, { before: 'archive-4' });
    expect(kit.conversations.byId(conversation)).toMatchObject({ last: { preview: 'furst text' } });
  });
});

describe('a correction whose message is not here', () => {
  const EDITS = [SAID.firstEdit, SAID.secondEdit];
  const standing = (where: Where) => kit.messages.page(where.conversation, null, 50).messages;

  it('is a message of its own, whatever order and road it comes by, and one row with its message when that comes', () => {
    kit.archive.transaction(() => {
      const later: readonly Item[] = [...EDITS, SAID.reaction, SAID.otherReaction];
      for (const items of [later, [...later, SAID.retraction]]) {
        const alone = setting();
        page(items, alone);
        const expected = rows(alone);
        expect(expected.messages).toHaveLength(1);
        const whole = setting();
        page([SAID.theirs, ...items], whole);
        const together = rows(whole);
        const roads = items.flatMap((item) => (['live', 'carbon'] as const).map((road) => ({ item, road })));
        fc.assert(
          fc.property(fc.shuffledSubarray(roads), fc.nat(items.length - 1), fc.constantFrom('live', 'archive'), (copies, cut, road) => {
            const where = setting();
            const half = Math.floor(copies.length / 2);
            for (const each of copies.slice(0, half)) arrive(copy(each.item, where, each.road));
            page(items.slice(cut), where);
            if (cut > 0) page(items.slice(0, cut), where, { before: `archive-${ARCHIVE.indexOf(items[cut] ?? SAID.theirs)}` });
            for (const each of copies.slice(half)) arrive(copy(each.item, where, each.road));
            expect(rows(where)).toEqual(expected);
            if (road === 'live') arrive(copy(SAID.theirs, where, 'live'));
            page([SAID.theirs], where, { before: 'archive-2' });
            expect(rows(where)).toEqual(together);
          }),
          runs(100),
        );
      }
    });
  });

  it('stands at its own place, and its message at that of the message', () => {
    const where = setting();
    page([SAID.ours, ...EDITS], where);
    expect(standing(where)).toMatchObject([{ body: 'an answer' }, { body: 'second text', editedAt: NOW + 30, sentAt: NOW + 20 }]);
    expect(makeRevisions(kit.archive)(String(standing(where)[1]?.id))).toEqual([{ body: 'first text', at: NOW + 20 }]);
    const standIn = standing(where)[1];
    page([SAID.theirs], where, { before: 'archive-1' });
    expect(standing(where)).toMatchObject([{ body: 'second text', sentAt: NOW }, { body: 'an answer' }]);
    expect(standing(where).map(({ id }) => id)).not.toContain(standIn?.id);
    expect(makeRevisions(kit.archive)(String(standing(where)[0]?.id))).toMatchObject([{ body: 'furst text' }, { body: 'first text' }]);
    expect(kit.conversations.byId(where.conversation)).toMatchObject({ last: { preview: 'an answer' }, unread: 1 });
  });

  it('that names a correction is about the same message, in whatever order they come', () => {
    const second = said('correction', 'in', 'e9', 'e1', 'second text');
    for (const order of [
      [second, SAID.firstEdit, SAID.theirs],
      [second, SAID.theirs, SAID.firstEdit],
      [SAID.firstEdit, second, SAID.theirs],
    ]) {
      const where = setting();
      for (const item of order) arrive({ ...copy(item, where, 'live'), live: false, sentAt: NOW + (item === second ? 30 : 10) });
      expect(standing(where)).toMatchObject([{ body: 'second text' }]);
    }
  });

  it('confirms nothing that lies before it, and its message confirms it later', () => {
    const where = setting();
    const edit = said('correction', 'out', 'e8', 'm2', 'a better answer');
    arrive(copy(wrote('out', 'm0', 'before'), where, 'live'));
    arrive(copy(edit, where, 'live'));
    arrive(copy(SAID.marker, where, 'live'));
    expect(standing(where)).toMatchObject([{ state: 'sent' }, { body: 'a better answer', state: 'sent' }]);
    page([SAID.ours], where);
    expect(standing(where).map(({ body, state }) => [body, state])).toContainEqual(['a better answer', 'read']);
  });

  it('does not take the place of a later message with the same id', () => {
    const where = setting();
    arrive(copy(SAID.firstEdit, where, 'live'));
    arrive({ ...copy(wrote('in', 'm1', 'another day'), where, 'live'), sentAt: NOW + 86_400_000 });
    expect(standing(where)).toMatchObject([{ body: 'first text' }, { body: 'another day' }]);
  });

  it('deleted here takes its message with it, and keeps the answer that is being written to it', () => {
    const where = setting();
    page([SAID.firstEdit], where);
    const standIn = String(standing(where)[0]?.id);
    makeOwnChanges(kit.archive).deleteHere(standIn);
    for (const road of ['live', 'archive'] as const) arrive(copy(SAID.firstEdit, where, road));
    expect(standing(where)).toEqual([]);
    page([SAID.theirs], where, { before: 'archive-2' });
    expect(standing(where)).toEqual([]);
    expect(rows(where)).toMatchObject({ unread: 0, counted: 0, indexed: [] });

    const other = setting();
    page([SAID.firstEdit], other);
    kit.conversations.saveDraft(other.conversation, 'I mean', String(standing(other)[0]?.id));
    page([SAID.theirs], other, { before: 'archive-2' });
    expect(kit.conversations.byId(other.conversation)?.draftReply).toMatchObject({ message: standing(other)[0]?.id, text: 'first text' });
  });

  it('is reacted to, answered and corrected under the id of its message', () => {
    const own = makeOwnChanges(kit.archive);
    const where = setting();
    arrive(copy(said('correction', 'out', 'e8', 'm2', 'a better answer'), where, 'carbon'));
    const [standIn] = standing(where);
    own.say(String(standIn?.id), 'correction', 'the best answer', 'e9');
    own.say(String(standIn?.id), 'reactions', '["👍"]', 'r9');
    expect(own.unsent(where.account)).toMatchObject([{ target: 'm2' }, { target: 'm2' }]);
    page([SAID.ours], where);
    expect(standing(where)).toMatchObject([{ body: 'the best answer', reactions: [{ emoji: '👍' }] }]);
    expect(own.unsent(where.account)).toHaveLength(2);
  });
});

describe('what was refused', () => {
  it('does not come back out of the archive, whatever it was, and says again what is new', () => {
    const own = makeOwnChanges(kit.archive);
    const where = setting();
    page([SAID.ours], where);
    const id = String(kit.messages.page(where.conversation, null, 50).messages[0]?.id);
    own.say(id, 'correction', 'a worse answer', 'e8');
    own.say(id, 'reactions', '["🌋"]', 'r8');
    const now = () => kit.messages.byId(id);
    own.left(own.unsent(where.account).map((change) => change.id));
    for (const stanza of ['e8', 'r8']) expect(own.refused(where.account, BOB, stanza)?.touched).toEqual([id]);
    expect(now()).toMatchObject({ body: 'an answer' });
    const sender = `${where.account}@example.org`;
    const archived = [said('correction', 'out', 'e8', 'm2', 'a worse answer'), said('reactions', 'out', 'r8', 'm2', '["🌋"]')];
    kit.messages.receivePage(
      archived.map((item) => ({ ...copy(item, where, 'archive'), sender })),
      { account: where.account },
    );
    expect(now()).toMatchObject({ body: 'an answer' });
    expect(now()).not.toHaveProperty('editedAt');
    expect(now()).not.toHaveProperty('reactions');
    own.say(id, 'reactions', '["🌋"]', 'r9');
    expect(now()).toMatchObject({ reactions: [{ emoji: '🌋' }] });
  });

  it('is told also of what was taken back, which stays so here', () => {
    const own = makeOwnChanges(kit.archive);
    const where = setting();
    page([SAID.ours], where);
    const id = String(kit.messages.page(where.conversation, null, 50).messages[0]?.id);
    own.say(id, 'retraction', '', 't8');
    own.left(own.unsent(where.account).map((change) => change.id));
    expect(own.refused(where.account, BOB, 't8')).toEqual({ kind: 'retraction', touched: [id], gone: [] });
    expect(kit.messages.byId(id)).toHaveProperty('retractedAt');
    expect(own.refused(where.account, BOB, 't8')).toBeUndefined();
  });

  it('takes what only stood in for a message with it', () => {
    const where = setting();
    arrive(copy(said('correction', 'out', 'e8', 'm2', 'a better answer'), where, 'carbon'));
    const [standIn] = kit.messages.page(where.conversation, null, 50).messages;
    expect(makeOwnChanges(kit.archive).refused(where.account, BOB, 'e8')).toMatchObject({
      gone: [{ id: standIn?.id, conversation: where.conversation }],
    });
    expect(kit.messages.page(where.conversation, null, 50).messages).toEqual([]);
    page([SAID.ours], where);
    expect(kit.messages.page(where.conversation, null, 50).messages).toMatchObject([{ body: 'an answer' }]);
  });
});

describe('what comes late for a message that is gone', () => {
  it('leaves no word of a correction behind: taken back or deleted here', () => {
    const where = setting();
    page([SAID.theirs, SAID.retraction], where);
    arrive(copy(SAID.firstEdit, where, 'live'));
    const own = makeOwnChanges(kit.archive);
    page([SAID.ours], where);
    const mine = kit.messages.page(where.conversation, null, 50).messages.find(({ direction }) => direction === 'out');
    own.deleteHere(String(mine?.id));
    arrive(copy(said('correction', 'out', 'e8', 'm2', 'a secret'), where, 'live'));
    const words = kit.archive.prepare<[number]>(`SELECT content FROM changes WHERE conversation = ? AND content <> ''`);
    expect(words.all(Number(where.conversation))).toEqual([]);
    expect(kit.messages.page(where.conversation, null, 50).messages).toMatchObject([{ body: '', retractedAt: NOW + 90 }]);
  });
});

describe('a message deleted here', () => {
  const sent = (where: Where, id: string) => {
    const message = kit.messages.send(where.conversation, 'a slip', { stanzaId: id, originId: id });
    kit.outbox.markSending(message.id);
    return message;
  };

  it('stays away, whatever comes of it later: it was sent, its copy comes, or what followed it was read', () => {
    const own = makeOwnChanges(kit.archive);
    const where = setting();
    const message = sent(where, 'gone-1');
    own.deleteHere(message.id);
    kit.outbox.markSent([message.id]);
    const later = sent(where, 'kept-1');
    kit.outbox.markSent([later.id]);
    const copied = copy(wrote('out', 'gone-1', 'a slip'), where, 'archive') as Fact;
    expect(kit.messages.receive({ ...copied, sender: message.sender, archiveId: 'archive-gone' }).outcome).toBe('merged');
    expect(kit.messages.byId(message.id)).toBeUndefined();
    expect(kit.messages.change(copy(said('marker', 'in', 'd9', 'kept-1'), where, 'live') as ChangeFact).touched).toEqual([later.id]);
    expect(kit.messages.page(where.conversation, null, 50).messages.map(({ id }) => id)).toEqual([later.id]);
  });

  it('is still taken back at the other side, when that was asked for and could not leave yet', () => {
    const own = makeOwnChanges(kit.archive);
    const where = setting();
    const message = sent(where, 'back-1');
    kit.outbox.markSent([message.id]);
    own.say(message.id, 'reactions', '["👍"]', 'own-1');
    own.say(message.id, 'retraction', '', 'own-2');
    own.deleteHere(message.id);
    const unsent = own.unsent(where.account);
    expect(unsent).toMatchObject([{ kind: 'retraction', target: 'back-1', stanzaId: 'own-2' }]);
    own.left(unsent.map(({ id }) => id));
    expect(own.unsent(where.account)).toEqual([]);
  });
});
