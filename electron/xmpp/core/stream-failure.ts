// Why a connection could not be made or ended; the kind decides about trying again and about the sentence shown.
import type { CertificateTrouble } from '../../../shared/certificate.ts';
import type { Attempt, ConnectFailureKind } from '../../../shared/errors.ts';
import { ConnectError } from './connect-error.ts';
import type { Place } from './place.ts';

export class StreamFailure extends Error {
  readonly kind: ConnectFailureKind;
  readonly detail: string;
  /** The certificate that was refused. */
  readonly certificate: CertificateTrouble | undefined;

  /** Where the server sends us instead. */
  readonly elsewhere: Place | undefined;

  /** See ConnectError. */
  readonly tried: readonly Attempt[];

  constructor(
    kind: ConnectFailureKind,
    detail: string,
    certificate?: CertificateTrouble,
    elsewhere?: Place,
    tried: readonly Attempt[] = [],
  ) {
    super(`${kind}: ${detail}`);
    this.name = 'StreamFailure';
    this.tried = tried;
    this.kind = kind;
    this.detail = detail;
    this.certificate = certificate;
    this.elsewhere = elsewhere;
  }
}

/** The server wants to be reached at another address (RFC 7395 3.6.1); whoever does not go there has lost the connection. */
export class Elsewhere extends StreamFailure {
  readonly uri: string;

  constructor(uri: string) {
    super('lost', `the server wants to be reached at ${uri.slice(0, 200)}`);
    this.uri = uri;
  }
}

const FOR_THE_PERSON: ReadonlySet<ConnectFailureKind> = new Set([
  'wrong-password',
  'password-missing',
  'password-expired',
  'account-disabled',
  'no-safe-sign-in',
  'plain-only',
  'sign-in-downgraded',
  'sign-in-misunderstood',
  'sign-in-too-weak',
  'second-step',
  'no-guests',
  'certificate-refused',
  'certificate-missing',
  'encryption-required',
  'not-your-address',
  'offer-altered',
  'server-unproven',
  'conflict',
]);

/** Failures that trying again by itself cannot mend: the person has to act. */
export function needsPerson(kind: ConnectFailureKind): boolean {
  return FOR_THE_PERSON.has(kind);
}

/** The least to wait before the next try: only its operator can mend a server's certificate, and asking often would not help. */
export function leastWait(kind: ConnectFailureKind): number {
  return kind === 'bad-certificate' ? 3 * 60_000 : 0;
}

export function asFailure(error: unknown): StreamFailure {
  if (error instanceof StreamFailure) return error;
  if (error instanceof ConnectError) return new StreamFailure(error.kind, error.detail, error.certificate, error.elsewhere, error.tried);
  return new StreamFailure('server-error', error instanceof Error ? error.message : String(error));
}

/** The failure of one attempt of several; what is none of a stream stays as it is. */
export function asAttempt(error: unknown): unknown {
  if (!(error instanceof StreamFailure)) return error;
  return new ConnectError(error.kind, error.detail, error.certificate, [], error.elsewhere);
}
