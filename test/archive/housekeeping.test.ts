// What the person does to a conversation as a whole: pin, mute, put away, mark unread, delete; and reading around a place in it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, BOB, incoming, makeStores, NOW, search, startArchive } from './support.ts';

let kit: ReturnType<typeof startArchive>;
let id: string;
beforeEach(() => {
  kit = startArchive();
  id = kit.conversation;
});
afterEach(() => kit.end());

const say = (body: string, conversation = id) => kit.messages.receive(incoming(conversation, body)).message;
const row = () => kit.conversations.byId(id);

describe('a conversation', () => {
  it('begins as an ordinary one and keeps what was chosen', () => {
    expect(row()).toMatchObject({ pinned: false, mutedUntil: 0, archived: false, markedUnread: false });
    kit.conversations.pin(id, true);
    kit.conversations.mute(id, NOW + 1);
    kit.conversations.putAway(id, true);
    expect(row()).toMatchObject({ pinned: true, mutedUntil: NOW + 1, archived: true });
    kit.conversations.pin(id, false);
    kit.conversations.mute(id, 0);
    kit.conversations.putAway(id, false);
    expect(row()).toMatchObject({ pinned: false, mutedUntil: 0, archived: false });
  });

  it('is marked unread only where nothing is unread, and read by reading', () => {
    kit.conversations.markUnread(id);
    expect(row()).toMatchObject({ markedUnread: true, unread: 0 });
    kit.conversations.markRead(id, 0);
    expect(row()?.markedUnread).toBe(false);
    say('hello');
    kit.conversations.markUnread(id);
    expect(row()).toMatchObject({ markedUnread: false, unread: 1 });
  });

  it('what is read while the other devices are being told is still to be told', () => {
    const arrive = (archiveId: string) => kit.messages.receive(incoming(id, archiveId, { archiveId })).message;
    const [first, second] = [arrive('one'), arrive('two')];
    kit.conversations.markRead(id, first.position);
    expect(kit.conversations.toSync(id)).toBe('one');
    kit.conversations.markRead(id, second.position);
    kit.conversations.synced(id, 'one');
    expect([kit.conversations.unsynced('a'), kit.conversations.toSync(id)]).toEqual([[id], 'two']);
    kit.conversations.synced(id, 'two');
    kit.conversations.synced(id, 'one');
    kit.conversations.synced(id, 'nowhere');
    expect([kit.conversations.unsynced('a'), kit.conversations.toSync(id)]).toEqual([[], undefined]);
  });

  it('counts for the badge without its messages', () => {
    const other = kit.conversations.open('a', 'quiet@example.org').id;
    expect(kit.conversations.counters()).toEqual([]);
    say('one');
    kit.conversations.mute(other, NOW);
    expect(kit.conversations.counters()).toEqual([
      { id, account: 'a', unread: 1, markedUnread: false, mutedUntil: 0, archived: false },
      { id: other, account: 'a', unread: 0, markedUnread: false, mutedUntil: NOW, archived: false },
    ]);
  });
});

describe('an account with little in it', () => {
  it('takes the pictures with it that nobody else has', () => {
    const face = (account: string, address: string, picture: string) => {
      kit.profiles.put(account, { address, picture, toldBy: 'pep', refused: false, nickname: '', fullName: '' });
      kit.profiles.keepPicture(picture, { type: 'image/png', bytes: new Uint8Array([1]) });
    };
    kit.accounts.add('guest', 'guest.example.org', true);
    face('a', BOB, 'shared');
    face('guest', BOB, 'shared');
    face('guest', 'passer-by@example.org', 'seen once');
    kit.accounts.remove('guest');
    expect(kit.profiles.hashes()).toEqual(['shared']);
  });
});

