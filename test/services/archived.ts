// A server's archive beside what lies here, and the sessions in which the one is read into the other.
import { afterAll, beforeAll } from 'vitest';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { makeHistory } from '../../electron/services/history.ts';
import { makeOutbox } from '../../electron/services/outbox.ts';
import type { Client } from '../../electron/xmpp/client.ts';
import { StanzaError } from '../../electron/xmpp/core/xml.ts';
import type { IncomingMessage } from '../../electron/xmpp/message.ts';
import type { ArchivePage, ArchiveQuery } from '../../electron/xmpp/xep/0313-mam.ts';
import { BOB, startArchive } from '../archive/support.ts';
import { makeHandClock } from '../support/hand-clock.ts';
import { arrived } from './arrived.ts';
import { messagesOf, peopleAndChats } from './people-and-chats.ts';

export const CAROL = 'carol@example.org';
export const PEERS = [BOB, CAROL];

interface Kept {
  readonly id: string;
  readonly peer: string;
  readonly body: string;
  readonly at: number;
}

/** A server's archive as XEP-0313 describes it, which may be cut off, slow or lying. */
function makeServer(clock: ReturnType<typeof makeHandClock>) {
  const kept: Kept[] = [];
  let count = 0;
  const server = {
    kept,
    /** Results per page at most. */
    cap: 5,
    extended: true,
    /** Prosody does not mind an `afterId` that is gone: it gives everything. */
    lenient: false,
    asked: [] as ArchiveQuery[],
    /** Answers left before the line breaks. */
    answers: Number.POSITIVE_INFINITY,
    /** What it says instead of the truth. */
    lie: undefined as ((page: ArchivePage, query: ArchiveQuery) => ArchivePage) | undefined,
    add(peer: string): Kept {
      count += 1;
      const entry = { id: `a${count}`, peer, body: `message ${count}`, at: clock.now() };
      clock.advance(300);
      kept.push(entry);
      return entry;
    },
    async metadata() {
      const [first] = kept;
      return first === undefined ? {} : { start: { id: first.id, at: first.at } };
    },
    async page(query: ArchiveQuery): Promise<ArchivePage> {
      server.asked.push(query);
      if (server.answers-- <= 0) throw new StanzaError('not-sent');
      if (query.afterId !== undefined && !server.extended) throw new StanzaError('bad-request');
      const indexIn = (entries: readonly Kept[], id: string) => {
        const at = entries.findIndex((entry) => entry.id === id);
        if (at < 0) throw new StanzaError('item-not-found');
        return at;
      };
      const gone = server.lenient && !kept.some(({ id }) => id === query.afterId);
      const low = query.afterId === undefined || gone ? -1 : indexIn(kept, query.afterId);
      // Whole seconds, and an id is looked for among what the filters leave: so does Prosody.
      const all = kept.filter(
        (entry, index) =>
          index > low &&
          (query.with === undefined || entry.peer === query.with) &&
          (query.end === undefined || entry.at <= Math.ceil(query.end / 1000) * 1000),
      );
      const max = Math.min(query.max, server.cap);
      const from = query.after === undefined ? 0 : indexIn(all, query.after) + 1;
      const to = query.before === undefined || query.before === '' ? all.length : indexIn(all, query.before);
      const matching = all.slice(from, to);
      const results = query.before === undefined ? matching.slice(0, max) : matching.slice(-max);
      const complete = matching.length <= max;
      const page: ArchivePage = {
        results: results.map((entry) => ({ id: entry.id, at: entry.at, message: entry as never })),
        complete,
        first: results[0]?.id,
        last: results.at(-1)?.id,
      };
      return server.lie?.(page, query) ?? page;
    },
  };
  return server;
}

function read(entry: Kept, road: IncomingMessage['road']): IncomingMessage {
  return arrived({
    road,
    peer: entry.peer,
    sender: entry.peer,
    id: entry.id,
    archiveId: entry.id,
    stampedAt: road === 'archive' ? entry.at : undefined,
    body: entry.body,
  });
}

/** Call at the top of a file: accounts of one archive, each with a server of its own. */
export function archivedHistories() {
  let stores: ReturnType<typeof startArchive>;
  const clock = makeHandClock();
  beforeAll(() => {
    stores = startArchive({ now: () => clock.now() });
    stores.archive.pragma('synchronous = OFF');
  });
  afterAll(() => stores.end());
  let accounts = 0;

  /** An account of its own in the one archive, so that runs cannot meet. */
  function make() {
    const me = `run${++accounts}`;
    stores.accounts.add(me, `${me}@example.org`);
    const kit = { ...stores, conversation: stores.conversations.open(me, BOB).id };
    const { announcer, conversations } = peopleAndChats({ kit, clock, here: new Set([me]), warn: () => undefined });
    const changes = makeOwnChanges(kit.archive);
    const messages = messagesOf({ kit, clock, announcer, conversations }, { changes });
    const outbox = makeOutbox({
      clock,
      store: kit.outbox,
      changes,
      messages,
      announcer,
      sees: () => true,
      warn: () => undefined,
    });
    const history = makeHistory({ sync: kit.sync, messages, announcer, uncertain: outbox.uncertain });
    const server = makeServer(clock);
    const client = {
      mam: { page: server.page, metadata: server.metadata },
      messages: { readArchived: ({ message }: { message: unknown }) => read(message as Kept, 'archive') },
    } as unknown as Client;

    /** What follows signing in. */
    async function session(
      options: { readonly live?: number; readonly stored?: () => void; readonly end?: string | undefined } = {},
    ): Promise<void> {
      history.lost(me);
      await history.newest(me, client, server.extended, options.end);
      for (let left = options.live ?? 0; left > 0; left--) live(PEERS[left % 2] as string);
      await history.tail(me, client);
      await history.fill(me, client, server.extended, options.stored ?? (() => undefined));
    }

    function live(peer: string): void {
      const entry = server.add(peer);
      announcer.batch(() => {
        messages.receive(me, read(entry, 'live'));
        history.follow(me, entry.id);
      });
    }

    async function loadAll(): Promise<void> {
      for (const address of PEERS) {
        const { id } = conversations.open(me, address);
        for (let left = 200; left > 0; left--) {
          const gap = history.state({ id, account: me, address }).gaps.at(-1);
          if (gap === undefined) break;
          await history.load(me, client, { id, address }, gap.before);
        }
      }
    }

    const bodies = (address?: string) =>
      kit.archive
        .prepare<[string], { body: string; address: string }>(
          'SELECT m.body, c.address FROM messages m JOIN conversations c ON c.id = m.conversation WHERE m.account = ? ORDER BY m.position',
        )
        .all(me)
        .flatMap((row) => (address === undefined || row.address === address ? [row.body] : []));
    const gaps = (address: string) => history.state({ id: conversations.open(me, address).id, account: me, address }).gaps;
    return { ...kit, me, announcer, conversations, messages, outbox, history, server, client, session, live, loadAll, bodies, gaps };
  }

  return { make };
}
