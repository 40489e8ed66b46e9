// Search over a real archive: what is found, in which order, with which context; and that what is typed is only ever looked for.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Archive, openArchive } from '../../electron/archive/database.ts';
import { migrations } from '../../electron/archive/migrations.ts';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { makeSearch } from '../../electron/archive/search.ts';
import { shelves } from '../../electron/archive/shelf-schema.ts';
import { makeSearchRoad } from '../../electron/services/search.ts';
import type { Conversation } from '../../shared/conversation.ts';
import { ALICE, BOB, KEY, makeFolder, startArchive } from '../archive/support.ts';

const CAROL = 'carol@example.org';
const DAY = 86_400_000;
const START = new Date(2026, 2, 1).getTime();
let kit: ReturnType<typeof startArchive>;
let chats: readonly Conversation[];
let road: ReturnType<typeof makeSearchRoad>;
let carol: string;
let position = 0;

function put(
  conversation: string,
  body: string,
  { at = START, sender = BOB, own = false, before }: { at?: number; sender?: string; own?: boolean; before?: string } = {},
): string {
  position += 1;
  const fact = {
    account: 'a',
    conversation,
    direction: own ? ('out' as const) : ('in' as const),
    sender: own ? ALICE : sender,
    sentAt: at,
    live: false,
    archiveId: `s${position}`,
    body,
  };
  const page = { account: 'a', ...(before === undefined ? {} : { before }) };
  const [stored] = kit.messages.receivePage([fact], page).stored;
  return stored?.message.id ?? '';
}

beforeAll(() => {
  kit = startArchive();
  carol = kit.conversations.open('a', CAROL).id;
  const chat = (id: string, address: string, title: string) => ({ id, account: 'a', address, title }) as Conversation;
  chats = [chat(kit.conversation, BOB, 'Böb Builder'), chat(carol, CAROL, 'Carol')];
  road = makeSearchRoad({
    store: makeSearch(kit.archive),
    conversations: { list: () => chats, byId: (id) => chats.find((each) => each.id === id) },
    message: kit.messages.byId,
    breathe: async () => undefined,
  });
  put(kit.conversation, 'The café by the harbour opens early', { at: START });
  put(kit.conversation, 'I will bring bread to the HARBOUR', { at: START + DAY, own: true });
  put(carol, 'harbours are overrated, see https://kith.example/walk', { at: START + 2 * DAY, sender: CAROL });
  put(carol, '来週の火曜日に会う', { at: START + 3 * DAY, sender: CAROL });
  put(carol, 'nothing but 🎉', { at: START + 4 * DAY, sender: CAROL });
  put(kit.conversation, 'older than all, read later: harbour', { at: START - DAY, before: 's1' });
});
afterAll(() => kit.end());

const bodies = async (typed: string, conversation: string | null = null, limit = 50) =>
  (await road.find(typed, conversation, limit)).hits.map((hit) => hit.message.body.slice(0, 14));

