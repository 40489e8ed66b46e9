// Why a connection could not be made, told from what sockets, DNS and TLS report.
import type { CertificateTrouble } from '../../../shared/certificate.ts';
import type { Attempt, ConnectFailureKind } from '../../../shared/errors.ts';
import type { Place } from './place.ts';

/** `detail` is for "Details" and the log; of a refused certificate it begins with the reason, such as 'expired'. */
export class ConnectError extends Error {
  readonly kind: ConnectFailureKind;
  readonly detail: string;
  /** The certificate that was refused. */
  readonly certificate: CertificateTrouble | undefined;

  /** Of all that was tried, where it was more than this. */
  readonly tried: readonly Attempt[];

  /** Where a server that has proven itself sends us instead. */
  readonly elsewhere: Place | undefined;

  constructor(
    kind: ConnectFailureKind,
    detail: string,
    certificate?: CertificateTrouble,
    tried: readonly Attempt[] = [],
    elsewhere?: Place,
  ) {
    super(`${kind}: ${detail}`);
    this.name = 'ConnectError';
    this.kind = kind;
    this.detail = detail;
    this.certificate = certificate;
    this.tried = tried;
    this.elsewhere = elsewhere;
  }
}

const KINDS: Readonly<Record<string, ConnectFailureKind>> = {
  ENOTFOUND: 'unknown-host',
  ENODATA: 'unknown-host',
  EAI_NODATA: 'unknown-host',
  EAI_NONAME: 'unknown-host',
  EAI_AGAIN: 'no-network',
  EAI_FAIL: 'no-network',
  ENETUNREACH: 'no-network',
  ENETDOWN: 'no-network',
  EADDRNOTAVAIL: 'no-network',
  EACCES: 'no-network',
  EPERM: 'no-network',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  EHOSTDOWN: 'refused',
  ETIMEDOUT: 'timeout',
  ETIMEOUT: 'timeout',
  ECONNRESET: 'lost',
  EPIPE: 'lost',
  EPROTO: 'not-xmpp',
};

/** TLS is spoken, but only versions or ciphers that no longer protect anything. */
const OUTDATED_TLS = /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HANDSHAKE_FAILURE|NO_SHARED_CIPHER|INSUFFICIENT_SECURITY|DH_KEY_TOO_SMALL/;

/** Sorts what a socket, a look-up or a handshake threw. */
export function asConnectError(error: unknown): ConnectError {
  if (error instanceof ConnectError) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const detail = code === '' || message.includes(code) ? message : `${code}: ${message}`;
  const known = KINDS[code];
  if (OUTDATED_TLS.test(code)) return new ConnectError('no-encryption', detail);
  if (known !== undefined) return new ConnectError(known, detail);
  return new ConnectError(code.startsWith('ERR_SSL_') ? 'not-xmpp' : 'lost', detail);
}

/** Of several failed attempts, the one that says most: what was reached outweighs what was not. */
export function mostTelling(errors: readonly unknown[]): ConnectError {
  const order: readonly ConnectFailureKind[] = [
    'bad-certificate',
    'no-encryption',
    'too-old',
    'needs-tor',
    'proxy-unreachable',
    'proxy-password',
    'not-a-proxy',
    'proxy-refused',
    'server-error',
    'server-shutdown',
    'invalid-data',
    'not-xmpp',
    'lost',
    'proxy-no-way',
    'refused',
    'timeout',
    'unknown-host',
  ];
  const rank = ({ kind, elsewhere }: ConnectError) => {
    if (elsewhere !== undefined) return -1;
    return order.includes(kind) ? order.indexOf(kind) : order.length;
  };
  const sorted = errors.map(asConnectError).toSorted((a, b) => rank(a) - rank(b));
  return sorted[0] ?? new ConnectError('unknown-host', 'nothing to connect to');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
