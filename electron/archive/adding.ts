// A new row of messages, with its words in the text index.
import type { Archive } from './database.ts';
import type { NewRow } from './rows.ts';

const COLUMNS = `account, conversation, direction, sender, occupant_id, stanza_id, origin_id, archive_id, archived_by, position, sent_at, stamped,
  stored_at, state, read_at, unread, markable, unstyled, reply_id, reply_sender, reply_quote, stand_in, length, body`;

/** Returns its id. Bound by place: the driver looks up names one by one, for every row anew. */
export function makeAdding(archive: Archive): (row: NewRow) => number {
  const places = COLUMNS.split(',').fill('?').join(', ');
  const insert = archive.prepare<(string | number | null)[]>(`INSERT INTO messages (${COLUMNS}) VALUES (${places})`);
  return (row) => {
    const { account, conversation, direction, sender, occupant, stanza, origin, archiveId, archivedBy, position, sentAt, stamped } = row;
    const { state, readAt, unread, markable, unstyled, replyId, replySender, replyQuote, standIn, body } = row;
    const copy = [account, conversation, direction, sender, occupant, stanza, origin, archiveId, archivedBy, position, sentAt, stamped];
    const answer = [replyId, replySender, replyQuote];
    const meaning = [state, readAt, unread, markable, unstyled, ...answer, standIn, body.length, body];
    const id = Number(insert.run(...copy, archive.now(), ...meaning).lastInsertRowid);
    archive.index.put(id, row.body);
    return id;
  };
}