describe('finding', () => {
  it('is newest first by the order of messages, not by when they came here', async () => {
    expect(await bodies('harbour')).toEqual(['harbours are o', 'I will bring b', 'The café by th', 'older than all']);
    expect(await bodies('harbour', kit.conversation)).toEqual(['I will bring b', 'The café by th', 'older than all']);
    expect(await road.find('harbour', null, 2)).toMatchObject({
      more: true,
      hits: [{ conversation: carol }, { conversation: kit.conversation }],
    });
  });

  it.each([
    ['cafe', ['The café by th']],
    ['CAFÉ early', ['The café by th']],
    ['harb bread', ['I will bring b']],
    ['"harbour"', ['I will bring b', 'The café by th', 'older than all']],
    ['"by the harbour"', ['The café by th']],
    ['火', ['来週の火曜日に会う']],
    ['火曜', ['来週の火曜日に会う']],
    ['曜火', []],
    ['🎉', ['nothing but 🎉']],
    ['absent', []],
    ['from:me', ['I will bring b']],
    ['from:bob harbour', ['The café by th', 'older than all']],
    ['from:böb in:carol', []],
    ['in:carol has:link', ['harbours are o']],
    ['in:"böb builder" harbour', ['I will bring b', 'The café by th', 'older than all']],
    ['harbour before:2026-03-02', ['The café by th', 'older than all']],
    ['harbour after:2026-03-02', ['harbours are o', 'I will bring b']],
    ['after:2026-03-04', ['nothing but 🎉', '来週の火曜日に会う']],
    ['before:2020', []],
  ])('%s', async (typed, found) => {
    expect(await bodies(typed)).toEqual(found.map((body) => body.slice(0, 14)));
  });

  it('takes nothing typed as an order', async () => {
    for (const typed of [
      '"',
      '""',
      'NEAR(a b)',
      'a OR b',
      'body:x',
      '^harbour',
      'harbour*',
      '(',
      'AND',
      '-x',
      '{}',
      "'; DROP TABLE messages; --",
      'from:',
      'before:soon',
    ])
      await expect(road.find(typed, null, 10), typed).resolves.toBeDefined();
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), async (typed) => void (await road.find(typed, null, 5))),
      { numRuns: 200 },
    );
    expect(await bodies('harbour*')).toHaveLength(4);
  });

  it('leaves out what is of no chat any more', async () => {
    const before = chats;
    chats = chats.slice(0, 1);
    expect(await bodies('harbour')).toHaveLength(3);
    chats = before;
  });

  it('gives way to a newer search', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = makeSearchRoad({
      store: makeSearch(kit.archive),
      conversations: { list: () => chats, byId: (id) => chats.find((each) => each.id === id) },
      message: kit.messages.byId,
      breathe: () => held,
    });
    const first = slow.find('after:2020', null, 50);
    const second = slow.find('harbour', null, 1);
    release();
    expect((await second).hits).toHaveLength(1);
    await expect(first).resolves.toBeDefined();
  });
});

describe('many matches', () => {
  it('are found by walking back, the same as sorting all of them', async () => {
    const big = startArchive();
    big.archive.pragma('synchronous = OFF');
    const words = ['often', 'seldom', 'rarely'];
    big.archive.transaction(() => {
      for (let index = 0; index < 4000; index++) {
        const word = index % 400 === 3 ? words[2] : index % 9 === 0 ? words[1] : words[0];
        const fact = {
          account: 'a',
          conversation: big.conversation,
          direction: 'in' as const,
          sender: BOB,
          sentAt: START + index,
          live: true,
          body: `${word} ${index}`,
        };
        big.messages.receive(fact);
      }
    });
    const search = makeSearch(big.archive);
    for (const word of words) {
      const found = [
        ...search.steps({ account: 'a', after: -1, before: Number.MAX_SAFE_INTEGER }, { phrases: [{ text: word ?? '', exact: false }] }),
      ].flat();
      const all = Array.from({ length: 4000 }, (_, index) => 3999 - index).filter(
        (index) => (index % 400 === 3 ? 2 : index % 9 === 0 ? 1 : 0) === words.indexOf(word),
      );
      expect(found.map(({ body }) => Number(body.split(' ')[1]))).toEqual(all);
    }
    expect(search.positionAt({ account: 'a', conversation: big.conversation }, START + 2000)).toBe(
      [...search.steps({ account: 'a', after: -1, before: Number.MAX_SAFE_INTEGER }, {})].flat()[1999]?.position,
    );
    big.end();
  });
});

