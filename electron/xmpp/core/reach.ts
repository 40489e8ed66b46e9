// A domain's server: every target of its SRV records until one has proven itself (RFC 6120 3.2, XEP-0368, XEP-0495), then its WebSockets.
import { asciiDomain } from '../../../shared/domain.ts';
import type { Attempt } from '../../../shared/errors.ts';
import type { Greeting } from './carrier.ts';
import { asConnectError, ConnectError, mostTelling } from './connect-error.ts';
import { directly, first, type Network, type Way, within } from './network.ts';
import { abortable } from './ready.ts';
import { findTargets, type Groups, makeResolver, type Resolver, type Target, targetsOf } from './resolve.ts';
import { asAttempt } from './stream-failure.ts';
import { secure, type TlsOptions } from './tls.ts';
import { reachWebSocket } from './websocket.ts';

export interface ReachOptions extends Pick<TlsOptions, 'authorities' | 'pin' | 'identity'> {
  /** The part of the address after the @. */
  readonly domain: string;
  /** Host to use instead of what DNS says for the domain. */
  readonly server?: string;
  readonly port?: number;
  readonly resolver?: Resolver;
  /** How connections are made; directly unless told. */
  readonly network?: Network;
  readonly signal?: AbortSignal;
  /** ms for one attempt, greeting included; 10 s unless told. All targets together, and then all WebSockets, have twice as long. */
  readonly attemptTimeout?: number;
  /** ms for one question to the DNS; 4 s unless told. */
  readonly lookupTimeout?: number;
  /** 0 <= x < 1, for the weights of SRV. */
  readonly random?: () => number;
}

const ATTEMPT = 10_000;
/** For a TCP connection alone: two repeated SYN. */
const DIAL = 5_000;
const DIRECT_TLS_PORTS = [5223, 443];

/** Rejects with ConnectError, or with the signal's reason. */
export async function reach<T>(options: ReachOptions, greeting: Greeting<T>): Promise<T> {
  const timeout = options.attemptTimeout ?? options.network?.patience ?? ATTEMPT;
  const resolver = options.resolver ?? makeResolver();
  const { lookupTimeout, signal: outer } = options;
  const direct = () =>
    directly(resolver, { ...(lookupTimeout === undefined ? {} : { lookupTimeout }), dialTimeout: Math.min(DIAL, timeout) });
  const network = options.network ?? direct();
  const domain = asciiDomain(options.domain);
  const host = options.server === undefined ? domain : asciiDomain(options.server);
  if (domain === undefined || host === undefined)
    throw new ConnectError('unknown-host', `${options.server ?? options.domain} is no host name`);
  const byHand = options.server !== undefined || options.port !== undefined;
  // RFC 7686 2: no question about such a name may reach the DNS.
  const onion = host.endsWith('.onion');
  if (onion && options.network === undefined) throw new ConnectError('needs-tor', `${host} is in the Tor network`);
  const targets = async () => {
    if (byHand) return targetsAt(host, options.port);
    if (network.discreet || onion) return targetsOf(host);
    return findTargets(host, resolver, options.random ?? Math.random, lookupTimeout);
  };
  const tried: Attempt[] = [];
  const failed = ({ host: at, port, secure: atOnce }: Target, error: unknown) =>
    void tried.push({ host: at, port, how: atOnce ? 'at-once' : 'asked', failure: asConnectError(error).kind });
  try {
    return await within(2 * timeout, outer, (signal) => reachTarget(targets(), { ...options, timeout, network, signal, failed }, greeting));
  } catch (error) {
    if (outer?.aborted) throw outer.reason;
    const failure = asConnectError(error);
    if (byHand || failure.elsewhere !== undefined) throw withAll(failure, tried);
    const found = await within(2 * timeout, outer, (signal) =>
      reachWebSocket(
        {
          ...options,
          domain,
          timeout,
          network,
          signal,
          failed: ({ hostname, port }, why) =>
            void tried.push({ host: hostname, port: Number(port || 443), how: 'web', failure: asConnectError(why).kind }),
        },
        greeting,
      ),
    ).catch(asConnectError);
    if (outer?.aborted) throw outer.reason;
    // Why the announced servers did not do is what the person can act upon; what the web had to say stands beside it.
    const { kind, detail, certificate } = failure;
    if (found instanceof ConnectError)
      throw withAll(new ConnectError(kind, `${detail}; WebSocket: ${found.detail}`, certificate, [], found.elsewhere), tried);
    if (found === undefined) throw withAll(failure, tried);
    return found;
  }
}

