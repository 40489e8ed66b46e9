// A server's certificate: what it says, whether it proves the server's identity, and everything that is wrong with it when it does not.
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { CERTIFICATE_FAULTS, type Certificate, type CertificateFault } from '../../../shared/certificate.ts';
import { ConnectError } from './connect-error.ts';
import { checkIdentity, namesOf } from './identity.ts';

/** What OpenSSL says; dates, names and an unknown top are looked at here, because it tells only one fault of several. */
const CODES: Readonly<Record<string, CertificateFault>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-issuer',
  CERT_UNTRUSTED: 'unknown-issuer',
  CERT_REVOKED: 'revoked',
  INVALID_PURPOSE: 'wrong-purpose',
  EE_KEY_TOO_SMALL: 'weak',
  CA_KEY_TOO_SMALL: 'weak',
  CA_MD_TOO_WEAK: 'weak',
};
const DATES: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
/** Of what a stranger may have written into a certificate. */
const MOST_NAMES = 20;
const LONGEST_NAME = 253;
const LONGEST_CHAIN = 10;

interface Expected {
  readonly domain: string;
  readonly authorities: readonly string[];
  readonly pin: string | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

/** Undefined when the other side has proven to be `domain`, or shows exactly the certificate that the person trusts. */
export function judge(socket: TLSSocket, { domain, authorities, pin, now }: Expected): ConnectError | undefined {
  const shown = socket.getPeerCertificate(true);
  if (shown?.fingerprint256 === undefined) return new ConnectError('bad-certificate', 'the server showed no certificate');
  if (pin === undefined ? socket.authorized : shown.fingerprint256 === pin) return undefined;

  const chain = chainOf(shown);
  const certificate = readCertificate(shown);
  // Not where our own check of the names said no: then it is a sentence.
  const [code = ''] = /^[A-Z_]+$/.exec(String(socket.authorizationError)) ?? [];
  const misnamed = checkIdentity(domain, shown);
  const found = new Set<CertificateFault>();
  if (pin !== undefined) found.add('changed');
  if (now > certificate.validTo) found.add('expired');
  if (now < certificate.validFrom) found.add('not-yet-valid');
  if (misnamed !== undefined) found.add(certificate.names.length > 0 ? 'wrong-name' : 'no-name');
  const told = CODES[code];
  if (told !== undefined) found.add(told);
  else if (DATES.has(code)) {
    // OpenSSL tells the last fault it met, and dates come last.
    if (!chain.some((each) => isAmong(each, authorities))) found.add(isOwnIssuer(shown) ? 'self-signed' : 'unknown-issuer');
    if (!found.has('expired') && !found.has('not-yet-valid')) found.add('issuer-dates');
  } else if (code !== '') found.add('other');

  const faults = CERTIFICATE_FAULTS.filter((fault) => found.has(fault));
  const named = faults.map((fault) => (fault === 'wrong-name' || fault === 'no-name' ? misnamed?.detail : fault.replaceAll('-', ' ')));
  return new ConnectError('bad-certificate', `${named.join(', ')}${code === '' ? '' : ` (${code})`}`, {
    faults,
    domain,
    certificate,
    chain: chain.slice(1).map((each) => nameOf(each.subject)),
    ...(pin === undefined ? {} : { trusted: pin }),
  });
}

export function readCertificate(shown: DetailedPeerCertificate): Certificate {
  return {
    subject: nameOf(shown.subject),
    issuer: nameOf(shown.issuer),
    names: namesOf(shown)
      .slice(0, MOST_NAMES)
      .map((name) => name.slice(0, LONGEST_NAME)),
    validFrom: dateOf(shown.valid_from),
    validTo: dateOf(shown.valid_to),
    fingerprint: shown.fingerprint256,
  };
}

/** From the server's own certificate to the top, as far as it is known. */
export function chainOf(shown: DetailedPeerCertificate): readonly DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let next: DetailedPeerCertificate | undefined = shown;
  while (next !== undefined && chain.length < LONGEST_CHAIN && !chain.some((each) => each.fingerprint256 === next?.fingerprint256)) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

/** The very same certificate stands among these in PEM form. */
export function isAmong(certificate: DetailedPeerCertificate, pems: readonly string[]): boolean {
  const raw = certificate.raw.toString('base64');
  return pems.some((pem) => pem.replace(/-----[^-]+-----|\s/g, '') === raw);
}

function isOwnIssuer({ subject, issuer }: DetailedPeerCertificate): boolean {
  return JSON.stringify(subject) === JSON.stringify(issuer);
}

/** The common name, else the organisation: newer certificates may carry no subject at all (RFC 5280 4.1.2.6). */
function nameOf(name: DetailedPeerCertificate['subject'] | undefined): string {
  const part = name?.CN ?? name?.O ?? '';
  return (Array.isArray(part) ? part.join(', ') : part).slice(0, LONGEST_NAME);
}

function dateOf(text: string): number {
  const date = Date.parse(text);
  return Number.isFinite(date) ? date : 0;
}
