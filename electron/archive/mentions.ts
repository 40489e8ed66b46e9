// Who is mentioned in a text (XEP-0372), as a row keeps it, and which messages mention the person: messages.mentioned, only of what others wrote.
// conversations.mentions is the number of unread ones among them, in the same transaction as conversations.unread.
import type { ConversationId } from '../../shared/conversation.ts';
import type { Mention } from '../../shared/mention.ts';
import type { MessageId } from '../../shared/message.ts';
import type { Archive } from './database.ts';

/** Inside an UPDATE of conversations. Where there are none only a new message brings one, which adds itself. */
export const MENTIONS_LEFT = `CASE mentions WHEN 0 THEN 0 ELSE
  (SELECT count(*) FROM messages u WHERE u.conversation = conversations.id AND u.unread = 1 AND u.mentioned = 1) END`;

/** JSON: [[from, to, address], ...]. */
export function mentionsJson(mentions: readonly Mention[] | undefined): string | null {
  if (mentions === undefined || mentions.length === 0) return null;
  return JSON.stringify(mentions.map(({ from, to, address }) => [from, to, address]));
}

export function mentionsOf(json: string | null): readonly Mention[] {
  if (json === null) return [];
  return (JSON.parse(json) as [number, number, string][]).map(([from, to, address]) => ({ from, to, address }));
}

export function makeMentions(archive: Pick<Archive, 'prepare'>) {
  const home = archive.prepare<[number], { address: string }>(
    'SELECT a.address FROM conversations c JOIN accounts a ON a.id = c.account WHERE c.id = ?',
  );
  const mark = archive.prepare<[number, number], { unread: number }>('UPDATE messages SET mentioned = ? WHERE id = ? RETURNING unread');
  const count = archive.prepare<[number, number]>('UPDATE conversations SET mentions = mentions + ? WHERE id = ?');
  const next = archive.prepare<[number], { id: number; position: number }>(`
    SELECT id, position FROM messages WHERE conversation = ? AND unread = 1 AND mentioned = 1 ORDER BY position LIMIT 1`);

  /** 1 when it is about the person and by somebody else. */
  const mentioned = ({ conversation, direction }: Written, json: string | null): 0 | 1 => {
    if (json === null || direction === 'out') return 0;
    const own = home.get(conversation)?.address;
    return mentionsOf(json).some(({ address }) => address === own) ? 1 : 0;
  };

  return {
    mentioned,

    /** The message says something else now; `before`: what messages.mentioned was. */
    settle(message: Written & { readonly id: number }, json: string | null, before: number): void {
      const now = mentioned(message, json);
      if (now !== before && mark.get(now, message.id)?.unread === 1) count.run(now - before, message.conversation);
    },

    /** The first unread message of a conversation that mentions the person. */
    next(conversation: ConversationId): { readonly message: MessageId; readonly position: number } | undefined {
      const row = next.get(Number(conversation));
      return row && { message: String(row.id), position: row.position };
    },
  };
}

interface Written {
  readonly conversation: number;
  readonly direction: 'in' | 'out';
}
