// Invariant I10 and the life of a message: whatever order and road its original, corrections, retraction, reactions and receipts come by, the
// row ends the same; nobody but its author changes it.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { ChangeFact } from '../../electron/archive/facts.ts';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { runs } from '../support/runs.ts';
import { ARCHIVE, copy, SAID, said, startLives } from './said.ts';
import { ALICE, BOB, NOW } from './support.ts';

const { kit, setting, arrive, page, rows } = startLives();
afterAll(() => kit.end());

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
    expect(rows(whole)).toMatchObject({ unread: 0, counted: 0, mentions: 0, countedMentions: 0, indexed: ['answer'] });
    expect(rows(whole).messages).toMatchObject([
      { body: '', length: 0, retractedAt: NOW + 90 },
      { body: 'an answer', state: 'read', deliveredAt: NOW + 70, readAt: NOW + 80, reactions: [{ emoji: '❤️', senders: [BOB] }] },
    ]);
    expect(rows(whole).messages[0]).not.toHaveProperty('reactions');
    expect(rows(whole).messages[0]).not.toHaveProperty('mentions');
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
