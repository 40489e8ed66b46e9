// What the person says about messages: stored and in effect at once, 'pending' until the server has it, taken back when it comes back.
import type { ConversationId } from '../../shared/conversation.ts';
import type { Mention } from '../../shared/mention.ts';
import type { MessageId } from '../../shared/message.ts';
import type { Archive } from './database.ts';
import { CHANGE_COLUMNS, type ChangeRow, makeEffects, SUBJECT_COLUMNS, type Subject } from './effects.ts';
import type { ChangeKind } from './facts.ts';
import { makeHiding } from './hiding.ts';
import { makeMentions, mentionsJson, mentionsOf } from './mentions.ts';
import { makePositions } from './positions.ts';
import { makeQuotes } from './quotes.ts';
import { makeRefusals } from './refusals.ts';
import { makeRevisions } from './revisions.ts';
import type { Moved } from './stored.ts';
import { dropCopies } from './updating.ts';

export type OwnKind = Extract<ChangeKind, 'correction' | 'retraction' | 'reactions'>;

export interface UnsentChange {
  readonly id: number;
  readonly kind: OwnKind;
  /** Bare JID to send to. */
  readonly address: string;
  readonly stanzaId: string;
  readonly target: string;
  readonly content: string;
  /** What the corrected message answers (XEP-0308 3: everything is sent again). */
  readonly replyId: string | null;
  readonly replySender: string | null;
  readonly replyQuote: string | null;
  readonly mentions: readonly Mention[];
}

