// An archive of many messages, made once for all rows that read: chats of very different length, their messages mixed as time would mix
// them. The product's own archive, with its cipher, tables and index, filled in large transactions.
import { makeAccounts } from '../../electron/archive/accounts.ts';
import { makeConversations } from '../../electron/archive/conversations.ts';
import { openArchive } from '../../electron/archive/database.ts';
import { KEY } from '../../test/services/support.ts';
import { ACCOUNT, archiveId, messageId, messages } from '../corpus.ts';
import { report } from '../harness/contestant.ts';
import { ACCOUNT_ID, addressOf, type Chat, type Newest, type Sizes } from './chats.ts';

export interface LargeArchiveInput {
  readonly folder: string;
  readonly sizes: Sizes;
}

const AT_ONCE = 5000;

report(async ({ folder, sizes }: LargeArchiveInput): Promise<Newest> => {
  const archive = openArchive(folder, KEY);
  // While it is made nobody reads it, and a crash costs nothing.
  archive.pragma('synchronous = OFF');
  archive.pragma('cache_size = -200000');
  makeAccounts(archive).add(ACCOUNT_ID, ACCOUNT);
  const { open } = makeConversations(archive);
  const chats = (Object.keys(sizes) as Chat[]).map((chat) => {
    const { id } = open(ACCOUNT_ID, addressOf(chat));
    return { chat, id: Number(id), peer: addressOf(chat), left: sizes[chat], share: sizes[chat], last: 0, at: 0, body: '' };
  });
  const total = chats.reduce((sum, { share }) => sum + share, 0);
  const insert = archive.prepare<(string | number)[]>(`
    INSERT INTO messages (account, conversation, direction, sender, stanza_id, origin_id, archive_id, position, sent_at, stamped, stored_at,
      state, length, body) VALUES ('${ACCOUNT_ID}', ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)`);
  const touch = archive.prepare<[number, number, number, number]>(
    'UPDATE conversations SET last_message = ?, active_at = ?, read_up_to = ? WHERE id = ?',
  );
  let position = 2 ** 44;
  const samples = messages(total);
  for (let done = 0; done < total; done += AT_ONCE) {
    archive.transaction(() => {
      for (let one = done; one < Math.min(total, done + AT_ONCE); one++) {
        const { value } = samples.next();
        if (value === undefined) throw new Error('the corpus ended');
        const { number, outgoing, body, at } = value;
        // The chat that lags most behind its share.
        const chat = chats.reduce((a, b) => (b.left / b.share > a.left / a.share ? b : a));
        chat.left -= 1;
        position += 2 ** 20;
        const [direction, sender, state] = outgoing ? (['out', ACCOUNT, 'sent'] as const) : (['in', chat.peer, 'received'] as const);
        const id = messageId(number);
        const row = insert.run(chat.id, direction, sender, id, id, archiveId(number), position, at, at, state, body.length, body);
        chat.last = Number(row.lastInsertRowid);
        chat.at = at;
        chat.body = body;
        archive.index.put(chat.last, body);
      }
    });
  }
  archive.transaction(() => {
    for (const { id, last, at } of chats) touch.run(last, at, position, id);
  });
  archive.close();
  return Object.fromEntries(chats.map(({ chat, body }) => [chat, body])) as Newest;
});
