// What a server shows to prove whose it is, and what can be wrong with it.

/** In the order in which they are told. */
export const CERTIFICATE_FAULTS = [
  'changed', // another one than the person trusts for this account
  'revoked',
  'self-signed',
  'unknown-issuer',
  'wrong-name', // it names other domains
  'no-name', // it names no domain where names belong; the common name proves nothing
  'expired',
  'not-yet-valid',
  'issuer-dates', // of a certificate further up
  'wrong-purpose', // not one for servers
  'weak', // key or signature no longer protect anything
  'other',
] as const;

export type CertificateFault = (typeof CERTIFICATE_FAULTS)[number];

export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** Domains it is for, as far as they fit. */
  readonly names: readonly string[];
  /** ms since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256 of the whole certificate, colon-separated hexadecimal in capitals. */
  readonly fingerprint: string;
}

export interface CertificateTrouble {
  /** Never empty; what matters most first. */
  readonly faults: readonly CertificateFault[];
  /** What it should have been for. */
  readonly domain: string;
  readonly certificate: Certificate;
  /** Who vouches for it, and who for them, up to the top; empty when nothing but the certificate itself is known. */
  readonly chain: readonly string[];
  /** Fingerprint of the one the person trusts instead. */
  readonly trusted?: string;
}

/** A certificate the person trusts for one account, whatever else may be wrong with it. */
export interface TrustedCertificate {
  readonly fingerprint: string;
  /** When the person said so. */
  readonly since: number;
}

/** How the server proved itself: by an authority this computer knows, by one of the person's own file, or by the person's word. */
export type Proof = 'authority' | 'own-authority' | 'trusted';

/** The certificate of the last sign-in, kept to tell when it changes (RFC 7590 3.6). */
export interface SeenCertificate {
  readonly fingerprint: string;
  readonly proof: Proof;
  /** First seen. */
  readonly since: number;
  /** Fingerprint of the one before. */
  readonly before?: string;
}

export const FINGERPRINT = /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/;
