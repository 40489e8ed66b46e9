// The account's own presence (RFC 6121 4): what the person chose, told to every account's people after each new stream and at each change.
// A device nobody touches is away by itself, with since when (XEP-0319); what the person chose stays.
import { type OwnPresence, STATUS_LIMIT } from '../../shared/contact.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { Client } from '../xmpp/client.ts';
import type { OwnFact } from '../xmpp/core/presence.ts';
import { writeIdle } from '../xmpp/xep/0319-idle.ts';

/** As much of a client as it takes. */
interface Voice {
  readonly session: Pick<Client['session'], 'began' | 'resumed'>;
  readonly presence: Pick<Client['presence'], 'announce'>;
  /** What presence says besides of what this device can do. */
  readonly caps: Pick<Client['caps'], 'write'>;
}

export interface OwnPresenceRoad {
  readonly changed: Signal<OwnPresence>;
  current(): OwnPresence;
  change(presence: OwnPresence): OwnPresence;
  /** ms since the epoch since when nobody has touched this device; undefined: somebody is there. */
  setIdle(since: number | undefined): void;
  /** Something else that presence says may have changed. */
  repeat(): void;
  attach(account: string, client: Voice): void;
  /** The first word of a session: from it on changes are told too. Nothing where the server still says it. */
  announce(account: string): void;
  forget(account: string): void;
}

export interface OwnPresenceOptions {
  readonly chosen: { get(): OwnPresence; save(presence: OwnPresence): void };
  /** What each account's session was told last, for as long as that session can be resumed. */
  readonly told: { get(account: string): string | undefined; set(account: string, words: string): void };
  /** Cleans what XML cannot carry. */
  readonly clean: (text: string) => string;
}

/** What is sent to the person rather than to a device goes where they are (RFC 6121 4.7.2.3). */
const HERE = 5;

/** RFC 6121 4.7.2.1. Somebody who is away or does not want to be disturbed says so by themselves already. Pure. */
export function factOf({ availability, status }: OwnPresence, idle: boolean): OwnFact {
  const words = status === '' ? {} : { status };
  const here = idle ? words : { ...words, priority: HERE };
  if (availability === 'busy') return { show: 'dnd', ...here };
  return availability === 'away' || idle ? { show: 'away', ...words } : here;
}

export function makeOwnPresence({ chosen, told: remembered, clean }: OwnPresenceOptions): OwnPresenceRoad {
  const changed = signal<OwnPresence>();
  const clients = new Map<string, Voice>();
  /** What each account's session was told last. */
  const told = new Map<string, string>();
  let idleSince: number | undefined;

  function tell(account: string): void {
    const fact = factOf(chosen.get(), idleSince !== undefined);
    const words = JSON.stringify([fact, idleSince, clients.get(account)?.caps.write().map(String)]);
    if (told.get(account) === words) return;
    const payload = idleSince === undefined ? [] : [writeIdle(idleSince)];
    if (clients.get(account)?.presence.announce(fact, payload) !== true) return;
    told.set(account, words);
    remembered.set(account, words);
  }

  const tellAll = (): void => [...told.keys()].forEach(tell);

  return {
    changed,
    current: () => chosen.get(),
    change({ availability, status }) {
      const presence = { availability, status: clean(status).replace(/\s+/g, ' ').trim().slice(0, STATUS_LIMIT) };
      chosen.save(presence);
      tellAll();
      changed.emit(presence);
      return presence;
    },
    setIdle(since) {
      if (since === idleSince) return;
      idleSince = since;
      tellAll();
    },
    repeat: tellAll,
    attach(account, client) {
      clients.set(account, client);
      const words = remembered.get(account);
      if (words !== undefined) told.set(account, words);
      client.session.began.on(() => told.delete(account));
      // Changed while the stream was lost.
      client.session.resumed.on(() => {
        if (told.has(account)) tell(account);
      });
    },
    announce: tell,
    forget(account) {
      clients.delete(account);
      told.delete(account);
    },
  };
}