export function makeOwnChanges(archive: Archive) {
  const effects = makeEffects(archive);
  const positions = makePositions(archive);
  const subject = archive.prepare<[number], Subject & { readonly account: string; readonly address: string }>(`
    SELECT m.*, a.address FROM (SELECT ${SUBJECT_COLUMNS}, account FROM messages WHERE id = ? AND kind = 'text' AND retracted_at IS NULL) m
    JOIN accounts a ON a.id = m.account`);
  const insert = archive.prepare<[Record<string, string | number | null>], ChangeRow>(`
    INSERT INTO changes (account, conversation, kind, direction, sender, target, stanza_id, position, sent_at, state, content, mentions)
    VALUES (@account, @conversation, @kind, 'out', @sender, @target, @stanza, @position, @now, 'pending', @content, @mentions)
    RETURNING ${CHANGE_COLUMNS}`);
  const unsent = archive.prepare<[string], Omit<UnsentChange, 'mentions'> & { readonly mentions: string | null }>(`
    SELECT c.id, c.kind, v.address, c.stanza_id AS stanzaId, c.target, c.content, c.mentions,
      m.reply_id AS replyId, m.reply_sender AS replySender, m.reply_quote AS replyQuote
    FROM changes c JOIN messages m ON m.id = c.message JOIN conversations v ON v.id = c.conversation
    WHERE c.account = ? AND c.state = 'pending' AND m.state NOT IN ('pending', 'sending', 'failed') AND v.removed = 0 ORDER BY c.id`);
  const done = archive.prepare<[number]>(`UPDATE changes SET state = 'done' WHERE id = ?`);
  const bounced = archive.prepare<[string, string, string], { id: number; conversation: number; message: number; kind: OwnKind }>(`
    SELECT id, conversation, message, kind FROM changes WHERE stanza_id = ? AND direction = 'out' AND message IS NOT NULL
      AND conversation = (SELECT c.id FROM conversations c WHERE c.account = ? AND c.address = ?)`);
  const remove = archive.prepare<[number]>('DELETE FROM changes WHERE id = ?');
  const rewrite = archive.prepare<[{ id: number; body: string; length: number }], { conversation: number }>(`
    UPDATE messages SET body = @body, length = @length, state = 'pending', failure_text = NULL
    WHERE id = @id AND direction = 'out' AND state IN ('pending', 'failed') AND original IS NULL RETURNING conversation`);
  const hide = makeHiding(archive);
  const mentioning = makeMentions(archive);
  const { quoting } = makeQuotes(archive);
  const named = archive.prepare<[number], Subject>(`SELECT ${SUBJECT_COLUMNS} FROM messages WHERE id = ?`);
  const refusals = makeRefusals(archive);
  const discard = archive.prepare<[number]>('DELETE FROM messages WHERE id = ?');
  const worded = archive.prepare<[number], unknown>(`SELECT 1 FROM changes WHERE message = ? AND kind = 'correction'`);

  return {
    /** In effect at once; returns the messages that are different now, undefined when there is no such message or nothing left of it. */
    say(
      message: MessageId,
      kind: OwnKind,
      content: string,
      stanzaId: string,
      mentions: readonly Mention[] = [],
    ): readonly MessageId[] | undefined {
      return archive.transaction(() => {
        const about = subject.get(Number(message));
        // XEP-0424 5.1 and XEP-0444 4.2: the id attribute, for reactions the author's origin-id before it.
        const target = kind === 'reactions' ? (about?.origin_id ?? about?.stanza_id) : about?.stanza_id;
        if (about === undefined || target == null) return undefined;
        const row = insert.get({
          account: about.account,
          conversation: about.conversation,
          kind,
          sender: about.address,
          target,
          stanza: stanzaId,
          position: positions.append(about.account),
          now: archive.now(),
          content,
          mentions: mentionsJson(mentions),
        });
        return row === undefined ? undefined : effects.apply(row, about).map(String);
      });
    },

    /** In the order they were said, each only once its message is on the server. */
    unsent: (account: string): readonly UnsentChange[] =>
      unsent.all(account).map((row) => ({ ...row, mentions: mentionsOf(row.mentions) })),

    /** The server has them. */
    left(ids: readonly number[]): void {
      archive.transaction(() => {
        for (const id of ids) done.run(id);
      });
    },

    /** One came back: the message is as it was before, or gone when there was none; what was taken back stays so here. */
    refused(account: string, address: string, stanzaId: string): (Moved & { readonly kind: OwnKind }) | undefined {
      return archive.transaction(() => {
        const row = bounced.get(stanzaId, account, address);
        if (row === undefined) return undefined;
        remove.run(row.id);
        refusals.add(row.conversation, stanzaId);
        const about = subject.get(row.message);
        const settled = about !== undefined && row.kind === 'correction' ? effects.settleText(about) : [];
        const empty = about?.stand_in === 1 && worded.get(about.id) === undefined;
        const conversation = empty ? hide(about.id) : undefined;
        if (conversation !== undefined) discard.run(row.message);
        return {
          kind: row.kind,
          touched: [...new Set([row.message, ...settled])].map(String),
          gone: conversation === undefined ? [] : [{ id: String(row.message), conversation }],
        };
      });
    },

    /** Another text for an own message that never left, which may now leave; false when it is not such a one. */
    rewrite(message: MessageId, body: string, mentions: readonly Mention[]): boolean {
      return archive.transaction(() => {
        const id = Number(message);
        const row = rewrite.get({ id, body, length: body.length });
        if (row === undefined) return false;
        mentioning.forget(id);
        mentioning.begin({ id, conversation: row.conversation, direction: 'out' }, mentionsJson(mentions));
        archive.index.put(id, body);
        return true;
      });
    },

    revisions: makeRevisions(archive),

    /** From this device only. Returns its conversation, and the messages that quote it; undefined when there is no such message. */
    deleteHere(message: MessageId): { readonly conversation: ConversationId; readonly touched: readonly MessageId[] } | undefined {
      dropCopies(archive.place.folder);
      return archive.transaction(() => {
        const about = named.get(Number(message));
        const conversation = about === undefined ? undefined : hide(Number(message));
        if (about === undefined || conversation === undefined) return undefined;
        return { conversation, touched: quoting(about).map(String) };
      });
    },
  };
}

export type OwnChangeStore = ReturnType<typeof makeOwnChanges>;