interface Tools extends Pick<TlsOptions, 'domain' | 'authorities' | 'pin' | 'identity'> {
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly timeout: number;
  /** Told of each that did not do. */
  readonly failed: (target: Target, error: unknown) => void;
}

/** One attempt is told by its failure alone. */
function withAll({ kind, detail, certificate, elsewhere }: ConnectError, tried: readonly Attempt[]): ConnectError {
  return new ConnectError(kind, detail, certificate, tried.length > 1 ? tried : [], elsewhere);
}

/** Where TLS from the first byte is usual it is tried first. */
function targetsAt(host: string, port = 5222): Groups {
  const plain = { host, port, secure: false };
  return DIRECT_TLS_PORTS.includes(port) ? [[{ ...plain, secure: true }], [plain]] : [[plain]];
}

/** XEP-0495 4: a group only when the one before is exhausted. */
async function reachTarget<T>(targets: Promise<Groups>, tools: Tools, greeting: Greeting<T>): Promise<T> {
  const errors: ConnectError[] = [];
  try {
    for (const group of await abortable(targets, tools.signal)) {
      try {
        return await anyOf(group, tools, greeting);
      } catch (error) {
        if (tools.signal.aborted) throw error;
        // What answers where nobody announced anything need not have to do with XMPP.
        if (!group.some(({ guessed }) => guessed)) errors.push(asConnectError(error));
      }
    }
  } catch (error) {
    errors.push(asConnectError(error));
  }
  throw mostTelling(errors);
}

function anyOf<T>(targets: readonly Target[], tools: Tools, { greet, discard }: Greeting<T>): Promise<T> {
  const attempts = targets.map((target) => async (stop: AbortSignal, reached: () => void) => {
    try {
      const ways = await abortable(tools.network.ways(target.host), stop);
      const tried = ways.map((way) => (signal: AbortSignal, reachedHere: () => void) => {
        const connected = () => {
          reached();
          reachedHere();
        };
        return tryWay(way, target, { ...tools, signal }, { greet, discard }, connected);
      });
      return await first(tried, { signal: stop, discard });
    } catch (error) {
      // What answers where nobody announced anything need not have to do with XMPP; nor is called off what failed.
      if (target.guessed !== true && !stop.aborted) tools.failed(target, error);
      throw error;
    }
  });
  return first(attempts, { signal: tools.signal, discard });
}

function tryWay<T>(way: Way, target: Target, tools: Tools, { greet }: Greeting<T>, connected: () => void): Promise<T> {
  const { host, port, secure: direct } = target;
  const { domain, authorities, pin, identity, timeout } = tools;
  // XEP-0368 section 3; STARTTLS has no use for the protocol's name.
  const shown = { ...(pin === undefined ? {} : { pin }), ...(identity === undefined ? {} : { identity }) };
  const proving = { domain, authorities, ...shown, protocols: ['xmpp-client'], timeout };
  return within(timeout, tools.signal, async (signal) => {
    try {
      const socket = await way(port, signal);
      connected();
      const whole = direct ? await secure(socket, { ...proving, signal }) : socket;
      return await greet({ socket: whole, secure: direct, host, port }, signal);
    } catch (error) {
      throw asAttempt(error);
    }
  });
}
