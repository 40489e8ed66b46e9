// How connections are made: the ways to a host, each of them one TCP connection to it.
import { connect, type Socket } from 'node:net';
import { asConnectError, ConnectError, mostTelling } from './connect-error.ts';
import { isPrivate } from './private-networks.ts';
import { type Attempt, type RaceOptions, race } from './race.ts';
import { ready } from './ready.ts';
import { addressesOf, type Resolver } from './resolve.ts';

/** Rejects with ConnectError, or with the signal's reason. */
export type Way = (port: number, signal: AbortSignal) => Promise<Socket>;

export interface Network {
  /** In the order to try; rejects when the name leads nowhere. `foreign`: and when it leads to a neighbour of this machine. */
  ways(host: string, foreign?: boolean): Promise<readonly Way[]>;
  /** Nobody on this side may learn which name is looked for: not even the DNS is asked. */
  readonly discreet: boolean;
  /** ms for one attempt behind it, greeting included; 10 s unless told. */
  readonly patience?: number;
}

/** Head start of one way over the next (RFC 8305 5), and how much more it gets once there is a connection. */
const STAGGER = 250;
const PATIENCE = 2_000;

/** Straight to every address of a host. */
export function directly(resolver: Resolver, { lookupTimeout, dialTimeout }: { lookupTimeout?: number; dialTimeout: number }): Network {
  return {
    discreet: false,
    async ways(host, foreign = false) {
      // RFC 7686 2: no question about such a name may reach the DNS.
      if (host.endsWith('.onion')) throw new ConnectError('needs-tor', `${host} is in the Tor network`);
      const all = await addressesOf(host, resolver, lookupTimeout);
      const addresses = foreign ? all.filter(({ address }) => !isPrivate(address)) : all;
      if (addresses.length === 0) throw new ConnectError('unknown-host', `${host} leads to this network itself`);
      return addresses.map(
        ({ address }) =>
          (port, signal) =>
            dial(address, port, signal, dialTimeout),
      );
    },
  };
}

export function dial(host: string, port: number, signal: AbortSignal, timeout: number): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
  return ready(socket, 'connect', { signal, timeout, explain: asConnectError, discard: () => socket.destroy() });
}

/** The first of several attempts; rejects with the most telling ConnectError of them, or with the signal's reason. */
export async function first<T>(attempts: readonly Attempt<T>[], options: Pick<RaceOptions<T>, 'signal' | 'discard'>): Promise<T> {
  try {
    return await race(attempts, { ...options, stagger: STAGGER, patience: PATIENCE });
  } catch (error) {
    throw error instanceof AggregateError ? mostTelling(error.errors) : error;
  }
}

/** A limit of its own beside the signal that calls the whole off; `work` gets what is whichever comes first. */
export async function within<T>(ms: number, outer: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new ConnectError('timeout', `no answer within ${ms} ms`)), ms);
  try {
    return await work(outer === undefined ? limit.signal : AbortSignal.any([outer, limit.signal]));
  } finally {
    clearTimeout(timer);
  }
}
