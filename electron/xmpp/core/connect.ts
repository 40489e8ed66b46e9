// A socket to a domain's server: direct TLS, or TCP that STARTTLS then upgrades (RFC 6120 3 and 5, XEP-0368, RFC 7590).
// Whatever DNS says, a certificate is accepted only for the address's own domain.
import * as net from 'node:net';
import * as tls from 'node:tls';
import { asciiDomain, isAddressLiteral } from '../../../shared/domain.ts';
import { asCertificateError, asConnectError, ConnectError, mostTelling } from './connect-error.ts';
import { checkIdentity } from './identity.ts';
import { race } from './race.ts';
import { addressesOf, findTargets, makeResolver, type Resolver, type Target } from './resolve.ts';

export { ConnectError } from './connect-error.ts';
export type { Resolver } from './resolve.ts';

export interface ConnectOptions {
  /** The part of the address after the @. */
  readonly domain: string;
  /** Host to use instead of what DNS says for the domain. */
  readonly server?: string;
  readonly port?: number;
  /** PEM certificates trusted to vouch for servers. */
  readonly authorities: readonly string[];
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

export interface UpgradeOptions {
  readonly domain: string;
  readonly authorities: readonly string[];
  readonly signal?: AbortSignal;
  /** ms for the handshake; 10 s unless told. */
  readonly timeout?: number;
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

/** TLS over a socket on which <proceed/> was read and to which nobody listens any more. Rejects like connect; the socket is then destroyed. */
export function upgrade(socket: net.Socket, options: UpgradeOptions): Promise<tls.TLSSocket> {
  if (socket.destroyed) return Promise.reject(new ConnectError('lost', 'the connection was closed'));
  return handshake(socket, { ...options, direct: false });
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
async function tryTarget({ host, port, secure }: Target, options: ConnectOptions, signal: AbortSignal): Promise<Connected> {
  const timeout = options.attemptTimeout ?? ATTEMPT;
  const addresses = await abortable(addressesOf(host, options.resolver ?? makeResolver()), signal);
  const attempts = addresses.map(({ address }) => async (stop: AbortSignal) => {
    const started = Date.now();
    const socket = await dial(address, port, stop, timeout);
    if (!secure) return socket;
    const left = Math.max(1, timeout - (Date.now() - started));
    return handshake(socket, { domain: options.domain, authorities: options.authorities, direct: true, signal: stop, timeout: left });
  });
  try {
    const socket = await race<net.Socket>(attempts, { stagger: ADDRESS_STAGGER, signal, discard: (late) => late.destroy() });
    return { socket, secure, host, port };
  } catch (error) {
    throw error instanceof AggregateError ? mostTelling(error.errors) : error;
  }
}

function dial(address: string, port: number, signal: AbortSignal, timeout: number): Promise<net.Socket> {
  const socket = net.connect({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
  return ready(socket, 'connect', { signal, timeout, explain: asConnectError, discard: () => socket.destroy() });
}

function handshake(socket: net.Socket, options: UpgradeOptions & { readonly direct: boolean }): Promise<tls.TLSSocket> {
  const { domain, authorities, direct } = options;
  const name = asciiDomain(domain);
  // What goes wrong below TLS is reported by the TLS socket; without a listener it would end the process as well.
  socket.on('error', () => undefined);
  const secured = tls.connect({
    socket,
    ca: [...authorities],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    checkServerIdentity: (_host, certificate) => checkIdentity(domain, certificate),
    // RFC 6066 3: no literal addresses in the server name.
    ...(name === undefined || isAddressLiteral(name) ? {} : { servername: name }),
    // XEP-0368 section 3; STARTTLS has no use for it.
    ...(direct ? { ALPNProtocols: ['xmpp-client'] } : {}),
  });
  const explain = (error: unknown) => (secured.authorizationError ? asCertificateError(error) : asConnectError(error));
  // Node 24 crashes when TLS is destroyed in the tick in which the socket below it was; destroyed alone, that takes TLS with it.
  const discard = () => void (socket.destroyed || (secured.destroy() && socket.destroy()));
  return ready(secured, 'secureConnect', { signal: options.signal, timeout: options.timeout ?? ATTEMPT, explain, discard });
}

interface Readiness {
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
  explain(error: unknown): ConnectError;
  discard(): void;
}

/** The socket once it has emitted `event`; discarded when it fails, ends or is given up first. */
function ready<T extends net.Socket>(socket: T, event: string, { signal, timeout, explain, discard }: Readiness): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (error?: unknown) => {
      clearTimeout(timer);
      socket.off(event, succeed).off('close', end);
      signal?.removeEventListener('abort', abort);
      if (error === undefined) {
        socket.off('error', fail);
        resolve(socket);
      } else {
        // The listener for errors stays: a destroyed socket may still have something to say.
        discard();
        reject(error);
      }
    };
    const succeed = () => settle();
    const fail = (error: unknown) => settle(explain(error));
    const end = () => settle(new ConnectError('lost', 'the connection was closed'));
    const abort = () => settle(signal?.reason);
    const timer = setTimeout(() => settle(new ConnectError('timeout', `no answer within ${timeout} ms`)), timeout);
    socket.on(event, succeed).on('close', end).on('error', fail);
    if (signal?.aborted) abort();
    else if (socket.destroyed) end();
    else signal?.addEventListener('abort', abort);
  });
}

/** Leaves a promise behind that cannot be cancelled. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
