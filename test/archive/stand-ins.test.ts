// A correction whose message never came, or comes later (XEP-0308).
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { makeRevisions } from '../../electron/archive/revisions.ts';
import { runs } from '../support/runs.ts';
import { ARCHIVE, copy, type Item, SAID, said, startLives, wrote } from './said.ts';
import { NOW } from './support.ts';

const { kit, setting, arrive, page, rows, standing } = startLives();
afterAll(() => kit.end());

describe('a correction whose message is not here', () => {
  const EDITS = [SAID.firstEdit, SAID.secondEdit];

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
