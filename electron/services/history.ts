// What happened while this device was away: the account's archive on the server (XEP-0313), read from the last known message on.
// Every page is one transaction with the record of what it covers, so an interruption costs nothing but the rest.
import type { SyncStore } from '../archive/sync.ts';
import type { Client } from '../xmpp/client.ts';
import { StanzaError } from '../xmpp/core/xml.ts';
import type { IncomingMessage } from '../xmpp/message.ts';
import type { ArchivePage } from '../xmpp/xep/0313-mam.ts';
import type { Announcer } from './announce.ts';
import type { Messages } from './messages.ts';

/** Asked of the server, which gives at most what it likes. */
const PAGE = 250;
/** How many pages a new device reads backwards; older history comes on demand. */
const FIRST_PAGES = 6;

export interface History {
  /** Reads everything since the last known message; a new device reads the newest few hundred. Rejects with StanzaError. */
  catchUp(account: string, client: Client): Promise<void>;
  /** Nothing of the account's archive has been read on this device yet. */
  isNew(account: string): boolean;
  /** A live message came: the mark follows when nothing can be missing before it. */
  follow(account: string, archiveId: string): void;
  /** The stream is gone: what comes now may leave a hole behind it. */
  lost(account: string): void;
}

export interface HistoryOptions {
  readonly sync: SyncStore;
  readonly messages: Messages;
  readonly announcer: Announcer;
  /** Rows whose fate is unknown: the mark must not move past their place in the archive. */
  readonly uncertain: (account: string) => boolean;
}

export function makeHistory({ sync, messages, announcer, uncertain }: HistoryOptions): History {
  const contiguous = new Set<string>();

  function store(
    account: string,
    client: Client,
    page: ArchivePage,
    asked: { after?: string; before?: string; countUnread: boolean; fromStart?: boolean },
  ): void {
    const { countUnread, fromStart, ...next } = asked;
    const read = page.results
      .map((result) => client.messages.readArchived(result))
      .filter((message): message is IncomingMessage => message !== undefined);
    announcer.batch(() => {
      const { firstPosition, lastPosition } = messages.receivePage(account, read, { ...next, countUnread });
      sync.cover(account, '', {
        ids: page.results.map((result) => result.id),
        ...next,
        ...(fromStart === undefined ? {} : { fromStart }),
        ...(firstPosition === undefined ? {} : { firstPosition }),
        ...(lastPosition === undefined ? {} : { lastPosition }),
      });
    });
  }

  /** Forward from the mark. False when the mark is no longer in the archive. */
  async function forward(account: string, client: Client, mark: string): Promise<boolean> {
    let after = mark;
    for (;;) {
      let page: ArchivePage;
      try {
        page = await client.mam.page({ after, max: PAGE });
      } catch (error) {
        if (error instanceof StanzaError && error.condition === 'item-not-found') return false;
        throw error;
      }
      store(account, client, page, { after, countUnread: true });
      const last = page.results.at(-1)?.id ?? page.last;
      // An archive that says there is more but does not move on is not asked for ever.
      if (page.complete || last === undefined || last === after) return true;
      after = last;
    }
  }

  /** The newest pages, backwards. */
  async function newest(account: string, client: Client, countUnread: boolean): Promise<void> {
    let before = '';
    for (let read = 0; read < FIRST_PAGES; read++) {
      const page = await client.mam.page({ before, max: PAGE });
      store(account, client, page, { ...(before === '' ? {} : { before }), countUnread, fromStart: page.complete });
      const first = page.results[0]?.id ?? page.first;
      if (page.complete || first === undefined || first === before) return;
      before = first;
    }
  }

  return {
    async catchUp(account, client) {
      const mark = sync.getMark(account, '');
      if (mark === undefined) await newest(account, client, false);
      else if (!(await forward(account, client, mark))) await newest(account, client, true);
      contiguous.add(account);
    },
    isNew: (account) => sync.getMark(account, '') === undefined,
    follow(account, archiveId) {
      if (contiguous.has(account) && !uncertain(account)) sync.setMark(account, '', archiveId);
    },
    lost: (account) => void contiguous.delete(account),
  };
}
