// What the answers to a message repeat of it (XEP-0461).
import type { Archive } from './database.ts';

interface Quoted {
  readonly conversation: number;
  readonly sender: string;
  readonly stanza_id: string | null;
  readonly origin_id: string | null;
}

export function makeQuotes(archive: Archive) {
  const answers = `conversation = @conversation AND reply_id IN (@stanza, @origin) AND (reply_sender IS NULL OR reply_sender = @sender)`;
  type By = [{ conversation: number; stanza: string | null; origin: string | null; sender: string }];
  const all = archive.prepare<By, { id: number }>(`SELECT id FROM messages WHERE ${answers}`);
  const empty = archive.prepare<By>(`UPDATE messages SET reply_quote = NULL WHERE ${answers} AND reply_quote IS NOT NULL`);
  const by = ({ conversation, stanza_id: stanza, origin_id: origin, sender }: Quoted) => ({ conversation, stanza, origin, sender });
  const quoting = (message: Quoted): readonly number[] => all.all(by(message)).map(({ id }) => id);

  return {
    /** Ids of those that quote it. */
    quoting,
    /** Nothing of its text is left in them; they quote it all the same. */
    unquote(message: Quoted): readonly number[] {
      empty.run(by(message));
      return quoting(message);
    },
  };
}
