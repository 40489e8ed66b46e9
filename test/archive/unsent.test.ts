// Own messages that did not arrive: what the person does about them, and what the account's archive, which has some of them, makes of that.
import { afterAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../electron/archive/facts.ts';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { NOW, startRuns, type Where } from './support.ts';

const { kit, setting } = startRuns();
afterAll(() => kit.end());
const own = makeOwnChanges(kit.archive);

const write = (where: Where, id: string) => kit.messages.send(where.conversation, `text of ${id}`, { stanzaId: id, originId: id });
const shown = (where: Where) => kit.messages.page(where.conversation, null, 50).messages;
const leaving = (where: Where) => kit.outbox.pending(where.account).map(({ stanzaId }) => stanzaId);

function copyOf({ account, conversation }: Where, id: string, more: Partial<Fact>): Fact {
  return {
    account,
    conversation,
    direction: 'out',
    sender: `${account}@example.org`,
    stanzaId: id,
    originId: id,
    sentAt: NOW,
    live: false,
    body: `text of ${id}`,
    ...more,
  };
}

function archived(where: Where, id: string, archiveId: string): void {
  kit.messages.receivePage([copyOf(where, id, { archiveId })], { account: where.account });
}

function cameBack(where: Where, id: string) {
  const message = write(where, id);
  kit.outbox.markSending(message.id);
  kit.outbox.markSent([message.id]);
  kit.outbox.markFailed(message.id, 'service-unavailable');
  return message;
}

describe('a message whose fate is unknown', () => {
  for (const [what, deed, said] of [
    ['taken back', (id: string) => own.say(id, 'retraction', '', `back ${id}`), [{ kind: 'retraction', target: 'uncertain' }]],
    ['deleted here', (id: string) => own.deleteHere(id), []],
  ] as const) {
    it(`${what} meanwhile does not leave again without its text`, () => {
      const where = setting();
      const { id } = write(where, 'uncertain');
      kit.outbox.markSending(id);
      deed(id);
      kit.outbox.markPending([id]);
      expect(leaving(where)).toEqual([]);
      expect(kit.outbox.retry(id)).toBeUndefined();
      // Where no archive could be asked, it may have arrived.
      expect(own.unsent(where.account)).toMatchObject(said);
    });
  }

  it('taken back before it left never leaves', () => {
    const where = setting();
    own.say(write(where, 'waiting').id, 'retraction', '', 'back');
    expect(leaving(where)).toEqual([]);
    expect(own.unsent(where.account)).toEqual([]);
  });
});

describe('a message that came back', () => {
  it('and was discarded does not return out of the archive', () => {
    const where = setting();
    const { id } = cameBack(where, 'discarded');
    expect(kit.outbox.discard(id)).toEqual({ id, conversation: where.conversation });
    expect(kit.outbox.discard(id)).toBeUndefined();
    archived(where, 'discarded', 'first');
    expect(shown(where)).toEqual([]);
  });

  for (const [what, deed] of [
    ['to be tried again', (id: string) => kit.outbox.retry(id)],
    ['written anew', (id: string) => own.rewrite(id, 'text of again', [])],
  ] as const) {
    it(`and is ${what} is not taken for sent because the archive has the first attempt`, () => {
      const where = setting();
      const { id } = cameBack(where, 'again');
      deed(id);
      archived(where, 'again', 'first');
      expect(leaving(where)).toEqual(['again']);
      kit.outbox.markSending(id);
      archived(where, 'again', 'first');
      expect(kit.outbox.uncertain(where.account)).toHaveLength(1);
      archived(where, 'again', 'second');
      expect(shown(where)).toMatchObject([{ id, state: 'sent' }]);
    });
  }

  it('and is tried again by another device is sent', () => {
    const where = setting();
    const { message } = kit.messages.receive(copyOf(where, 'elsewhere', { live: true }));
    kit.outbox.markFailed(message.id, 'service-unavailable');
    kit.messages.receive(copyOf(where, 'elsewhere', { live: true }));
    expect(shown(where)).toMatchObject([{ id: message.id, state: 'sent' }]);
  });
});
