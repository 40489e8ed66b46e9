// Senders who give the same id again, or none; archives that were made anew; and what is said about such messages.
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeFact, Fact } from '../../electron/archive/facts.ts';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { BOB, NOW, startRuns, type Where } from './support.ts';

const { kit, setting } = startRuns();
afterAll(() => kit.end());
const DAY = 24 * 3_600_000;
let where: Where;
beforeEach(() => {
  where = setting();
});

const fact = (body: string, more: Partial<Fact>): Fact => ({
  ...where,
  direction: 'in',
  sender: BOB,
  sentAt: NOW,
  live: true,
  body,
  ...more,
});
const live = (body: string, more: Partial<Fact> = {}) => kit.messages.receive(fact(body, more));
const archived = (before: string | undefined, ...facts: readonly Fact[]) =>
  kit.messages.receivePage(facts, { account: where.account, ...(before === undefined ? {} : { before }) });
const past = (body: string, archiveId: string, more: Partial<Fact> = {}) => fact(body, { archiveId, live: false, ...more });
const shown = () => kit.messages.page(where.conversation, null, 50).messages;
const texts = () => shown().map(({ body }) => body);
const say = (change: ChangeFact['change'], target: string, content = '') =>
  kit.messages.change({
    ...where,
    direction: 'in',
    sender: BOB,
    sentAt: NOW + 1000,
    live: true,
    change,
    target,
    content,
    stanzaId: `about ${target}`,
  });

describe('an id that is given again', () => {
  it('with the same short answer the next day is another message, also where nothing has an archive id', () => {
    live('ok', { stanzaId: 'a1', sentAt: NOW - DAY });
    live('ok', { stanzaId: 'a1' });
    live('ok', { stanzaId: 'a1', sentAt: NOW + 1000 });
    expect(texts()).toEqual(['ok', 'ok']);
  });

  it('names the last message that had it, though an older one came from the archive later', () => {
    live('near', { stanzaId: 'u1', archiveId: 'A2' });
    archived('A2', past('long ago', 'A1', { stanzaId: 'u1', sentAt: NOW - 2 * DAY }));
    live('answer', { stanzaId: 'r1', sentAt: NOW + 500, reply: { id: 'u1', sender: BOB } });
    expect(shown().at(-1)?.replyTo).toMatchObject({ text: 'near' });
    say('correction', 'u1', 'nearer');
    expect(texts()).toEqual(['long ago', 'nearer', 'answer']);
    say('retraction', 'u1');
    expect(texts()).toEqual(['long ago', '', 'answer']);
  });
});

describe('an archive id that is given again', () => {
  it('for something else hides nothing', () => {
    live('before', { stanzaId: 'x', archiveId: '5', sentAt: NOW - DAY });
    archived(undefined, past('after', '5', { stanzaId: 'y' }));
    expect(texts()).toEqual(['before', 'after']);
  });
});

describe('a message without any id', () => {
  it('is one with its copy in the archive, and as often there as it was sent', () => {
    live('ok');
    live('ok', { sentAt: NOW + 5000 });
    live('well');
    const page = [past('ok', 'N1', { sentAt: NOW + 1000 }), past('ok', 'N2', { sentAt: NOW + 6000 }), past('well', 'N3'), past('ok', 'N4')];
    archived(undefined, ...page);
    expect(texts().toSorted()).toEqual(['ok', 'ok', 'ok', 'well']);
    archived(undefined, ...page);
    expect(shown()).toHaveLength(4);
  });
});

describe('what answers repeat of a message', () => {
  const quotes = () =>
    kit.archive
      .prepare<[number], { quote: string | null }>(
        'SELECT reply_quote AS quote FROM messages WHERE conversation = ? AND reply_id IS NOT NULL',
      )
      .all(Number(where.conversation))
      .map(({ quote }) => quote);

  for (const [what, end] of [
    ['its author took it back', () => void say('retraction', 'm1')],
    ['it is deleted here', () => void makeOwnChanges(kit.archive).deleteHere(shown()[0]?.id ?? '')],
  ] as const) {
    it(`goes with it when ${what}`, () => {
      const { message } = live('a secret', { stanzaId: 'm1' });
      kit.messages.send(where.conversation, 'answer', { stanzaId: 'q1', originId: 'q1', replyTo: message.id });
      live('another', { stanzaId: 'q2', reply: { id: 'm1', sender: BOB, quote: 'a secret' } });
      expect(quotes()).toEqual(['a secret', 'a secret']);
      end();
      expect(quotes()).toEqual([null, null]);
      expect(shown().flatMap(({ replyTo }) => replyTo ?? [])).toMatchObject([
        { text: '', retracted: true },
        { text: '', retracted: true },
      ]);
    });
  }
});