describe('deleting', () => {
  /** As services/scrub.ts does, without its pauses. */
  function sweep(stores: Pick<typeof kit, 'archive' | 'removal'>): number {
    let slices = 0;
    while (stores.removal.slice()) slices += 1;
    while (stores.archive.index.clean());
    stores.removal.finish();
    return slices;
  }
  const count = (table: string) => kit.archive.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n;

  it('a conversation hides it at once and frees its address; its messages no longer leave', () => {
    say('hello');
    kit.messages.send(id, 'pending', { stanzaId: 's', originId: 's' });
    kit.removal.conversation(id);
    expect([row(), kit.conversations.list(), kit.conversations.counters(), kit.outbox.pending('a')]).toEqual([undefined, [], [], []]);
    const fresh = kit.conversations.open('a', BOB);
    expect(fresh).toMatchObject({ unread: 0, answered: false });
    expect(fresh.id).not.toBe(id);
    say('hello again', fresh.id);
    expect(kit.messages.page(fresh.id, null, 10).messages.map((message) => message.body)).toEqual(['hello again']);
  });

  it('takes its messages and their words in slices, and nothing of others', () => {
    const other = kit.conversations.open('a', 'other@example.org').id;
    kit.archive.transaction(() => {
      for (let n = 0; n < 2500; n++) say(`zanzibar ${n}`);
    });
    const kept = say('zanzibar too', other);
    kit.removal.conversation(id);
    expect(kit.removal.waiting()).toBe(true);
    expect(sweep(kit)).toBe(10);
    expect(kit.removal.waiting()).toBe(false);
    expect([count('conversations'), count('messages')]).toEqual([1, 1]);
    expect(search(kit.archive, 'zanzibar')).toEqual([Number(kept.id)]);
    expect(kit.archive.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('leaves no word behind in the pages of the index', () => {
    const blocks = kit.archive.prepare<[], { block: Uint8Array }>('SELECT block FROM messages_text_data');
    const holds = (word: string) => blocks.all().some(({ block }) => Buffer.from(block).includes(word));
    const other = kit.conversations.open('a', 'other@example.org').id;
    kit.archive.transaction(() => {
      for (let n = 0; n < 300; n++) say(`yxcvbnm${n} stays`, other);
      // So little of the whole that the index would not tidy up after it by itself.
      for (let n = 0; n < 3; n++) say(`qwertzuiop${n} and more`);
    });
    kit.removal.conversation(id);
    while (kit.removal.slice());
    expect(holds('qwertzuiop')).toBe(true);
    sweep(kit);
    expect(holds('qwertzuiop')).toBe(false);
    expect(holds('yxcvbnm')).toBe(true);
    expect(search(kit.archive, 'stays')).toHaveLength(300);
  });

  it('goes on after the process ended in the middle', () => {
    kit.archive.transaction(() => {
      for (let n = 0; n < 300; n++) say(`zanzibar ${n}`);
    });
    kit.removal.conversation(id);
    kit.removal.slice();
    const { removal } = makeStores(kit.archive);
    expect(removal.waiting()).toBe(true);
    expect(sweep({ archive: kit.archive, removal })).toBe(1);
    expect([count('conversations'), count('messages')]).toEqual([0, 0]);
  });

  it('an account frees its address and takes everything, others nothing', () => {
    kit.accounts.add('b', 'other@example.org');
    const there = kit.conversations.open('b', BOB).id;
    kit.messages.receive({ ...incoming(there, 'stays'), account: 'b' });
    say('goes');
    kit.contacts.upsert('a', { address: BOB, subscription: 'both', asked: false, groups: [], approved: false }, 'v1');
    kit.sync.cover('a', '', { ids: ['x'] });
    kit.quarantine.put('a', '<x/>', 'why');
    kit.removal.account('a');
    expect(kit.accounts.list().map((account) => account.id)).toEqual(['b']);
    expect([kit.contacts.list('a'), kit.contacts.version('a'), kit.sync.getMark('a', ''), kit.quarantine.list('a')]).toEqual([
      [],
      undefined,
      undefined,
      [],
    ]);
    kit.accounts.add('c', ALICE);
    sweep(kit);
    expect(
      kit.accounts
        .list()
        .map((account) => account.id)
        .sort(),
    ).toEqual(['b', 'c']);
    expect([count('accounts'), count('conversations'), count('messages')]).toEqual([2, 1, 1]);
  });

  it('what comes next still stands behind what the server archive was read up to', () => {
    const gone = kit.messages.receivePage([incoming(id, 'gone', { live: false, archiveId: 'g' })], { account: 'a' });
    kit.sync.cover('a', '', { ids: ['g'], firstPosition: gone.firstPosition ?? 0, lastPosition: gone.lastPosition ?? 0 });
    kit.removal.conversation(id);
    while (kit.removal.slice());
    const other = kit.conversations.open('a', 'other@example.org').id;
    expect(say('next', other).position).toBeGreaterThan(gone.lastPosition ?? Number.POSITIVE_INFINITY);
  });
});

describe('reading around a place', () => {
  const bodies = (page: { messages: readonly { body: string }[] }) => page.messages.map((message) => message.body);
  const fill = (count: number) => Array.from({ length: count }, (_, n) => say(`m${n}`).position);
  const names = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `m${from + n}`);

  it('gives half before and half from there, and says what is on either side', () => {
    const places = fill(30);
    // Another conversation's messages lie between ours on the account's line.
    say('elsewhere', kit.conversations.open('a', 'other@example.org').id);
    const middle = kit.messages.around(id, places[15] ?? 0, 10);
    expect(bodies(middle)).toEqual(names(10, 20));
    expect(middle).toMatchObject({ earlier: true, later: true });
    expect(bodies(kit.messages.around(id, places[2] ?? 0, 10))).toEqual(names(0, 7));
    expect(kit.messages.around(id, places[2] ?? 0, 10)).toMatchObject({ earlier: false, later: true });
    expect(bodies(kit.messages.around(id, places[29] ?? 0, 11))).toEqual(names(24, 30));
    expect(kit.messages.around(id, places[29] ?? 0, 11)).toMatchObject({ earlier: true, later: false });
    expect(bodies(kit.messages.around(id, (places[4] ?? 0) + 1, 4))).toEqual(names(3, 7));
    expect(bodies(kit.messages.around(id, places[5] ?? 0, 1))).toEqual(['m5']);
    expect(kit.messages.around('999', 5, 10)).toEqual({ messages: [], earlier: false, later: false });
  });

  it('pages forwards to the end without leaving any out', () => {
    const places = fill(25);
    const seen: string[] = [];
    let after = places[4] ?? 0;
    for (let more = true; more; ) {
      const page = kit.messages.after(id, after, 8);
      expect(page.earlier).toBe(true);
      seen.push(...bodies(page));
      after = page.messages.at(-1)?.position ?? after;
      more = page.later;
    }
    expect(seen).toEqual(names(5, 25));
    expect(kit.messages.after(id, 0, 100)).toMatchObject({ earlier: false, later: false });
    expect(kit.messages.after(id, after, 8)).toEqual({ messages: [], earlier: true, later: false });
  });
});

describe('contacts', () => {
  it('remember when somebody was last there, across roster changes', () => {
    const item = { address: BOB, subscription: 'both' as const, asked: false, groups: [], approved: false };
    kit.contacts.upsert('a', item);
    expect(kit.contacts.find('a', BOB)).not.toHaveProperty('lastSeen');
    kit.contacts.setLastSeen('a', BOB, NOW);
    kit.contacts.replaceRoster('a', [{ ...item, name: 'Bob' }]);
    expect(kit.contacts.find('a', BOB)).toMatchObject({ name: 'Bob', lastSeen: NOW });
    kit.contacts.setLastSeen('a', 'nobody@example.org', NOW);
    expect(kit.contacts.find('a', 'nobody@example.org')).toBeUndefined();
  });
});
