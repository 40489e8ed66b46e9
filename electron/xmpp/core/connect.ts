// A socket to a domain's server: direct TLS, or TCP that STARTTLS then upgrades (RFC 6120 3 and 5, XEP-0368, RFC 7590).
// Whatever DNS says, a certificate is accepted only for the address's own domain.
import * as net from 'node:net';
import { asciiDomain } from '../../../shared/domain.ts';
import { asConnectError, ConnectError, mostTelling } from './connect-error.ts';
import { race } from './race.ts';
import { abortable, ready } from './ready.ts';
import { addressesOf, findTargets, makeResolver, type Resolver, type Target } from './resolve.ts';
import { secure, type TlsOptions } from './tls.ts';

export { ConnectError } from './connect-error.ts';
export type { Resolver } from './resolve.ts';

export interface ConnectOptions extends Pick<TlsOptions, 'authorities' | 'pin'> {
  /** The part of the address after the @. */
  readonly domain: string;
  /** Host to use instead of what DNS says for the domain. */
  readonly server?: string;
  readonly port?: number;
  readonly resolver?: Resolver;
  readonly signal?: AbortSignal;
  /** ms for one address, TLS included; 10 s unless told. All together may take three times as long. */
  readonly attemptTimeout?: number;
  /** 0 <= x < 1, for the weights of SRV. */
  readonly random?: () => number;
}

export interface Connected {
  readonly socket: net.Socket;
  /** Already TLS and verified; otherwise nothing may be sent that STARTTLS should protect. */
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
}

const ATTEMPT = 10_000;
/** Head start of an address over the next one of the same host (RFC 8305 5), and of a host over the next. */
const ADDRESS_STAGGER = 250;
const TARGET_STAGGER = 3_000;
const DIRECT_TLS_PORTS = [5223, 443];

/** Rejects with ConnectError, or with the signal's reason. */
export async function connect(options: ConnectOptions): Promise<Connected> {
  const attempt = options.attemptTimeout ?? ATTEMPT;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new ConnectError('timeout', 'no server answered in time')), 3 * attempt);
  const signal = options.signal === undefined ? limit.signal : AbortSignal.any([options.signal, limit.signal]);
  try {
    const targets = await abortable(chooseTargets(options), signal);
    const explicit = options.server !== undefined || options.port !== undefined;
    return await (explicit ? oneByOne(targets, options, signal) : tryAll(targets, options, signal));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error instanceof AggregateError ? mostTelling(error.errors) : asConnectError(error);
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
}: ConnectOptions): Promise<readonly Target[]> {
  const host = asciiDomain(server ?? domain);
  if (host === undefined) throw new ConnectError('unknown-host', `${server ?? domain} is no host name`);
  if (server === undefined && port === undefined) return findTargets(host, resolver, random);
  const plain = { host, port: port ?? 5222, secure: false };
  return DIRECT_TLS_PORTS.includes(plain.port) ? [{ ...plain, secure: true }, plain] : [plain];
}

function tryAll(targets: readonly Target[], options: ConnectOptions, signal: AbortSignal): Promise<Connected> {
  const attempts = targets.map((target) => (stop: AbortSignal) => tryTarget(target, options, stop));
  return race(attempts, { stagger: TARGET_STAGGER, signal, discard: ({ socket }) => socket.destroy() });
}

/** A port the person named: STARTTLS only where TLS met something that does not speak it, never past a refused certificate. */
async function oneByOne([first, second]: readonly Target[], options: ConnectOptions, signal: AbortSignal): Promise<Connected> {
  if (first === undefined) throw new ConnectError('unknown-host', 'nothing to connect to');
  try {
    return await tryTarget(first, options, signal);
  } catch (error) {
    const { kind } = asConnectError(error);
    if (second === undefined || signal.aborted || (kind !== 'not-xmpp' && kind !== 'lost')) throw error;
    return tryTarget(second, options, signal);
  }
}

/** Any of a host's addresses. Rejects with the most telling ConnectError of them. */
async function tryTarget({ host, port, secure: direct }: Target, options: ConnectOptions, signal: AbortSignal): Promise<Connected> {
  const { domain, authorities, pin } = options;
  const timeout = options.attemptTimeout ?? ATTEMPT;
  const addresses = await abortable(addressesOf(host, options.resolver ?? makeResolver()), signal);
  const attempts = addresses.map(({ address }) => async (stop: AbortSignal) => {
    const started = Date.now();
    const socket = await dial(address, port, stop, timeout);
    if (!direct) return socket;
    const left = Math.max(1, timeout - (Date.now() - started));
    // XEP-0368 section 3; STARTTLS has no use for the protocol's name.
    const proving = { domain, authorities, ...(pin === undefined ? {} : { pin }), protocols: ['xmpp-client'] };
    return secure(socket, { ...proving, signal: stop, timeout: left });
  });
  try {
    const socket = await race<net.Socket>(attempts, { stagger: ADDRESS_STAGGER, signal, discard: (late) => late.destroy() });
    return { socket, secure: direct, host, port };
  } catch (error) {
    throw error instanceof AggregateError ? mostTelling(error.errors) : error;
  }
}

function dial(address: string, port: number, signal: AbortSignal, timeout: number): Promise<net.Socket> {
  const socket = net.connect({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
  return ready(socket, 'connect', { signal, timeout, explain: asConnectError, discard: () => socket.destroy() });
}
