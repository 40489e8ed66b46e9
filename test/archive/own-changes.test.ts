// What the person did to messages, and what becomes of it: refused by the other side, or deleted on this device.
import { afterAll, describe, expect, it } from 'vitest';
import type { ChangeFact, Fact } from '../../electron/archive/facts.ts';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { copy, SAID, said, startLives, wrote } from './said.ts';
import { BOB, type Where } from './support.ts';

const { kit, setting, arrive, page } = startLives();
afterAll(() => kit.end());

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
