// A domain's server: every target of its SRV records until one has proven itself (RFC 6120 3.2, XEP-0368, XEP-0495).
import type { Socket } from 'node:net';
import { asciiDomain } from '../../../shared/domain.ts';
import { asConnectError, ConnectError, mostTelling } from './connect-error.ts';
import { dial } from './dial.ts';
import { race } from './race.ts';
import { abortable } from './ready.ts';
import { addressesOf, findTargets, type Groups, makeResolver, type Resolver, type Target } from './resolve.ts';
import { StreamFailure } from './stream-failure.ts';
import { secure, type TlsOptions } from './tls.ts';

export interface ReachOptions extends Pick<TlsOptions, 'authorities' | 'pin' | 'identity'> {
  /** The part of the address after the @. */
  readonly domain: string;
  /** Host to use instead of what DNS says for the domain. */
  readonly server?: string;
  readonly port?: number;
  readonly resolver?: Resolver;
  readonly signal?: AbortSignal;
  /** ms for one address, greeting included; 10 s unless told. All together may take three times as long. */
  readonly attemptTimeout?: number;
  /** ms for one question to the DNS; 4 s unless told. */
  readonly lookupTimeout?: number;
  /** 0 <= x < 1, for the weights of SRV. */
  readonly random?: () => number;
}

export interface Reached {
  readonly socket: Socket;
  /** Already TLS and verified; otherwise nothing may be sent that STARTTLS should protect. */
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
}

/** An attempt has won only when this is done: somebody who takes a connection may still be nobody to talk to. */
export interface Greeting<T> {
  /** Owns the socket from here on. Rejects with StreamFailure, ConnectError or the signal's reason. */
  greet(reached: Reached, stop: AbortSignal): Promise<T>;
  discard(late: T): void;
}

const ATTEMPT = 10_000;
/** For a TCP connection alone: two repeated SYN. */
const DIAL = 5_000;
/** Head start of one address over the next (RFC 8305 5), and how much more it gets once there is a connection. */
const STAGGER = 250;
const PATIENCE = 2_000;
const DIRECT_TLS_PORTS = [5223, 443];

/** Rejects with ConnectError, or with the signal's reason. */
export async function reach<T>(options: ReachOptions, greeting: Greeting<T>): Promise<T> {
  const attempt = options.attemptTimeout ?? ATTEMPT;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new ConnectError('timeout', 'no server answered in time')), 3 * attempt);
  const signal = options.signal === undefined ? limit.signal : AbortSignal.any([options.signal, limit.signal]);
  const errors: ConnectError[] = [];
  try {
    // XEP-0495 4: a group only when the one before is exhausted.
    for (const group of await abortable(chooseTargets(options), signal)) {
      try {
        return await anyOf(group, options, greeting, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        // What answers where nobody announced anything need not have to do with XMPP.
        if (!group.some(({ guessed }) => guessed)) errors.push(asConnectError(error));
      }
    }
    throw mostTelling(errors);
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw mostTelling([...errors, error]);
  } finally {
    clearTimeout(timer);
  }
}

async function chooseTargets({
  domain,
  server,
  port,
  resolver = makeResolver(),
  random = Math.random,
  lookupTimeout,
}: ReachOptions): Promise<Groups> {
  const host = asciiDomain(server ?? domain);
  if (host === undefined) throw new ConnectError('unknown-host', `${server ?? domain} is no host name`);
  if (server === undefined && port === undefined) return findTargets(host, resolver, random, lookupTimeout);
  const plain = { host, port: port ?? 5222, secure: false };
  return DIRECT_TLS_PORTS.includes(plain.port) ? [[{ ...plain, secure: true }], [plain]] : [[plain]];
}

function anyOf<T>(targets: readonly Target[], options: ReachOptions, greeting: Greeting<T>, signal: AbortSignal): Promise<T> {
  const { discard } = greeting;
  const tellingMost = (error: unknown): never => {
    throw error instanceof AggregateError ? mostTelling(error.errors) : error;
  };
  const attempts = targets.map((target) => async (stop: AbortSignal, reached: () => void) => {
    const addresses = await abortable(addressesOf(target.host, options.resolver ?? makeResolver(), options.lookupTimeout), stop);
    const dialled = addresses.map(({ address }) => (halt: AbortSignal, reachedAddress: () => void) => {
      const connected = () => {
        reached();
        reachedAddress();
      };
      return tryAddress(address, target, options, greeting, halt, connected);
    });
    return race(dialled, { stagger: STAGGER, patience: PATIENCE, signal: stop, discard }).catch(tellingMost);
  });
  return race(attempts, { stagger: STAGGER, patience: PATIENCE, signal, discard }).catch(tellingMost);
}

async function tryAddress<T>(
  address: string,
  { host, port, secure: direct }: Target,
  options: ReachOptions,
  greeting: Greeting<T>,
  stop: AbortSignal,
  connected: () => void,
): Promise<T> {
  const timeout = options.attemptTimeout ?? ATTEMPT;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new ConnectError('timeout', `no answer within ${timeout} ms`)), timeout);
  const signal = AbortSignal.any([stop, limit.signal]);
  try {
    const socket = await dial(address, port, signal, Math.min(DIAL, timeout));
    connected();
    const { domain, authorities, pin, identity } = options;
    // XEP-0368 section 3; STARTTLS has no use for the protocol's name.
    const shown = { ...(pin === undefined ? {} : { pin }), ...(identity === undefined ? {} : { identity }) };
    const proving = { domain, authorities, ...shown, protocols: ['xmpp-client'] };
    const whole = direct ? await secure(socket, { ...proving, signal, timeout }) : socket;
    return await greeting.greet({ socket: whole, secure: direct, host, port }, signal);
  } catch (error) {
    throw error instanceof StreamFailure ? new ConnectError(error.kind, error.detail, error.certificate) : error;
  } finally {
    clearTimeout(timer);
  }
}
