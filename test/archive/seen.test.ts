// How far somebody has read, told by whatever stood last before their eyes: also by what is no message of its own (XEP-0333, XEP-0490).
import { afterAll, describe, expect, it } from 'vitest';
import type { ChangeFact } from '../../electron/archive/facts.ts';
import { copy, type Item, SAID, said, startLives, wrote } from './said.ts';
import { BOB, type Where } from './support.ts';

const { kit, setting, arrive, page, standing } = startLives();
afterAll(() => kit.end());

/** Two messages of theirs, and then something about the first. */
const LATER = {
  correction: SAID.firstEdit,
  reactions: said('reactions', 'in', 'r9', 'm1', '["👍"]'),
  retraction: SAID.retraction,
} as const;
const SECOND = wrote('in', 'm3', 'one more');
const archived = (item: Item, id: string, where: Where) => ({ ...copy(item, where, 'archive'), archiveId: id }) as ChangeFact;

function told(kind: keyof typeof LATER): Where {
  const where = setting();
  for (const item of [SAID.theirs, SECOND]) arrive(copy(item, where, 'live'));
  arrive({ ...archived(LATER[kind], 'archive-later', where), live: true });
  return where;
}

describe.each(['correction', 'reactions', 'retraction'] as const)('read up to a %s', (kind) => {
  it('on another device, by its archive id: everything before it was seen', () => {
    const where = told(kind);
    const position = kit.conversations.positionOf(where.conversation, 'archive-later');
    expect(position).toBeGreaterThan(standing(where).at(-1)?.position ?? Number.POSITIVE_INFINITY);
    kit.conversations.markRead(where.conversation, position ?? 0);
    kit.conversations.synced(where.conversation, 'archive-later');
    expect(kit.conversations.byId(where.conversation)?.unread).toBe(0);
    expect(kit.conversations.unsynced(where.account)).toEqual([]);
    const elsewhere = kit.conversations.open(where.account, 'mallory@example.org').id;
    expect(kit.conversations.positionOf(elsewhere, 'archive-later')).toBeUndefined();
  });

  it('on another device, by its own id, whichever comes first', () => {
    const seen = said('marker', 'out', 'd9', String(LATER[kind].stanzaId));
    const where = told(kind);
    arrive(copy(seen, where, 'live'));
    const waited = setting();
    for (const item of [SAID.theirs, SECOND, seen, LATER[kind]]) arrive(copy(item, waited, 'live'));
    expect([where, waited].map(({ conversation }) => kit.conversations.byId(conversation)?.unread)).toEqual([0, 0]);
  });
});

it('what they saw of ours last is behind all we wrote before it', () => {
  const where = setting();
  page([SAID.ours], where);
  arrive(copy(wrote('out', 'm4', 'and so on'), where, 'live'));
  arrive(copy(said('correction', 'out', 'e9', 'm2', 'a better answer'), where, 'live'));
  arrive(copy(wrote('out', 'm5', 'not seen yet'), where, 'live'));
  arrive(copy(said('marker', 'in', 'd9', 'e9'), where, 'live'));
  expect(standing(where).map(({ state }) => state)).toEqual(['read', 'read', 'sent']);
});

it('a reaction of ours to what they wrote was seen by them: that says nothing of their own message', () => {
  const where = setting();
  arrive(copy(wrote('out', 'm0', 'before'), where, 'live'));
  arrive(copy(SAID.theirs, where, 'live'));
  arrive(copy(SAID.reaction, where, 'carbon'));
  arrive(copy(said('marker', 'in', 'd9', 'r1'), where, 'live'));
  expect(standing(where).map(({ state }) => state)).toEqual(['read', 'received']);
});

it('nobody has seen for the other side, and nothing is taken back or confirmed by naming a reaction', () => {
  const where = setting();
  for (const item of [SAID.theirs, SAID.ours, SAID.theirReaction]) arrive(copy(item, where, 'live'));
  const forged = (['marker', 'receipt', 'correction', 'retraction'] as const).map((change) =>
    said(change, 'in', `f-${change}`, 'r3', 'forged'),
  );
  for (const item of forged) arrive(copy(item, where, 'live'));
  expect(standing(where).filter(({ sender }) => sender !== BOB)).toMatchObject([{ body: 'an answer', state: 'sent' }]);
  expect(standing(where)[0]).toMatchObject({ body: 'furst text' });
  expect(standing(where)[0]).not.toHaveProperty('retractedAt');
});
