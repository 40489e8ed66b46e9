// The account's own presence (RFC 6121 4): what the person chose, told to every account's people after each new stream and at each change.
// A device nobody touches is away by itself, with since when (XEP-0319); what the person chose stays. Somebody who appears offline is told of
// by directed presence only (4.6), hidden by the server where it can do that (XEP-0186), else by having gone as far as it knows.
import { type OwnPresence, STATUS_LIMIT } from '../../shared/contact.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { Client } from '../xmpp/client.ts';
import type { OwnFact } from '../xmpp/core/presence.ts';
import { writeIdle } from '../xmpp/xep/0319-idle.ts';

/** As much of a client as it takes. */
interface Voice {
  readonly stream: Pick<Client['stream'], 'connection'>;
  readonly session: Pick<Client['session'], 'began' | 'resumed'>;
  readonly presence: Pick<Client['presence'], 'announce' | 'leave' | 'extra'>;
  readonly invisible: Client['invisible'];
}

export interface OwnPresenceRoad {
  readonly changed: Signal<OwnPresence>;
  /** For its server the account is gone: others are not seen, and what is written waits there. Emitted with the account's id. */
  readonly gone: Signal<string>;
  /** It is there again. */
  readonly returned: Signal<string>;
  /** They may not know that the person is there. */
  isHiddenFrom(account: string, address: string): boolean;
  /** See `gone`; true while it is so. */
  isGone(account: string): boolean;
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
  /** Its server can hide it. */
  readonly hides: (account: string) => boolean;
  /** Addresses that see it all the same. */
  readonly excepted: (account: string) => readonly string[];
  /** Whether this one does, without a look at all the others. */
  readonly isExcepted: (account: string, address: string) => boolean;
  readonly warn: (what: string, error: unknown) => void;
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

/** What a session was told last. */
interface Told {
  readonly words: string;
  /** How the account is hidden, if it is. */
  readonly hidden?: 'by-server' | 'by-leaving';
  /** Who was told of it all the same. */
  readonly to: readonly string[];
  /** By an earlier process, of which nobody knows whether its words arrived before it ended. */
  readonly unsure?: true;
}

export function makeOwnPresence(options: OwnPresenceOptions): OwnPresenceRoad {
  const { chosen, told: remembered, hides, excepted, isExcepted, warn, clean } = options;
  const changed = signal<OwnPresence>();
  const gone = signal<string>();
  const returned = signal<string>();
  const clients = new Map<string, Voice>();
  /** What each account's session was told last. */
  const told = new Map<string, Told>();
  let idleSince: number | undefined;

  function tell(account: string): void {
    const voice = clients.get(account);
    // What nobody hears is said once the stream is resumed.
    if (voice?.stream.connection.state !== 'online') return;
    const { availability, status } = chosen.get();
    const hiding = availability === 'hidden';
    const fact = factOf({ availability, status }, idleSince !== undefined);
    const to = hiding ? excepted(account) : [];
    const words = JSON.stringify([fact, idleSince, voice.presence.extra().map(String), ...(hiding ? ['hidden', to] : [])]);
    const before = told.get(account);
    if (before?.words === words) return;
    const payload = idleSince === undefined ? [] : [writeIdle(idleSince)];
    if (!hiding) {
      if (before?.hidden === 'by-server')
        voice.invisible.show().catch((error: unknown) => warn('the server did not show the account', error));
      if (!voice.presence.announce(fact, payload)) return;
      keep(account, { words, to });
      if (before?.hidden === 'by-leaving') returned.emit(account);
      return;
    }
    const hidden = (before?.unsure === true ? undefined : before?.hidden) ?? hide(account, voice, before !== undefined);
    if (hidden === undefined) return;
    for (const address of before?.to ?? []) if (!to.includes(address)) voice.presence.leave(address);
    for (const address of to) voice.presence.announce(fact, payload, address);
    keep(account, { words, hidden, to });
  }

  function keep(account: string, now: Told): void {
    told.set(account, now);
    remembered.set(account, JSON.stringify(now));
  }

  /** Everybody heard that it is gone, also those who are excepted: they are told otherwise. */
  function left(account: string): void {
    keep(account, { words: '', hidden: 'by-leaving', to: [] });
    gone.emit(account);
    tell(account);
  }

  /** Undefined: the rest was told already, or there is no stream. `seen`: others see it now. */
  function hide(account: string, voice: Voice, seen: boolean): Told['hidden'] {
    if (!hides(account)) {
      if (!seen || voice.presence.leave()) left(account);
      return undefined;
    }
    voice.invisible.hide().catch((error: unknown) => {
      warn('the server did not hide the account', error);
      // Seen by everybody is what was not wanted.
      const now = told.get(account);
      if (now?.hidden !== 'by-server') return;
      // Without a stream it is for the next one to say.
      if (seen && !voice.presence.leave()) return keep(account, { words: '', to: now.to });
      left(account);
    });
    return 'by-server';
  }

  const tellAll = (): void => [...told.keys()].forEach(tell);

  return {
    changed,
    gone,
    returned,
    isHiddenFrom: (account, address) => chosen.get().availability === 'hidden' && !isExcepted(account, address),
    isGone: (account) => told.get(account)?.hidden === 'by-leaving',
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
      const kept = remembered.get(account);
      if (kept !== undefined) {
        const before = readTold(kept);
        // Said once more where it may not have arrived: for its server the account would not be there, and nothing would be delivered to it.
        told.set(account, before.hidden === 'by-leaving' ? before : { ...before, words: '', unsure: true });
      }
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

/** As it was kept, also by a Kith that knew of no hiding and kept the words alone. */
function readTold(kept: string): Told {
  const value: unknown = JSON.parse(kept);
  return typeof value === 'object' && value !== null && 'words' in value ? (value as Told) : { words: kept, to: [] };
}
