// What happened while this device was away: the account's archive on the server (XEP-0313). The newest page first, so that what is looked
// at is right at once; then backwards until what was known joins on. Every page is one transaction with the record of what it covers, so
// an interruption costs nothing but the rest, and what is missing is known and can be asked for.
import type { HistoryState } from '../../shared/history.ts';
import { sameJid } from '../../shared/jid.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { CoveredPage, Hole, SyncStore } from '../archive/sync.ts';
import type { Client } from '../xmpp/client.ts';
import type { ArchivePage } from '../xmpp/xep/0313-mam.ts';
import type { Announcer } from './announce.ts';
import { beganLater, isCondition, purged, readAhead, readAll } from './archive-pages.ts';
import type { Messages } from './messages.ts';

/** Asked of the server, which gives at most what it likes. */
const PAGE = 250;
/** A conversation's own page: what somebody waits for who scrolled to where messages are missing. */
const CONVERSATION_PAGE = 100;
/** After a query that nobody answered in time the next one asks for so much less, but for no fewer than this. */
const LESS = 4;
const FEWEST = 10;
/** How many pages a new device reads backwards; older history comes on demand. */
const FIRST_PAGES = 6;
/** No archive is read backwards for ever, whatever it claims. */
const MOST_PAGES = 10_000;
/** The mark of an archive that had nothing in it yet: what comes was missed. No id of a server's is empty. */
const BEGINNING = '';
/** How far clocks may disagree when only stamps can tell that a message would have been seen, in ms. */
const CLOCKS = 24 * 3_600_000;

export interface History {
  /** The account whose coverage changed. */
  readonly changed: Signal<string>;
  /**
   * Reads the newest page, on a new device only that; nothing when `end`, the archive's newest id as the stream began, is what lies here
   * already. Rejects with StanzaError.
   */
  newest(account: string, client: Client, extended: boolean, end?: string): Promise<void>;
  /** What came between the newest page and the time this device could be reached: after it nothing new can be missed. */
  tail(account: string, client: Client): Promise<void>;
  /** Goes backwards until nothing is missing that came since the last time; `stored` after every page. */
  fill(account: string, client: Client, extended: boolean, stored: () => void): Promise<void>;
  /** One page of a conversation's missing messages, those before the position `before`. False when there was nothing to ask for. */
  load(account: string, client: Client, conversation: { readonly id: string; readonly address: string }, before: number): Promise<boolean>;
  state(conversation: { readonly id: string; readonly account: string; readonly address: string }): HistoryState;
  /** No message of the account's archive has been read on this device yet. */
  isNew(account: string): boolean;
  /** Everything is known that the server received after what it told us before the oldest row of unknown fate left. */
  settled(account: string): boolean;
  /** A live message came: the mark follows when nothing can be missing before it. */
  follow(account: string, archiveId: string): void;
  /** The stream is gone: what comes now may leave a hole behind it. */
  lost(account: string): void;
}

export interface HistoryOptions {
  readonly sync: SyncStore;
  readonly messages: Messages;
  readonly announcer: Announcer;
  /** The oldest row whose fate is unknown: the mark must not move past its place in the archive. */
  readonly uncertain: (account: string) => { readonly id: string; readonly sentAt: number } | undefined;
}

