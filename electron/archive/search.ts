// Finding messages by their words, newest first by the order key. The text index knows matches by message id, not by order: the newest are
// found by walking back in order and asking the index for one stretch of ids at a time; when there are few in all, they are sorted instead.
import type { Archive } from './database.ts';
import { segment } from './text-index.ts';

export interface Criteria {
  /** An FTS5 expression from matchOf(); undefined: every message. */
  readonly match?: string;
  readonly direction?: 'in' | 'out';
  /** Judges what the index cannot. */
  readonly accept?: (body: string) => boolean;
}

/** Everything of an account, or one conversation; positions between `after` and `before`, both left out. */
export interface Scope {
  readonly account: string;
  readonly conversation?: string;
  readonly after: number;
  readonly before: number;
}

export interface Found {
  readonly id: string;
  readonly position: number;
  readonly body: string;
}

/** Up to so many matches in all are sorted; beyond it the walk is shorter. */
const FEW = 4000;
/** Messages read at once: about what somebody wants to see. */
const READ = 64;
/** The walk's first stretch, in messages, how it grows, and where it stops growing: a few ms each. */
const FIRST = 500;
const GROWTH = 4;
const LONGEST = 20_000;
/** Ids further apart than this belong to different runs: what lies between is not asked for. */
const APART = 500;

interface Place {
  readonly id: number;
  readonly position: number;
}

/** Terms as an FTS5 expression in which nothing typed has a meaning of its own; undefined when no term has a letter or digit. */
export function matchOf(terms: readonly { readonly text: string; readonly exact: boolean }[]): string | undefined {
  const phrases = terms.flatMap(({ text, exact }) => {
    const words = segment(text).match(/[\p{L}\p{M}\p{N}]+/gu);
    if (words === null) return [];
    return [`"${words.join(' ')}"${exact ? '' : '*'}`];
  });
  return phrases.length === 0 ? undefined : phrases.join(' ');
}