describe('few matches', () => {
  const WORDS = ['one', 'two', 'three'];
  const all = { account: 'a', after: -1, before: Number.MAX_SAFE_INTEGER };

  /** Rows that came in another order than theirs, without room between them. */
  function fill(archive: Archive, bodies: readonly string[]): void {
    const insert = archive.prepare<[number, string, number, string]>(`
      INSERT INTO messages (account, conversation, direction, sender, position, archive_id, sent_at, stored_at, state, length, body)
      VALUES ('a', 1, 'in', '${BOB}', ?, ?, ?, 1, 'received', 3, ?)`);
    archive.transaction(() => {
      for (const [index, body] of bodies.entries()) {
        const position = 1000 + ((index * 7919) % bodies.length);
        archive.index.put(Number(insert.run(position, `at ${position}`, START, body).lastInsertRowid), body);
      }
    });
  }

  const ordered = (big: { readonly archive: Archive }, like: string) =>
    big.archive
      .prepare<[string], string>('SELECT CAST(id AS TEXT) FROM messages WHERE body LIKE ? ORDER BY position DESC')
      .pluck()
      .all(like);
  const found = (big: { readonly archive: Archive }, text: string) =>
    [...makeSearch(big.archive).steps(all, { phrases: [{ text, exact: false }] })].flat().map(({ id }) => id);

  it('are found newest first, in whichever order they came here and wherever they moved since', () => {
    const big = startArchive();
    fill(
      big.archive,
      Array.from({ length: 5000 }, (_, index) => (index % 50 === 0 ? `${WORDS[(index / 50) % 3]} of many` : 'other')),
    );
    for (const word of WORDS) expect(found(big, word)).toEqual(ordered(big, `${word} of%`));
    const late = { ...written(big.conversation), live: false, archiveId: 'late', body: 'three of late' };
    expect(big.messages.receivePage([late], { account: 'a', before: 'at 3500' }).moved).toBe(true);
    for (const word of WORDS) expect(found(big, word)).toEqual(ordered(big, `${word} of%`));
    big.end();
  });

  it('by the beginning of more words than can be asked for are read', () => {
    const big = startArchive();
    fill(
      big.archive,
      Array.from({ length: 1000 }, (_, index) => (index % 250 === 0 ? 'a few of these' : `word${index.toString(36)} here`)),
    );
    expect(found(big, 'word')).toEqual(ordered(big, 'word%'));
    expect(found(big, 'few of')).toHaveLength(4);
    expect(
      [
        ...makeSearch(big.archive).steps(all, {
          phrases: [
            { text: 'word', exact: false },
            { text: 'few', exact: true },
          ],
        }),
      ].flat(),
    ).toEqual([]);
    big.end();
  });

  it('are found in an archive that was made before there were shelves', () => {
    const folder = makeFolder();
    const older = openArchive(folder.path, KEY, { migrations: migrations.slice(0, migrations.indexOf(shelves)) });
    older.prepare("INSERT INTO accounts (id, address, created_at) VALUES ('a', 'alice@example.org', 1)").run();
    older.prepare("INSERT INTO conversations (account, address, active_at, created_at) VALUES ('a', 'bob@example.org', 1, 1)").run();
    fill(
      older,
      Array.from({ length: 2500 }, (_, index) => (index % 1000 === 0 ? 'rare' : 'word')),
    );
    older.close();
    const archive = openArchive(folder.path, KEY);
    expect(found({ archive }, 'rare')).toEqual(ordered({ archive }, 'rare'));
    expect(found({ archive }, 'rare')).toHaveLength(3);
    archive.close();
    folder.remove();
  });
});

describe('days', () => {
  it('with messages, and where they begin', () => {
    const midnights = Array.from({ length: 8 }, (_, day) => new Date(2026, 1, 27 + day).getTime());
    expect(road.days(carol, midnights)).toEqual(
      [START + 2 * DAY, START + 3 * DAY, START + 4 * DAY].filter((day) => day < (midnights.at(-1) ?? 0)),
    );
    const at = road.positionAt(kit.conversation, START + DAY);
    expect(kit.messages.around(kit.conversation, at ?? 0, 1).messages[0]?.body).toBe('I will bring bread to the HARBOUR');
    expect(road.positionAt(kit.conversation, START + 40 * DAY)).toBeNull();
  });
});

it('what was taken back or deleted here is not found any more, by words or by filters; a corrected text only as it is now', async () => {
  const dave = kit.conversations.open('a', 'dave@example.org').id;
  chats = [...chats, { id: dave, account: 'a', address: 'dave@example.org', title: 'Dave' } as Conversation];
  const own = makeOwnChanges(kit.archive);
  const [kept = '', back = '', gone = ''] = ['zebra kept', 'zebra taken back', 'zebra gone'].map(
    (text, at) => kit.messages.receive({ ...written(dave), stanzaId: `z${at}`, body: text }).message.id,
  );
  own.say(kept, 'correction', 'okapi kept', 'c1');
  own.say(back, 'retraction', '', 't1');
  own.deleteHere(gone);
  expect(await bodies('zebra')).toEqual([]);
  expect(await bodies('okapi')).toEqual(['okapi kept']);
  expect(await bodies('from:me', dave)).toEqual(['okapi kept']);
});

const written = (conversation: string) => ({
  account: 'a',
  conversation,
  direction: 'out' as const,
  sender: ALICE,
  sentAt: START + 9 * DAY,
  live: true,
});
