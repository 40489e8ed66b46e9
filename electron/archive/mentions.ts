// Who is mentioned in a message (XEP-0372), in a table of its own: few have any. conversations.mentions is how many unread ones mention the person,
// told in the same transaction as conversations.unread.
import type { ConversationId } from '../../shared/conversation.ts';
import type { Mention } from '../../shared/mention.ts';
import type { MessageId } from '../../shared/message.ts';
import type { Archive } from './database.ts';

/** Inside an UPDATE of conversations. Where there are none only a new message brings one, which adds itself. */
export const MENTIONS_LEFT = `CASE mentions WHEN 0 THEN 0 ELSE (SELECT count(*) FROM mentions n JOIN messages u ON u.id = n.message
  WHERE n.conversation = conversations.id AND n.me = 1 AND u.unread = 1) END`;

/** JSON: [[from, to, address], ...]. */
export function mentionsJson(mentions: readonly Mention[] | undefined): string | null {
  if (mentions === undefined || mentions.length === 0) return null;
  return JSON.stringify(mentions.map(({ from, to, address }) => [from, to, address]));
}

export function mentionsOf(json: string | null): readonly Mention[] {
  if (json === null) return [];
  return (JSON.parse(json) as [number, number, string][]).map(([from, to, address]) => ({ from, to, address }));
}

export interface Written {
  readonly id: number;
  readonly conversation: number;
  readonly direction: 'in' | 'out';
}

export function makeMentions(archive: Pick<Archive, 'prepare'>) {
  const home = archive.prepare<[number], { address: string }>(
    'SELECT a.address FROM conversations c JOIN accounts a ON a.id = c.account WHERE c.id = ?',
  );
  const known = archive.prepare<[number], { first: string | null; me: number }>('SELECT first, me FROM mentions WHERE message = ?');
  const put = archive.prepare<[{ id: number; conversation: number; first: string | null; now: string | null; me: number }]>(`
    INSERT INTO mentions (message, conversation, first, now, me) VALUES (@id, @conversation, @first, @now, @me)
    ON CONFLICT (message) DO UPDATE SET now = excluded.now, me = excluded.me`);
  const remove = archive.prepare<[number], { me: number }>('DELETE FROM mentions WHERE message = ? RETURNING me');
  const count = archive.prepare<[{ id: number; conversation: number; more: number }]>(`
    UPDATE conversations SET mentions = mentions + @more WHERE id = @conversation AND (SELECT unread FROM messages WHERE id = @id) = 1`);
  const next = archive.prepare<[number], { id: number | null; position: number }>(`
    SELECT m.id, min(m.position) AS position FROM mentions n JOIN messages m ON m.id = n.message
    WHERE n.conversation = ? AND n.me = 1 AND m.unread = 1`);

  /** 1 when it is about the person and by somebody else. */
  function mentioned({ conversation, direction }: Written, json: string): 0 | 1 {
    if (direction === 'out') return 0;
    const own = home.get(conversation)?.address;
    return mentionsOf(json).some(({ address }) => address === own) ? 1 : 0;
  }

  /** The message says something else now. */
  function settle(message: Written, now: string | null): void {
    const { id, conversation } = message;
    const before = known.get(id);
    if (before === undefined && now === null) return;
    const me = now === null ? 0 : mentioned(message, now);
    put.run({ id, conversation, first: null, now, me });
    const more = me - (before?.me ?? 0);
    if (more !== 0) count.run({ id, conversation, more });
  }

  return {
    /** A message that was not there before, or says something else before it ever left; 1 when it mentions the person, which is to be counted. */
    begin(message: Written, json: string | null): 0 | 1 {
      if (json === null) return 0;
      const me = mentioned(message, json);
      put.run({ id: message.id, conversation: message.conversation, first: json, now: json, me });
      return me;
    },

    settle,

    /** It says again what it first said. */
    restore: (message: Written): void => settle(message, known.get(message.id)?.first ?? null),

    /** 1 when it mentions the person. */
    of: (id: number): number => known.get(id)?.me ?? 0,

    /** Nothing is left of it; returns as `of`. */
    forget: (id: number): number => remove.get(id)?.me ?? 0,

    /** The first unread message of a conversation that mentions the person. */
    next(conversation: ConversationId): { readonly message: MessageId; readonly position: number } | undefined {
      const row = next.get(Number(conversation));
      return row === undefined || row.id === null ? undefined : { message: String(row.id), position: row.position };
    },
  };
}
