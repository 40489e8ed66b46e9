// One round of every row that only reads: the product without its window, and the least a query can be, over the same archive, in turns. The
// figures are medians of many repetitions, each of which asks for another day or nothing new at all: what is measured is not the disk.
import type { Archive } from '../../electron/archive/database.ts';
import { segment } from '../../electron/archive/text-index.ts';
import { makeProducts } from '../../test/services/support.ts';
import { ACCOUNT, BEGINNING } from '../corpus.ts';
import { report } from '../harness/contestant.ts';
import { median } from '../harness/judge.ts';
import type { Pair } from '../harness/row.ts';
import { ACCOUNT_ID, addressOf, type Chat } from './chats.ts';
import { SEARCHES } from './searches.ts';

export interface ReadingInput {
  readonly folder: string;
  readonly repetitions: number;
}

/** By the id of the row, in ms. */
export type Readings = Readonly<Record<string, Pair>>;

/** As the page asks (renderer/store). */
const PAGE = 80;
const FOUND = 50;
const COLUMNS = 'id, position, direction, sender, sent_at, state, length, body';

report(async ({ folder, repetitions }: ReadingInput): Promise<Readings> => {
  const { archive, conversations, messages, search, history, close } = makeProducts().make({
    folder,
    known: [{ id: ACCOUNT_ID, address: ACCOUNT }],
  });
  const chats = new Map(conversations.list().map(({ address, id }) => [address, id]));
  const idOf = (chat: Chat): string => chats.get(addressOf(chat)) ?? '';
  const newest = archive.prepare<[number, number]>(`SELECT ${COLUMNS} FROM messages WHERE conversation = ? ORDER BY position DESC LIMIT ?`);
  const from = archive.prepare<[number, number, number]>(
    `SELECT ${COLUMNS} FROM messages WHERE conversation = ? AND position >= ? ORDER BY position LIMIT ?`,
  );
  const found = archive.prepare<[string, number]>(`
    SELECT m.${COLUMNS.replaceAll(', ', ', m.')} FROM messages_text JOIN messages m ON m.id = messages_text.rowid
    WHERE messages_text MATCH ? ORDER BY messages_text.rowid DESC LIMIT ?`);

  /** What the main process does when a chat is opened. */
  const open = (chat: Chat) => () => {
    history.state(idOf(chat));
    expect(messages.page(idOf(chat), null, PAGE).messages.length, PAGE);
  };
  const readings: Record<string, Pair> = {
    'history.open': await pair(open('large'), () => newest.all(Number(idOf('large')), PAGE + 1)),
    'history.open-flat': await pair(open('large'), open('small')),
    'history.open-flat-middle': await pair(open('middle'), open('small')),
  };

  const { days, places } = daysOf(archive, Number(idOf('large')));
  readings['history.jump'] = await pair(
    (round) => {
      const position = search.positionAt(idOf('large'), days[round % days.length] ?? 0);
      if (position === null) throw new Error('there is nothing from that day on');
      messages.around(idOf('large'), position, PAGE);
    },
    (round) => from.all(Number(idOf('large')), places[round % places.length] ?? 0, PAGE),
  );

  for (const [name, { words }] of Object.entries(SEARCHES)) {
    const match = words
      .split(' ')
      .map((word) => `"${segment(word).trim().replaceAll(/\s+/g, ' ')}"*`)
      .join(' ');
    const expected = found.all(match, FOUND).length;
    readings[`history.search-${name}`] = await pair(
      async () => expect((await search.find(words, null, FOUND)).hits.length, expected),
      () => expect(found.all(match, FOUND).length, expected),
    );
  }
  await close();
  return readings;

  async function pair(ours: Work, floor: Work): Promise<Pair> {
    const times = { ours: [] as number[], floor: [] as number[] };
    // The first ones read from the disk and compile.
    for (let round = -3; round < repetitions; round++) {
      for (const who of round % 2 === 0 ? (['ours', 'floor'] as const) : (['floor', 'ours'] as const)) {
        const began = performance.now();
        await { ours, floor }[who](round + 3);
        if (round >= 0) times[who].push(performance.now() - began);
      }
    }
    return { ours: median(times.ours), floor: median(times.floor) };
  }
});

type Work = (round: number) => unknown;

function expect(count: number, wanted: number): void {
  if (count !== wanted) throw new Error(`${count} in place of ${wanted}`);
}

/** Mornings all over a chat, and where their first messages stand. */
function daysOf(archive: Archive, conversation: number): { readonly days: readonly number[]; readonly places: readonly number[] } {
  const { last } = archive
    .prepare<[number], { last: number }>('SELECT max(sent_at) AS last FROM messages WHERE conversation = ?')
    .get(conversation) ?? { last: BEGINNING };
  const first = archive.prepare<[number, number], { position: number }>(
    'SELECT position FROM messages WHERE conversation = ? AND sent_at >= ? ORDER BY position LIMIT 1',
  );
  const DAY = 86_400_000;
  const all = Math.max(1, Math.floor((last - BEGINNING) / DAY));
  const days = Array.from({ length: 7 }, (_, number) => BEGINNING + Math.floor((all * (number + 1)) / 8) * DAY);
  return { days, places: days.map((day) => first.get(conversation, day)?.position ?? 0) };
}