export function makeHistory({ sync, messages, announcer, uncertain }: HistoryOptions): History {
  const changed = signal<string>();
  const contiguous = new Set<string>();
  /** The newest page was read on this stream: what is known of the archive reaches up to when it began. */
  const looked = new Set<string>();
  /** On this stream the newest pages of what was there before this device were read for the first time. */
  const fresh = new Set<string>();

  function store(
    account: string,
    client: Client,
    page: ArchivePage,
    where: Pick<CoveredPage, 'after' | 'before' | 'fromStart'> & { readonly countUnread: boolean },
  ): void {
    const { countUnread, fromStart, ...next } = where;
    // What lies directly before something also lies behind all that is known from before it.
    const place = next.before === undefined ? next : { before: next.before };
    announcer.batch(() => {
      const { firstPosition, lastPosition } = messages.receivePage(account, readAll(client, page), { ...place, countUnread });
      sync.cover(account, '', {
        ids: page.results.map((result) => result.id),
        ...next,
        ...(fromStart === undefined ? {} : { fromStart }),
        ...(firstPosition === undefined ? {} : { firstPosition }),
        ...(lastPosition === undefined ? {} : { lastPosition }),
      });
    });
    changed.emit(account);
  }

  /** The newest gap, newest page first. `after` is asked for only where the archive knows how, and as long as it still has it. */
  async function fillGap(account: string, client: Client, after: string | undefined, pages: number, stored: () => void): Promise<void> {
    let low = after;
    let max = PAGE;
    const ahead = readAhead((before) => client.mam.page({ before, max, ...(low === undefined ? {} : { afterId: low }) }));
    for (let left = pages; left > 0; left--) {
      const gap = sync.gaps(account, '').at(-1);
      if (gap === undefined) return;
      const page = await ahead.page(gap.before).catch((error: unknown) => {
        if (isCondition(error, 'item-not-found')) return 'purged';
        if (isCondition(error, 'remote-server-timeout') && max > FEWEST) return 'slow';
        throw error;
      });
      // What came before something that is gone itself is gone as well.
      if (page === 'purged' && low === undefined) return rememberBeginning(account, gap.before);
      if (page === 'purged') low = undefined;
      else if (page === 'slow') max = Math.max(FEWEST, Math.floor(max / LESS));
      if (typeof page === 'string') continue;
      if (low !== undefined && page.complete && (await beganLater(client, low, messages.sentAs(account, low)))) low = undefined;
      const [first] = page.results;
      if (left > 1 && !page.complete && first !== undefined && first.id !== gap.before) ahead.expect(first.id);
      store(account, client, page, {
        before: gap.before,
        ...(page.complete && low !== undefined ? { after: low } : {}),
        countUnread: !fresh.has(account),
        fromStart: page.complete && low === undefined,
      });
      if (page.complete && low === undefined && page.results.length === 0) rememberBeginning(account, gap.before);
      stored();
      const now = sync.gaps(account, '').at(-1);
      // Closed; or an archive that says there is more but does not move on, which is not asked for ever.
      if (now === undefined || now.after !== gap.after || now.before === gap.before) return;
    }
  }

  /** Nothing lies before this id. */
  function rememberBeginning(account: string, id: string): void {
    announcer.batch(() => sync.cover(account, '', { ids: [id], fromStart: true }));
    changed.emit(account);
  }

  return {
    changed,
    async newest(account, client, extended, end) {
      const mark = sync.getMark(account, '');
      if (mark !== undefined && mark === end) return void looked.add(account);
      let low = extended && mark !== BEGINNING ? mark : undefined;
      const page = await client.mam
        .page({ before: '', max: PAGE, ...(low === undefined ? {} : { afterId: low }) })
        .catch((error: unknown) => {
          // The mark was purged on the server: what is newer cannot be told apart by it.
          if (!isCondition(error, 'item-not-found') || low === undefined) throw error;
          low = undefined;
          return client.mam.page({ before: '', max: PAGE });
        });
      if (low !== undefined && page.complete && page.results.length > 0 && (await beganLater(client, low, messages.sentAs(account, low))))
        low = undefined;
      if (mark === undefined && page.complete && page.results.length === 0) rememberBeginning(account, BEGINNING);
      else if (mark === undefined) fresh.add(account);
      store(account, client, page, {
        ...(page.complete && low !== undefined ? { after: low } : {}),
        countUnread: mark !== undefined,
        fromStart: page.complete && low === undefined,
      });
      looked.add(account);
    },

    async tail(account, client) {
      const asked = new Set<string>();
      for (let after = sync.getMark(account, '') || undefined; ; ) {
        // Without a mark, or with one that was purged meanwhile, the newest page is all there is to go by.
        const page = await (after === undefined ? undefined : client.mam.page({ after, max: PAGE }).catch(purged));
        if (page === undefined || after === undefined) {
          const newest = await client.mam.page({ before: '', max: PAGE });
          store(account, client, newest, { countUnread: true, fromStart: newest.complete });
          break;
        }
        store(account, client, page, { after, countUnread: true });
        const last = page.results.at(-1)?.id ?? page.last;
        if (page.complete || last === undefined || last === after) break;
        // An archive that leads in circles, or on and on: nothing it says is known to join on.
        if (asked.has(last) || asked.size >= MOST_PAGES) return;
        asked.add(last);
        after = last;
      }
      contiguous.add(account);
    },

    async fill(account, client, extended, stored) {
      if (fresh.has(account)) return fillGap(account, client, undefined, FIRST_PAGES - 1, stored);
      // Gap by gap, the newest first; one that cannot be closed ends it.
      for (let gap = sync.gaps(account, '').at(-1); gap?.after !== undefined; ) {
        await fillGap(account, client, (extended && gap.after) || undefined, MOST_PAGES, stored);
        const next = sync.gaps(account, '').at(-1);
        if (next?.after === gap.after) return;
        gap = next;
      }
    },

    async load(account, client, { id, address }, before) {
      const hole = sync.coverage(account, '', address).holes.find((each) => each.before === before);
      if (hole === undefined) return false;
      const edge = hole.edge.own ? hole.edge.id : messages.archiveIdFrom(id, hole.before);
      const end = messages.sentFrom(account, hole.before);
      if (edge === undefined && end === null) await loadBefore(account, client, hole.edge.id);
      else {
        const page = await conversationPage(client, address, edge, end);
        announcer.batch(() => keep(account, client, address, hole, edge, page));
        changed.emit(account);
      }
      return true;
    },

    state({ id, account, address }) {
      const { holes, completeFrom } = sync.coverage(account, '', address);
      const since = completeFrom === undefined ? null : completeFrom === 0 ? 0 : messages.sentFrom(account, completeFrom);
      return {
        id,
        gaps: holes.map(({ after, before }) => ({ after, before })),
        // What was deleted here is not here.
        completeSince: since === null ? null : Math.max(since, sync.deletedAt(account, address)),
      };
    },

    isNew: (account) => !sync.getMark(account, ''),

    settled(account) {
      const row = uncertain(account);
      if (row === undefined) return true;
      if (!looked.has(account)) return false;
      const newest = sync.stretches(account, '').at(-1);
      if (newest === undefined) return false;
      const { completeFrom } = sync.coverage(account, '', '');
      if (completeFrom === undefined) return false;
      return (
        newest.fromStart ||
        messages.knownBefore(account, row.id, completeFrom) ||
        (messages.sentFrom(account, completeFrom) ?? row.sentAt) < row.sentAt - CLOCKS
      );
    },

    follow(account, archiveId) {
      if (!contiguous.has(account) || uncertain(account) !== undefined) return;
      sync.setMark(account, '', archiveId);
    },

    lost(account) {
      contiguous.delete(account);
      looked.delete(account);
      fresh.delete(account);
    },
  };

  /** Nothing here tells when a hole ends: all that lies before this id, whoever wrote it. */
  async function loadBefore(account: string, client: Client, before: string): Promise<void> {
    const page = await client.mam.page({ before, max: PAGE }).catch(purged);
    if (page === undefined) rememberBeginning(account, before);
    else store(account, client, page, { before, countUnread: false, fromStart: page.complete });
  }

  /** What came before `edge`, an id of the conversation's own: only among these do archives find it. Else what came before the hole's end in time. */
  async function conversationPage(client: Client, address: string, edge: string | undefined, end: number | null): Promise<ArchivePage> {
    const query = { with: address, max: CONVERSATION_PAGE };
    if (edge !== undefined) {
      const page = await client.mam.page({ ...query, before: edge }).catch(purged);
      if (page !== undefined) return page;
    }
    // What came before something that is gone is gone as well.
    if (end === null) return { results: [], complete: true, first: undefined, last: undefined };
    // Archives may count whole seconds: what came later in that one may be more than a page.
    for (let before = '', left = MOST_PAGES; ; left--) {
      const page = await client.mam.page({ ...query, before, end });
      const results = page.results.filter(({ at }) => at === undefined || at <= end);
      const [first] = page.results;
      if (results.length > 0 || page.complete || first === undefined || first.id === before || left === 0) return { ...page, results };
      before = first.id;
    }
  }

  /** A page of one conversation lies directly before the hole's end. */
  function keep(account: string, client: Client, address: string, hole: Hole, edge: string | undefined, page: ArchivePage): void {
    const read = readAll(client, page).filter((message) => sameJid(message.peer, address));
    const placed = messages.receivePage(account, read, { before: hole.edge.id, countUnread: false });
    const end = placed.beforePosition ?? hole.before;
    const ids = page.results.map((result) => result.id);
    sync.cover(
      account,
      '',
      {
        ids: ids.length === 0 ? [edge ?? hole.edge.id] : ids,
        ...(edge === undefined ? {} : { before: edge }),
        // An archive that claims to have more without giving any is taken at its deeds.
        fromStart: page.complete || ids.every((id) => id === edge),
        firstPosition: Math.min(placed.firstPosition ?? end, end),
        lastPosition: Math.max(placed.lastPosition ?? end, end),
      },
      address,
    );
  }
}
