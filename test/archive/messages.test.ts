import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BODY_PREVIEW } from '../../shared/message.ts';
import { ALICE, BOB, countUnread, incoming, NOW, search, startArchive } from './support.ts';

let kit: ReturnType<typeof startArchive>;
let conversation: string;
let count = 0;
beforeAll(() => {
  kit = startArchive();
});
afterAll(() => kit.end());
beforeEach(() => {
  count += 1;
  conversation = kit.conversations.open('a', `friend${count}@example.org`).id;
});

const say = (body: string, more = {}) => kit.messages.receive(incoming(conversation, body, more));
const bodies = () => kit.messages.page(conversation, null, 100).messages.map((message) => message.body);

describe('send', () => {
  it('stores the message as pending and clears the draft', () => {
    kit.conversations.saveDraft(conversation, 'half a thought', null);
    const message = kit.messages.send(conversation, 'a whole\nthought', { stanzaId: 'n1', originId: 'n1' });
    expect(message).toMatchObject({
      state: 'pending',
      direction: 'out',
      sender: ALICE,
      body: 'a whole\nthought',
      sentAt: NOW,
      account: 'a',
    });
    expect(kit.conversations.byId(conversation)).toMatchObject({
      draft: '',
      unread: 0,
      answered: true,
      activeAt: NOW,
      last: { preview: 'a whole\nthought', direction: 'out', state: 'pending', sentAt: NOW },
    });
  });

  it.each(['UPDATE OF draft ON conversations', 'INSERT ON messages', 'UPDATE OF last_message ON conversations'])(
    'keeps the draft and stores nothing when %s fails',
    (moment) => {
      kit.conversations.saveDraft(conversation, 'half a thought', null);
      kit.archive.prepare(`CREATE TEMP TRIGGER fault BEFORE ${moment} BEGIN SELECT raise(ABORT, 'injected'); END`).run();
      try {
        expect(() => kit.messages.send(conversation, 'lost?', { stanzaId: 'n2', originId: 'n2' })).toThrow('injected');
      } finally {
        kit.archive.prepare('DROP TRIGGER fault').run();
      }
      expect(kit.conversations.byId(conversation)?.draft).toBe('half a thought');
      expect(bodies()).toEqual([]);
      expect(search(kit.archive, 'lost')).toEqual([]);
    },
  );

  it('refuses a conversation that does not exist', () => {
    expect(() => kit.messages.send('999999', 'x', { stanzaId: 'n3', originId: 'n3' })).toThrow();
  });
});

describe('unread', () => {
  it('counts what comes in until it is read, never what is ours', () => {
    say('one');
    const two = say('two');
    say('three');
    kit.messages.receive(incoming(conversation, 'mine, from the phone', { direction: 'out', sender: ALICE }));
    expect(kit.conversations.byId(conversation)?.unread).toBe(3);
    expect(kit.conversations.markRead(conversation, two.message.position)).toMatchObject({ unread: 1, readUpTo: two.message.position });
    expect(kit.conversations.markRead(conversation, 1)).toMatchObject({ unread: 1, readUpTo: two.message.position });
    expect(countUnread(kit.archive, conversation)).toBe(1);
  });

  it('begins with the first that counts: what came before this device is no news', () => {
    const old = { ...incoming(conversation, 'old'), live: false };
    const { position } = kit.messages.receive(old, { countUnread: false }).message;
    expect(kit.conversations.byId(conversation)).not.toHaveProperty('unreadFrom');
    const news = say('news').message.position;
    expect(kit.conversations.byId(conversation)).toMatchObject({ unread: 1, readUpTo: 0, unreadFrom: news });
    expect(news).toBeGreaterThan(position);
  });

  it('marking beyond the end does not swallow what comes later', () => {
    say('one');
    kit.conversations.markRead(conversation, Number.MAX_SAFE_INTEGER);
    say('two');
    expect(kit.conversations.byId(conversation)?.unread).toBe(1);
  });

  it('history stored without counting stays uncounted, until it also comes live', () => {
    const old = incoming(conversation, 'old', { live: false, archiveId: `h${count}`, stanzaId: 'old' });
    kit.messages.receivePage([old], { account: 'a' }, { countUnread: false });
    expect(kit.conversations.byId(conversation)?.unread).toBe(0);
    const { archiveId: _, ...live } = { ...old, live: true };
    expect(kit.messages.receive(live).outcome).toBe('merged');
    expect(kit.conversations.byId(conversation)?.unread).toBe(1);
    expect(kit.messages.receive(live).outcome).toBe('duplicate');
    expect(kit.conversations.byId(conversation)?.unread).toBe(1);
  });

  it('history before the read mark is not unread', () => {
    const seen = say('seen', { archiveId: `seen${count}` });
    kit.conversations.markRead(conversation, seen.message.position);
    const older = incoming(conversation, 'older', { live: false, archiveId: `older${count}` });
    kit.messages.receivePage([older], { account: 'a', before: `seen${count}` });
    expect(kit.conversations.byId(conversation)?.unread).toBe(0);
    expect(bodies()).toEqual(['older', 'seen']);
  });
});

