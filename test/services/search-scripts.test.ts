// Search in scripts that leave something out: spaces, points, accents, capital letters.
import { afterAll, describe, expect, it } from 'vitest';
import { openArchive } from '../../electron/archive/database.ts';
import { readAnew } from '../../electron/archive/index-schema.ts';
import { migrations } from '../../electron/archive/migrations.ts';
import { makeSearch } from '../../electron/archive/search.ts';
import { makeSearchRoad } from '../../electron/services/search.ts';
import type { Conversation } from '../../shared/conversation.ts';
import { BOB, KEY, makeFolder, startArchive } from '../archive/support.ts';

const kit = startArchive();
afterAll(() => kit.end());
const chat = { id: kit.conversation, account: 'a', address: BOB, title: 'Bob' } as Conversation;
const road = makeSearchRoad({
  store: makeSearch(kit.archive),
  conversations: { list: () => [chat], byId: () => chat },
  message: kit.messages.byId,
  breathe: async () => undefined,
});

describe('what is typed without what is not always written', () => {
  it.each([
    ['of a script without spaces, from the middle', 'ไปกินข้าวมากมาย', ['กิน', 'มาย', 'ข']],
    ['Lao', 'ພາສາລາວ', ['ລາວ', 'ສາ']],
    ['points and stretched letters', 'مُحَمَّد كـــريم שָׁלוֹם', ['محمد', 'كريم', 'שלום']],
    ['Greek accents and the last sigma', 'Η Ελλάς', ['ΕΛΛΑΣ', 'ελλας', 'ελλασ', 'Ελλάς']],
    ['Russian', 'Всё ещё', ['все', 'ЕЩЕ', 'всё']],
    ['case', 'ᲐᲑᲒ 𞤀𞤁 İzmir', ['აბგ', '𞤢𞤣', 'izmir']],
  ])('%s', async (_, text, asked) => {
    kit.messages.receive({
      account: 'a',
      conversation: kit.conversation,
      direction: 'in',
      sender: BOB,
      sentAt: 0,
      live: true,
      body: text,
      stanzaId: text,
    });
    for (const typed of asked) {
      const { hits } = await road.find(typed, null, 5);
      expect([typed, hits.map(({ message }) => message.body)]).toEqual([typed, [text]]);
      expect(hits[0]?.marks).toHaveLength(1);
    }
  });

  it('also in an archive that was indexed before', () => {
    const folder = makeFolder();
    const before = openArchive(folder.path, KEY, { migrations: migrations.slice(0, migrations.indexOf(readAnew)) });
    const sql = `INSERT INTO accounts (id, address, created_at) VALUES ('a', 'alice@example.org', 0);
      INSERT INTO conversations (id, account, address, active_at, created_at) VALUES (1, 'a', 'bob@example.org', 0, 0);
      INSERT INTO messages (id, account, conversation, direction, sender, position, sent_at, stored_at, state, length, body)
        VALUES (1, 'a', 1, 'in', 'bob@example.org', 1, 0, 0, 'received', 4, 'กินข้าว'), (2, 'a', 1, 'in', 'bob@example.org', 2, 0, 0, 'received', 4, 'rice');
      INSERT INTO messages_text (rowid, body) VALUES (1, 'กินข้าว'), (2, 'rice')`;
    before.transaction(() => sql.split(';\n').forEach((each) => void before.prepare(each).run()));
    before.close();
    const archive = openArchive(folder.path, KEY);
    const found = (text: string) =>
      [...makeSearch(archive).steps({ account: 'a', after: -1, before: 99 }, { phrases: [{ text, exact: false }] })]
        .flat()
        .map(({ id }) => id);
    expect([found('ข้าว'), found('rice')]).toEqual([['1'], ['2']]);
    archive.close();
    folder.remove();
  });
});