export function makeSearch(archive: Archive) {
  interface Row extends Place {
    readonly direction: 'in' | 'out';
    readonly body: string;
  }
  const some = archive.prepare<[string, number], number>('SELECT rowid FROM messages_text WHERE messages_text MATCH ? LIMIT ?').pluck();
  const between = archive
    .prepare<[string, number, number], number>(
      // Numbers come as REAL, and FTS5 looks past whatever bound is not INTEGER: it would read all matches.
      'SELECT rowid FROM messages_text WHERE messages_text MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)',
    )
    .pluck();
  const rows = archive.prepare<[string], Row>(
    `SELECT m.id, m.position, m.direction, m.body FROM messages m WHERE m.id IN (SELECT value FROM json_each(?)) AND m.kind = 'text' AND m.retracted_at IS NULL
      ORDER BY m.position DESC`,
  );
  const placesOf = archive.prepare<[{ ids: string; account: string; conversation: number | null; after: number; before: number }], Place>(`
    SELECT m.id, m.position FROM messages m WHERE m.id IN (SELECT value FROM json_each(@ids)) AND +m.account = @account
      AND (@conversation IS NULL OR +m.conversation = @conversation) AND +m.position > @after AND +m.position < @before
    ORDER BY +m.position DESC`);
  const backInAccount = archive.prepare<[string, number, number, number], Place>(
    'SELECT id, position FROM messages WHERE account = ? AND position < ? AND position > ? ORDER BY position DESC LIMIT ?',
  );
  const backInConversation = archive.prepare<[number, number, number, number], Place>(
    'SELECT id, position FROM messages WHERE conversation = ? AND position < ? AND position > ? ORDER BY position DESC LIMIT ?',
  );
  const fromInAccount = archive.prepare<[string, number], { position: number; sent_at: number }>(
    'SELECT position, sent_at FROM messages WHERE account = ? AND position >= ? ORDER BY position LIMIT 1',
  );
  const fromInConversation = archive.prepare<[number, number], { position: number; sent_at: number }>(
    'SELECT position, sent_at FROM messages WHERE conversation = ? AND position >= ? ORDER BY position LIMIT 1',
  );
  const lastInAccount = archive.prepare<[string], { position: number | null }>(
    'SELECT max(position) AS position FROM messages WHERE account = ?',
  );
  const lastInConversation = archive.prepare<[number], { position: number | null }>(
    'SELECT max(position) AS position FROM messages WHERE conversation = ?',
  );

  const back = ({ account, conversation, after, before }: Scope, limit: number): readonly Place[] =>
    conversation === undefined
      ? backInAccount.all(account, before, after, limit)
      : backInConversation.all(Number(conversation), before, after, limit);

  const accepted =
    ({ direction, accept }: Criteria) =>
    (row: Row) =>
      (direction === undefined || row.direction === direction) && (accept === undefined || accept(row.body));

  /** Those of the places that match. */
  function matching(match: string | undefined, places: readonly Place[]): readonly Place[] {
    if (match === undefined) return places;
    const found = runs(places.map(({ id }) => id)).flatMap(([first, last]) => between.all(match, first, last));
    const ids = new Set(found);
    return places.filter(({ id }) => ids.has(id));
  }

  /** Newest first, as the places are. */
  function* read(places: readonly Place[], criteria: Criteria): Generator<readonly Found[], void> {
    for (let at = 0; at < places.length; at += READ) {
      const ids = places.slice(at, at + READ).map(({ id }) => id);
      yield rows.all(JSON.stringify(ids)).filter(accepted(criteria)).map(toFound);
    }
  }

  /** Newest first, one stretch per step: whoever asks may breathe in between, or stop. */
  function* walk(scope: Scope, criteria: Criteria): Generator<readonly Found[], void> {
    const { match } = criteria;
    let { before } = scope;
    for (let length = FIRST; ; length = Math.min(LONGEST, length * GROWTH)) {
      const places = back({ ...scope, before }, length);
      const last = places.at(-1);
      if (last === undefined) return;
      const matches = matching(match, places);
      yield* read(matches, criteria);
      if (matches.length === 0) yield [];
      before = last.position;
      // What is common was found by now.
      if (length > FIRST || match === undefined) continue;
      const ids = some.all(match, FEW + 1);
      if (ids.length <= FEW) return yield* read(inOrder({ ...scope, before }, ids), criteria);
    }
  }

  function inOrder({ account, conversation, after, before }: Scope, ids: readonly number[]): readonly Place[] {
    return placesOf.all({
      ids: JSON.stringify(ids),
      account,
      conversation: conversation === undefined ? null : Number(conversation),
      after,
      before,
    });
  }

  return {
    /** Matches as steps, each newest first and older than the one before. Stretches without a match give empty steps. */
    steps: (scope: Scope, criteria: Criteria): Iterable<readonly Found[]> => walk(scope, criteria),

    /** Position of the first message sent at this time or later, as far as the order follows the time; undefined when all were earlier. */
    positionAt({ account, conversation }: Pick<Scope, 'account' | 'conversation'>, time: number): number | undefined {
      const first = (position: number) =>
        conversation === undefined ? fromInAccount.get(account, position) : fromInConversation.get(Number(conversation), position);
      const end = (conversation === undefined ? lastInAccount.get(account) : lastInConversation.get(Number(conversation)))?.position;
      if (end == null || (first(end)?.sent_at ?? 0) < time) return undefined;
      let low = first(0)?.position ?? end;
      let high = end;
      while (low < high) {
        const middle = low + Math.floor((high - low) / 2);
        const row = first(middle);
        if (row === undefined || row.sent_at >= time) high = middle;
        else low = row.position + 1;
      }
      return first(low)?.position;
    },

    /** When the first message from this position on was sent; ms since the epoch. */
    sentAt: (conversation: string, position: number): number | undefined => fromInConversation.get(Number(conversation), position)?.sent_at,
  };
}

function toFound({ id, position, body }: Place & { readonly body: string }): Found {
  return { id: String(id), position, body };
}

/** Ids as stretches without great holes. */
function runs(ids: readonly number[]): readonly (readonly [number, number])[] {
  const stretches: [number, number][] = [];
  for (const id of ids.toSorted((a, b) => a - b)) {
    const open = stretches.at(-1);
    if (open !== undefined && id - open[1] <= APART) open[1] = id;
    else stretches.push([id, id]);
  }
  return stretches;
}

export type SearchStore = ReturnType<typeof makeSearch>;
