// What can go wrong where a person sees it: one union, translated into sentences by the renderer's catalogue.
import type { CertificateTrouble } from './certificate.ts';

/** Why signing in, connecting or staying connected did not work. Each has its own sentence. */
export type ConnectFailureKind =
  | 'wrong-password' // SASL not-authorized
  | 'password-missing' // none was kept on this computer
  | 'password-expired' // SASL credentials-expired
  | 'account-disabled' // or deleted: SASL account-disabled, or a stream ended with not-authorized
  | 'unknown-host' // the name does not resolve
  | 'no-network' // this machine has no route at all
  | 'refused' // nothing listens there
  | 'timeout' // no answer in time
  | 'bad-certificate' // identity could not be proven; detail says why
  | 'no-encryption' // the server offers no TLS (or the offer was stripped)
  | 'no-safe-sign-in' // nothing on offer that Kith speaks
  | 'plain-only' // only PLAIN is on offer, and the person has not allowed it
  | 'sign-in-downgraded' // only PLAIN is on offer where there was something better before
  | 'offer-altered' // somebody on the way changed what the server offers (XEP-0440, XEP-0474)
  | 'sign-in-too-weak' // SASL mechanism-too-weak
  | 'sign-in-later' // SASL temporary-auth-failure
  | 'sign-in-aborted' // SASL aborted
  | 'sign-in-misunderstood' // SASL malformed-request, incorrect-encoding
  | 'certificate-refused' // the server does not take the person's certificate (SASL EXTERNAL)
  | 'certificate-missing' // none was kept on this computer
  | 'no-guests' // the server takes nobody without an account (RFC 4505)
  | 'second-step' // the server wants more than a password (XEP-0388 2.6.3)
  | 'not-your-address' // SASL invalid-authzid
  | 'encryption-required' // SASL encryption-required, although there is TLS
  | 'server-unproven' // SCRAM: the server does not know the password
  | 'not-xmpp' // something else answers there
  | 'too-old' // the server speaks what was there before XMPP 1.0 (RFC 6120 4.7.5)
  | 'needs-tor' // the address or server is in the Tor network
  | 'proxy-unreachable' // nobody answers where the proxy should be
  | 'proxy-password' // the proxy wants a password, or another one
  | 'not-a-proxy' // something else answers there
  | 'proxy-refused' // its rules do not allow this connection
  | 'proxy-no-way' // it could not reach the server
  | 'invalid-data' // not well-formed XML, bad UTF-8, a limit exceeded
  | 'conflict' // replaced by another sign-in with the same resource
  | 'server-shutdown'
  | 'server-error' // any other stream or SASL error; detail has the condition
  | 'lost'; // the connection ended without a word, or only to be made anew

/** What was tried on the way to a server, for "Details". */
export interface Attempt {
  readonly host: string;
  readonly port: number;
  /** Encrypted from the first byte, encrypted once asked (STARTTLS), or over the web. */
  readonly how: 'at-once' | 'asked' | 'web';
  readonly failure: ConnectFailureKind;
}

export type AppErrorKind =
  | ConnectFailureKind
  | 'invalid-address'
  | 'invalid-port'
  | 'invalid-domain' // not the name of a server alone
  | 'certificate-unreadable' // no certificate with its key in the file, or another password locks it
  | 'account-exists'
  | 'not-found'
  | 'own-address' // of the account itself or of its server
  | 'server-refused' // a change the account's server did not make; detail has the condition
  | 'too-long'
  | 'storage' // the archive could not be written or read
  | 'invalid-call'
  | 'internal';

/** Crosses IPC. `detail` is the raw condition, shown only behind "Details". */
export interface AppError {
  readonly kind: AppErrorKind;
  readonly detail?: string;
  /** With 'bad-certificate': what was shown, and what is wrong with it. */
  readonly certificate?: CertificateTrouble;
  /** All that was tried to get to a server, where it was more than one. */
  readonly tried?: readonly Attempt[];
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

/** The thrown form of an AppError; services throw it, ipc/server.ts turns it into a Result, renderer/api.ts back. */
export class AppFailure extends Error {
  readonly error: AppError;
  constructor(kind: AppErrorKind, detail?: string, certificate?: CertificateTrouble, tried?: readonly Attempt[]) {
    super(detail === undefined ? kind : `${kind}: ${detail}`);
    this.name = 'AppFailure';
    this.error = {
      kind,
      ...(detail === undefined ? {} : { detail }),
      ...(certificate === undefined ? {} : { certificate }),
      ...(tried === undefined ? {} : { tried }),
    };
  }
}

export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
