// TLS to a server that proves whose it is (RFC 6120 5 and 13.7.1.2, RFC 7590, RFC 9325): in the moment the handshake is done and before
// a byte of XMPP is written, its certificate is judged for the address's own domain, whatever DNS, redirects or proxies say.
import type { Socket } from 'node:net';
import * as tls from 'node:tls';
import { asciiDomain, isAddressLiteral } from '../../../shared/domain.ts';
import { judge } from './certificate.ts';
import { asIdentity, type ClientCertificate } from './client-certificate.ts';
import { asConnectError, ConnectError } from './connect-error.ts';
import { checkIdentity } from './identity.ts';
import { ready } from './ready.ts';

export interface TlsOptions {
  readonly domain: string;
  /** PEM certificates trusted to vouch for servers. */
  readonly authorities: readonly string[];
  /** SHA-256 fingerprint of the one certificate the person trusts here: it is accepted as it is, and no other. */
  readonly pin?: string;
  /** Shown to a server that asks. */
  readonly identity?: ClientCertificate;
  /** Protocols to agree on (RFC 7301). */
  readonly protocols?: readonly string[];
  readonly signal?: AbortSignal;
  /** ms for the handshake; 10 s unless told. */
  readonly timeout?: number;
}

const PATIENCE = 10_000;
const MIN_VERSION = 'TLSv1.2';

/** Hundreds of certificates take tens of milliseconds to read: once for all connections that trust the same list. */
const contexts = new WeakMap<readonly string[], tls.SecureContext>();

function contextFor(authorities: readonly string[]): tls.SecureContext {
  const context = contexts.get(authorities) ?? tls.createSecureContext({ ca: [...authorities], minVersion: MIN_VERSION });
  contexts.set(authorities, context);
  return context;
}

/** TLS over a socket on which <proceed/> was read and to which nobody listens any more. Rejects like connect; the socket is then destroyed. */
export function upgrade(socket: Socket, options: TlsOptions): Promise<tls.TLSSocket> {
  if (socket.destroyed) return Promise.reject(new ConnectError('lost', 'the connection was closed'));
  return secure(socket, options);
}

/** The socket below gets nothing but TLS from here on. Rejects with ConnectError, or with the signal's reason. */
export function secure(
  socket: Socket,
  { domain, authorities, pin, identity, protocols, signal, timeout }: TlsOptions,
): Promise<tls.TLSSocket> {
  const name = asciiDomain(domain);
  // What goes wrong below TLS is reported by the TLS socket; without a listener it would end the process as well.
  socket.on('error', () => undefined);
  const secured = tls.connect({
    socket,
    ...(identity === undefined
      ? { secureContext: contextFor(authorities) }
      : { ca: [...authorities], ...asIdentity(identity), minVersion: MIN_VERSION }),
    // Every certificate goes before judge() instead: Node stops at the first fault and shows no certificate with it.
    rejectUnauthorized: false,
    checkServerIdentity: (_host, certificate) => checkIdentity(domain, certificate),
    // RFC 6066 3: no literal addresses in the server name.
    ...(name === undefined || isAddressLiteral(name) ? {} : { servername: name }),
    ...(protocols === undefined ? {} : { ALPNProtocols: [...protocols] }),
  });
  return ready(secured, 'secureConnect', {
    signal,
    timeout: timeout ?? PATIENCE,
    explain: asConnectError,
    judge: () => judge(secured, { domain, authorities, pin, now: Date.now() }),
    // Node 24 crashes when TLS is destroyed in the tick in which the socket below it was; destroyed alone, that takes TLS with it.
    discard: () => void (socket.destroyed || (secured.destroy() && socket.destroy())),
  });
}
