// What follows signing in, in its order: what the server can do, carbons, contacts, what was missed, presence, own waiting messages.
import type { Clock } from '../../shared/clock.ts';
import type { SessionStore } from '../archive/sessions.ts';
import type { Client } from '../xmpp/client.ts';
import type { BoundAtOnce } from '../xmpp/core/bind2.ts';
import { NS_PUBLISH_OPTIONS } from '../xmpp/xep/0060-pubsub.ts';
import { NS as NS_CARBONS } from '../xmpp/xep/0280-carbons.ts';
import { NS_EXTENDED, NS as NS_MAM } from '../xmpp/xep/0313-mam.ts';
import { NS as NS_IDS } from '../xmpp/xep/0359-ids.ts';
import type { Blocks } from './blocking.ts';
import type { Contacts } from './contacts.ts';
import type { History } from './history.ts';
import type { IncomingRoad } from './incoming.ts';
import type { Outbox } from './outbox.ts';
import type { OwnPhotos } from './own-photo.ts';
import type { OwnPresenceRoad } from './own-presence.ts';
import type { ReadState } from './read-state.ts';
import type { Servers } from './server.ts';

export interface SettlingInOptions {
  readonly contacts: Contacts;
  readonly blocks: Blocks;
  readonly history: History;
  readonly outbox: Outbox;
  readonly sessions: Pick<SessionStore, 'note' | 'setNote'>;
  readonly ownPresence: OwnPresenceRoad;
  readonly incoming: IncomingRoad;
  readonly readState: ReadState;
  readonly servers: Servers;
  readonly people: { readonly photos: Pick<OwnPhotos, 'look'> };
  readonly clock: Clock;
  readonly warn: (what: string, error: unknown) => void;
}

/** What servers that keep messages for who is away say of themselves (XEP-0160 5). */
const KEEPS = 'msgoffline';
/** The note whether the server vouches for the archive ids of what it delivers. */
const TRUSTED = 'archive-ids';
/** How long presence waits for the archive's newest page, in ms: who is there should show soon, even where the archive is slow. */
const NEWEST_FIRST = 3_000;
/** Before what failed is tried again on the same stream, in ms. */
const TRY_AGAIN = 30_000;

/** Follows a client for good: every new stream is settled in, a resumed one goes on where it was interrupted. `here`: this client is still its account's. */
export function makeSettlingIn(options: SettlingInOptions): (account: string, client: Client, here: () => boolean) => void {
  const { contacts, blocks, history, outbox, sessions, ownPresence, incoming, readState, servers, people, clock, warn } = options;

  // Carbons before the archive, so that nothing falls between them; presence after what was missed; own messages once their fate is known.
  // `done`: what was part of signing in already.
  // `current`: false once another stream began, whose business the rest then is, or this account ended.
  async function begin(id: string, client: Client, done: BoundAtOnce | undefined, current: () => boolean): Promise<void> {
    const { own, server } = await servers.learn(id, client);
    if (!current()) return;
    const keeps = [own, server].some(({ features }) => features.includes(KEEPS));
    client.messages.trustArchiveIds(own.features.includes(NS_IDS));
    readState.allow(id, own.features.includes(NS_PUBLISH_OPTIONS));
    sessions.setNote(id, TRUSTED, own.features.includes(NS_IDS) ? '1' : '0');
    // On its way before presence is, which tells of it.
    people.photos.look(id);
    // What the archive of a new device holds before anything else is old; what comes while it settles in is news, and nothing else tells of it.
    if (own.features.includes(NS_MAM) && !keeps && history.isNew(id))
      await inTime(history.newest(id, client, own.features.includes(NS_EXTENDED)));
    if (!current()) return;
    if (done?.carbons !== true && server.features.includes(NS_CARBONS))
      await client.carbons.enable().catch((error: unknown) => warn('carbons were refused', error));
    if (!current()) return;
    await contacts.refresh(id, client).catch((error: unknown) => warn('the contact list was not read', error));
    if (!current()) return;
    // Before presence, which brings requests: those of blocked people are none.
    await blocks.refresh(id, client, server.features).catch((error: unknown) => warn('whom the server keeps away was not read', error));
    if (!current()) return;
    if (own.features.includes(NS_MAM)) await catchUp(id, client, own.features.includes(NS_EXTENDED), done?.archiveEnd, current);
    else ownPresence.announce(id);
    if (!current()) return;
    outbox.settle(id);
    incoming.caughtUp(id);
    readState.settle(id);
  }

  /** Waits for as long as is worth it; what becomes of it shows elsewhere. */
  async function inTime(work: Promise<void>): Promise<void> {
    const quietly = work.catch(() => undefined);
    await Promise.race([quietly, new Promise<void>((resolve) => clock.after(NEWEST_FIRST, resolve))]);
  }

  async function catchUp(id: string, client: Client, extended: boolean, end: string | undefined, current: () => boolean): Promise<void> {
    /** Own messages wait for no more of the archive than can tell what became of those before them. */
    const settle = (): void => {
      if (current() && history.settled(id)) outbox.settle(id);
    };
    settle();
    // On a new device only the server knows what nobody has read: where it keeps that, it delivers it unless the archive is asked first.
    const isNew = history.isNew(id);
    if (isNew) ownPresence.announce(id);
    const newest = history.newest(id, client, extended, end).then(settle);
    await inTime(newest);
    if (!current()) return;
    if (!isNew) ownPresence.announce(id);
    await newest;
    if (current()) await history.tail(id, client);
    if (!current()) return;
    // What is written meanwhile waits at the server: nothing that comes joins on to what was read.
    if (ownPresence.isGone(id)) history.lost(id);
    incoming.caughtUp(id);
    readState.settle(id);
    await history.fill(id, client, extended, settle);
  }

  /** By account; one that is its account's no longer goes when the next one comes. */
  const followed = new Map<string, { readonly client: Client; readonly here: () => boolean }>();
  ownPresence.gone.on((id) => {
    if (followed.get(id)?.here() !== true) return;
    history.lost(id);
    contacts.lose(id);
  });
  ownPresence.returned.on((id) => {
    const found = followed.get(id);
    if (found?.here() !== true) return;
    history.tail(id, found.client).catch((error: unknown) => warn('what waited at the server was not read', error));
  });

  return (account, client, here) => {
    followed.set(account, { client, here });
    for (const [id, each] of followed) if (!each.here()) followed.delete(id);
    let streams = 0;
    // A session of an earlier process may be resumed: this one has to learn anew what it did not store.
    let finished = false;
    client.messages.trustArchiveIds(sessions.note(account, TRUSTED) === '1');
    let done: BoundAtOnce | undefined;
    const follow = (): void => {
      const mine = ++streams;
      const current = () => streams === mine && here();
      finished = false;
      begin(account, client, done, current).then(
        () => {
          if (current()) finished = true;
        },
        (error: unknown) => {
          warn('what follows signing in did not finish', error);
          // Offline it begins anew with the next stream, or goes on when this one is resumed.
          clock.after(TRY_AGAIN, () => current() && client.stream.connection.state === 'online' && follow());
        },
      );
    };
    client.session.began.on(({ bound }) => {
      done = bound;
      client.messages.trustArchiveIds(false);
      history.lost(account);
      follow();
    });
    client.session.resumed.on(() => {
      if (!finished) follow();
    });
  };
}
