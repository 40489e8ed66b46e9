// Finding messages by their words, newest first by the order key. The text index knows matches by message id, not by order: they are looked up shelf
// by shelf (shelves.ts). What the index cannot help with, and what may be everywhere but in the one conversation, is found by reading back.
import type { Archive } from './database.ts';
import { makeShelves, SIZE, type Stretch, stretchOf } from './shelves.ts';
import { type Expression, makeWords, type Phrase } from './words.ts';

export interface Criteria {
  /** undefined: every message. */
  readonly phrases?: readonly Phrase[];
  readonly direction?: 'in' | 'out';
  /** Judges what is no word. */
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

/** Messages read at once: about what somebody wants to see, then a few ms. */
const READ = 64;
const LONGEST = 256;
/** Up to so many matches in all are looked up also for one conversation; of more, it is read itself first, so many messages of it. */
const FEW = 4000;
const FAR = 10_000;
/** How many shelves more are looked at in the next step, at most, and matches that are looked up together: a few ms. */
const GROWTH = 4;
const SHELVES = 256;
const MATCHES = SIZE;

interface Place {
  readonly id: number;
  readonly position: number;
}

interface Row extends Place {
  readonly direction: 'in' | 'out';
  readonly body: string;
}

export function makeSearch(archive: Archive) {
  const expressionOf = makeWords(archive);
  const shelves = makeShelves(archive);
  const some = archive.prepare<[string, number], number>('SELECT rowid FROM messages_text WHERE messages_text MATCH ? LIMIT ?').pluck();
  const between = archive
    .prepare<[string, number, number, number], number>(
      // Numbers come as REAL, and FTS5 looks past whatever bound is not INTEGER: it would read all matches.
      `SELECT rowid FROM messages_text WHERE messages_text MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) LIMIT ?`,
    )
    .pluck();
  const seen = `m.kind = 'text' AND m.retracted_at IS NULL`;
  const rows = archive.prepare<[string], Row>(
    `SELECT m.id, m.position, m.direction, m.body FROM messages m WHERE m.id IN (SELECT value FROM json_each(?)) AND ${seen} ORDER BY m.position DESC`,
  );
  const placesOf = archive.prepare<[{ ids: string; account: string; conversation: number | null; after: number; before: number }], Place>(`
    SELECT m.id, m.position FROM messages m WHERE m.id IN (SELECT value FROM json_each(@ids)) AND +m.account = @account
      AND (@conversation IS NULL OR +m.conversation = @conversation) AND +m.position > @after AND +m.position < @before`);
  const back = (of: 'account' | 'conversation') =>
    archive.prepare<[string | number, number, number, number], Row>(`
      SELECT m.id, m.position, m.direction, m.body FROM messages m WHERE m.${of} = ? AND m.position < ? AND m.position > ? AND ${seen}
        ORDER BY m.position DESC LIMIT ?`);
  const backInAccount = back('account');
  const backInConversation = back('conversation');
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

  /** Newest first, one stretch per step: whoever asks may breathe in between, or stop. */
  function* steps(scope: Scope, criteria: Criteria): Generator<readonly Found[], void> {
    const expression = criteria.phrases === undefined ? undefined : expressionOf(criteria.phrases);
    if (criteria.phrases !== undefined && expression === undefined) return;
    const { match } = expression ?? {};
    const near = match !== undefined && (scope.conversation === undefined || some.all(match, FEW + 1).length <= FEW);
    const before = near ? scope.before : yield* reading(scope, criteria, expression, match === undefined ? Number.POSITIVE_INFINITY : FAR);
    if (match !== undefined && before !== undefined) yield* onShelves({ ...scope, before }, criteria, expression?.rest, match);
  }

  /** Reads at least `far` messages; returns where it ended, unless it came to the end. */
  function* reading(
    scope: Scope,
    criteria: Criteria,
    expression: Expression | undefined,
    far: number,
  ): Generator<readonly Found[], number | undefined> {
    const { account, conversation, after } = scope;
    let { before } = scope;
    for (let length = READ, read = 0; read < far; length = LONGEST) {
      const next =
        conversation === undefined
          ? backInAccount.all(account, before, after, length)
          : backInConversation.all(Number(conversation), before, after, length);
      const last = next.at(-1);
      if (last === undefined) return undefined;
      yield found(next, criteria, expression?.all);
      read += next.length;
      before = last.position;
    }
    return before;
  }

  /** The furthest shelves first. What stands behind all that is still to come is next. */
  function* onShelves(
    scope: Scope,
    criteria: Criteria,
    rest: Expression['rest'] | undefined,
    match: string,
  ): Generator<readonly Found[], void> {
    let all = shelves(scope.account, scope.after, SHELVES);
    let waiting: readonly Place[] = [];
    for (let at = 0, many = 1; at < all.length; ) {
      if (at + many >= SHELVES && all.length === SHELVES) all = shelves(scope.account, scope.after);
      const taken = all.slice(at, at + many);
      const ids = matchesOn(taken.map(stretchOf), match);
      if (ids.length > MATCHES && many > 1) {
        many = Math.ceil(many / GROWTH);
        continue;
      }
      at += taken.length;
      many = Math.min(SHELVES, many * GROWTH);
      waiting = [...waiting, ...placesIn(scope, ids)].sort((a, b) => b.position - a.position);
      const edge = all[at]?.newest ?? -1;
      const next = waiting.filter(({ position }) => position > edge);
      waiting = waiting.slice(next.length);
      for (let read = 0; read < next.length; read += READ) {
        const some = next.slice(read, read + READ).map(({ id }) => id);
        yield found(rows.all(JSON.stringify(some)), criteria, rest);
      }
      if (next.length === 0) yield [];
    }
  }

  /** One more than MATCHES when there are more. */
  function matchesOn(stretches: readonly Stretch[], match: string): readonly number[] {
    const found: number[] = [];
    for (const [first, last] of joined(stretches))
      if (found.length <= MATCHES) found.push(...between.all(match, first, last, MATCHES + 1 - found.length));
    return found;
  }

  function placesIn({ account, conversation, after, before }: Scope, ids: readonly number[]): readonly Place[] {
    const place = { account, conversation: conversation === undefined ? null : Number(conversation), after, before };
    return placesOf.all({ ids: JSON.stringify(ids), ...place });
  }

  return {
    /** Matches as steps, each newest first and older than the one before. Stretches without a match give empty steps. */
    steps: (scope: Scope, criteria: Criteria): Iterable<readonly Found[]> => steps(scope, criteria),

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

function found(rows: readonly Row[], { direction, accept }: Criteria, rest: Expression['rest'] | undefined): readonly Found[] {
  return rows
    .filter((row) => (direction === undefined || row.direction === direction) && accept?.(row.body) !== false && rest?.(row.body) !== false)
    .map(({ id, position, body }) => ({ id: String(id), position, body }));
}

/** Those that join on each other as one. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const all: [number, number][] = [];
  for (const [first, last] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const open = all.at(-1);
    if (open?.[1] === first - 1) open[1] = last;
    else all.push([first, last]);
  }
  return all;
}

export type SearchStore = ReturnType<typeof makeSearch>;