describe('pages', () => {
  it('come ascending, and say whether there is more on either side', () => {
    for (let n = 0; n < 25; n++) say(`m${n}`);
    const newest = kit.messages.page(conversation, null, 10);
    expect(newest.messages.map((message) => message.body)).toEqual(Array.from({ length: 10 }, (_, n) => `m${15 + n}`));
    expect(newest).toMatchObject({ earlier: true, later: false });
    const middle = kit.messages.page(conversation, newest.messages[0]?.position ?? 0, 10);
    expect(middle.messages.map((message) => message.body)).toEqual(Array.from({ length: 10 }, (_, n) => `m${5 + n}`));
    expect(middle).toMatchObject({ earlier: true, later: true });
    const oldest = kit.messages.page(conversation, middle.messages[0]?.position ?? 0, 10);
    expect(oldest.messages).toHaveLength(5);
    expect(oldest).toMatchObject({ earlier: false, later: true });
    expect(kit.messages.page(conversation, oldest.messages[0]?.position ?? 0, 10).messages).toEqual([]);
  });

  it('carry the beginning of a long body, whole characters, and its length; the rest on demand', () => {
    const long = `${'x'.repeat(BODY_PREVIEW - 1)}${'👩‍👩‍👧'.repeat(12_000)}`;
    const { message } = say(long);
    expect(message.length).toBe(long.length);
    expect(message.body).toBe('x'.repeat(BODY_PREVIEW - 1));
    expect(kit.messages.body(message.id)).toBe(long);
    expect(kit.messages.body('nonsense')).toBeUndefined();
    expect(kit.messages.byId('nonsense')).toBeUndefined();
  });

  it('keep hostile text as it came', () => {
    const hostile = ['<img src=x onerror=alert(1)>', '\u202Egnp.exe', "'); DROP TABLE messages; --", 'a\u0000b', '𠮷'.repeat(10)];
    for (const body of hostile) say(body);
    expect(bodies()).toEqual(hostile.map((body) => body.replace('\u0000', '\ufffd')));
  });

  it('a stamp that is no time does not break storing, and one from the future does not stay on top', () => {
    say('nonsense', { sentAt: Number.NaN });
    say('far', { sentAt: NOW + 1e13 });
    expect(kit.conversations.byId(conversation)?.activeAt).toBe(NOW);
  });
});

describe('copies', () => {
  it('the same id from another sender is another message', () => {
    say('hello', { stanzaId: 'x1', originId: 'x1' });
    expect(say('hello', { stanzaId: 'x1', originId: 'x1', sender: 'mallory@example.org' }).outcome).toBe('new');
    expect(say('something else', { stanzaId: 'x1', originId: 'x1' }).outcome).toBe('new');
    expect(bodies()).toEqual(['hello', 'hello', 'something else']);
  });

  it('a sender who numbers from one again is not swallowed', () => {
    const stamp = { stanzaId: '1', live: false };
    say('down', { ...stamp, archiveId: `c${count}`, sentAt: NOW });
    expect(say('down', { ...stamp, archiveId: `d${count}`, sentAt: NOW + 3_600_000 }).outcome).toBe('new');
    expect(say('down', { ...stamp, archiveId: `e${count}`, sentAt: NOW + 1000 }).outcome).toBe('duplicate');
  });

  it('a forged archive id neither hides a message nor takes the id away', () => {
    const mine = say('real', { archiveId: `z${count}` });
    expect(say('forged', { archiveId: `z${count}`, sender: 'mallory@example.org' }).outcome).toBe('new');
    expect(say('real', { archiveId: `z${count}`, live: false }).message.id).toBe(mine.message.id);
  });

  it('our own message seen coming back has reached the server, also after a local failure', () => {
    const back = (id: string) => incoming(conversation, 'hi', { direction: 'out', sender: ALICE, stanzaId: id, originId: id, live: false });
    const ids = ['p1', 'p2', 'p3'].map((id) => `${id}-${count}`);
    const [pending = '', sending = '', bounced = ''] = ids.map(
      (id) => kit.messages.send(conversation, 'hi', { stanzaId: id, originId: id }).id,
    );
    kit.outbox.markSending(sending);
    kit.outbox.markFailed(bounced, 'service-unavailable');
    expect(ids.map((id) => kit.messages.receive(back(id)).message).map(({ id, state }) => [id, state])).toEqual([
      [pending, 'sent'],
      [sending, 'sent'],
      [bounced, 'failed'],
    ]);
    expect(bodies()).toHaveLength(3);
  });
});

describe('the text index', () => {
  it('finds words without accents, and CJK by phrase', () => {
    const { message } = say('Crème brûlée 東京都に行く');
    const id = Number(message.id);
    expect(search(kit.archive, 'creme brulee')).toContain(id);
    expect(search(kit.archive, '京 都')).toContain(id);
    expect(search(kit.archive, '都 京')).not.toContain(id);
  });

  it('forgets what is discarded, and an account that is removed', () => {
    const failed = kit.messages.send(conversation, 'zanzibar', { stanzaId: 'd', originId: 'd' });
    expect(search(kit.archive, 'zanzibar')).toEqual([Number(failed.id)]);
    expect(kit.outbox.discard(failed.id)).toBeUndefined();
    kit.outbox.markFailed(failed.id, 'not-sent');
    expect(kit.outbox.discard(failed.id)).toEqual({ id: failed.id, conversation });
    expect(search(kit.archive, 'zanzibar')).toEqual([]);
    expect(kit.conversations.byId(conversation)?.last).toBeUndefined();

    kit.accounts.add('b', 'other@example.org');
    const there = kit.conversations.open('b', BOB).id;
    kit.messages.receive({ ...incoming(there, 'madagascar'), account: 'b' });
    expect(search(kit.archive, 'madagascar')).toHaveLength(1);
    kit.accounts.remove('b');
    expect(search(kit.archive, 'madagascar')).toEqual([]);
    expect(kit.conversations.byId(there)).toBeUndefined();
    expect(kit.archive.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });
});
