// What the operators of the accounts' servers say about interruptions (XEP-0455): asked while a server cannot be reached, at the address it
// gave out before, and once in a while after signing in, for what is planned.
import type { Clock } from '../../shared/clock.ts';
import type { ConnectFailureKind } from '../../shared/errors.ts';
import type { Outage } from '../../shared/outage.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { Client } from '../xmpp/client.ts';
import { readOutage } from '../xmpp/xep/0455-outage.ts';

export interface Outages {
  /** Ids of accounts about which something else is said now. */
  readonly changed: Signal<string>;
  /** What was said last; see isCurrent. */
  of(account: string): Outage | undefined;
  attach(account: string, client: Watched): void;
  forget(account: string): void;
}

export interface OutagesOptions {
  /** Where the operator of the account's server speaks, as far as known. */
  readonly addresses: (account: string) => readonly string[];
  /** The text behind an https: address. */
  readonly fetch: (account: string, address: string) => Promise<string | undefined>;
  /** BCP 47. */
  readonly language: () => string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly warn: (what: string, error: unknown) => void;
}

/** As much of a client as it takes. */
type Watched = { readonly stream: Pick<Client['stream'], 'changed' | 'connection'> };

interface State {
  outage: Outage | undefined;
  /** Asked at; 0: never. */
  at: number;
  asking: boolean;
  cancel: () => void;
}

/** Shorter troubles end by themselves, and what is said about them would come too late. */
const PATIENCE = 5_000;
/** Before an operator who said something, or nothing, is asked again. */
const AGAIN_DOWN = 5 * 60_000;
const AGAIN_UP = 6 * 3_600_000;
/** Everybody comes back at once when a server does: not everybody asks at once, and not before the server was asked for the address. */
const SPREAD = 60_000;

/** Troubles that lie, or may lie, with the server rather than with this computer or the person. */
const THEIRS: ReadonlySet<ConnectFailureKind> = new Set([
  'unknown-host',
  'refused',
  'timeout',
  'bad-certificate',
  'no-encryption',
  'not-xmpp',
  'invalid-data',
  'server-shutdown',
  'server-error',
  'lost',
]);

export function makeOutages({ addresses, fetch, language, clock, random, warn }: OutagesOptions): Outages {
  const changed = signal<string>();
  const states = new Map<string, State>();

  function say(account: string, state: State, outage: Outage | undefined): void {
    if (JSON.stringify(state.outage) === JSON.stringify(outage)) return;
    state.outage = outage;
    changed.emit(account);
  }

  /** The first of the addresses that can be read says what there is to say; an empty object says that all is well. */
  async function ask(account: string, state: State): Promise<void> {
    if (state.asking || states.get(account) !== state) return;
    state.asking = true;
    state.at = clock.now();
    try {
      for (const address of addresses(account)) {
        const text = await fetch(account, address).catch((error: unknown) => warn('no word about an outage', error));
        if (text === undefined) continue;
        if (states.get(account) === state) say(account, state, readOutage(text, language()));
        return;
      }
    } finally {
      state.asking = false;
    }
  }

  function later(account: string, state: State, wait: number): void {
    state.cancel();
    state.cancel = clock.after(wait, () => {
      ask(account, state).catch((error: unknown) => warn('an operator was not asked about an outage', error));
    });
  }

  return {
    changed,
    of: (account) => states.get(account)?.outage,
    attach(account, { stream }) {
      states.get(account)?.cancel();
      const state: State = { outage: undefined, at: 0, asking: false, cancel: () => undefined };
      states.set(account, state);
      stream.changed.on((connection) => {
        if (states.get(account) !== state) return;
        if (connection.state === 'connecting') return;
        state.cancel();
        if (connection.state === 'online') {
          // What was said while it was down is not true any more, unless it is said again.
          const stale = state.outage !== undefined && state.outage.beginning <= clock.now();
          if (stale) say(account, state, undefined);
          if (stale || clock.now() - state.at >= AGAIN_UP) later(account, state, PATIENCE + SPREAD * random());
        } else if (connection.state === 'waiting' && THEIRS.has(connection.failure)) {
          const down = clock.now() - connection.since;
          if (state.at < connection.since || clock.now() - state.at >= AGAIN_DOWN) later(account, state, Math.max(0, PATIENCE - down));
        }
      });
    },
    forget(account) {
      states.get(account)?.cancel();
      states.delete(account);
    },
  };
}
