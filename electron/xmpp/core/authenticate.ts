// Which mechanism an account signs in with, and what happens when the server takes it back: bound to the TLS channel where that is
// possible at all (XEP-0440's rules against whoever removes the possibility), SCRAM before anything else, PLAIN only where it was allowed.
import type { ChannelBinding } from './channel-binding.ts';
import { type Mechanism, oneWay, plain, scramMechanism } from './mechanism.ts';
import type { Offered } from './offer-hash.ts';
import { exchange, type Profile, type SaslIo, saslFailure } from './sasl.ts';
import type { ScramHash } from './scram.ts';
import { StreamFailure } from './stream-failure.ts';
import type { Element } from './xml.ts';

/** PLAIN: 'never' once anything better has worked for the account, 'refused' until the person allowed it. */
export type PlainPolicy = 'allowed' | 'refused' | 'never';

/** What is known of how the account was signed in before. */
export interface Marks {
  readonly plain: PlainPolicy;
  /** It has been tied to its connection. */
  readonly bound: boolean;
}

export interface Credentials extends Marks {
  /** The local part of the address. */
  readonly username: string;
  readonly password: string;
  /** EXTERNAL, where the account has a certificate in the password's place: then nothing else will do. */
  readonly certificate?: Mechanism | undefined;
  /** ANONYMOUS, and nothing else: the person chose to have no account. */
  readonly guest?: boolean | undefined;
  /** What can be had on this connection, the strongest first. */
  readonly bindings: readonly ChannelBinding[];
}

export interface Offer {
  /** SASL profile: of RFC 6120, or XEP-0388. */
  readonly version: 1 | 2;
  readonly mechanisms: readonly string[];
  /** As announced (XEP-0440). */
  readonly bindings?: readonly string[] | undefined;
}

/** How an account was signed in. */
export interface SignedIn {
  readonly mechanism: string;
  /** Channel binding type, where the sign-in is bound to the connection. */
  readonly binding?: string;
  /** The server offers to bind. */
  readonly bindable: boolean;
}

const HASHES: readonly ScramHash[] = ['SHA-512', 'SHA-256', 'SHA-1'];

/** Rejects with StreamFailure. */
export async function authenticate(
  io: SaslIo,
  profile: Profile,
  offer: Offer,
  credentials: Credentials,
): Promise<SignedIn & { readonly success: Element }> {
  for (let left = offer.mechanisms; ; ) {
    const { mechanism, binding } = choose({ ...offer, mechanisms: left }, offer.mechanisms, credentials);
    const result = await exchange(io, profile, mechanism);
    if (!('condition' in result)) {
      const bindable = offer.mechanisms.some(isBound);
      return { mechanism: mechanism.name, bindable, ...(binding === undefined ? {} : { binding }), success: result };
    }
    // A server may hold the account's keys for one hash only and still offer them all; only this condition says so.
    if (result.condition !== 'invalid-mechanism') throw saslFailure(result, mechanism.name);
    left = left.filter((each) => each !== mechanism.name);
  }
}

/** `offer` is what is left of `all` that was offered. */
function choose(offer: Offer, all: readonly string[], credentials: Credentials): { mechanism: Mechanism; binding?: string } {
  const { username, password, certificate, guest } = credentials;
  if (guest === true) {
    // RFC 4505 2: no word about who it is.
    if (offer.mechanisms.includes('ANONYMOUS')) return { mechanism: oneWay('ANONYMOUS', Buffer.alloc(0)) };
    throw new StreamFailure('no-guests', `offered: ${all.join(', ') || 'nothing'}`.slice(0, 200));
  }
  if (certificate !== undefined) {
    if (offer.mechanisms.includes(certificate.name)) return { mechanism: certificate };
    throw new StreamFailure('certificate-refused', `offered: ${all.join(', ') || 'nothing'}`.slice(0, 200));
  }
  if (!all.some((name) => HASHES.some((hash) => name.startsWith(`SCRAM-${hash}`)))) return { mechanism: lastResort(offer, credentials) };
  const { binding, supportsBinding, mustMatch } = chooseBinding({ ...offer, mechanisms: all }, credentials);
  const suffix = binding === undefined ? '' : '-PLUS';
  const hash = HASHES.find((each) => offer.mechanisms.includes(`SCRAM-${each}${suffix}`));
  if (hash === undefined) throw nothingSafe(all);
  const offered: Offered = { mechanisms: all, bindings: offer.bindings, mustMatch };
  const bound = binding === undefined ? {} : { binding };
  return {
    mechanism: scramMechanism({ hash, username, password, supportsBinding, offered, ...bound }),
    ...(binding === undefined ? {} : { binding: binding.type }),
  };
}

/** Where SCRAM has never been heard of. */
function lastResort({ mechanisms }: Offer, { username, password, plain: policy }: Credentials): Mechanism {
  if (!mechanisms.includes('PLAIN')) throw nothingSafe(mechanisms);
  if (policy === 'allowed') return plain(username, password);
  throw new StreamFailure(policy === 'never' ? 'sign-in-downgraded' : 'plain-only', `offered: ${mechanisms.join(', ')}`.slice(0, 200));
}

export interface BindingChoice {
  readonly binding?: ChannelBinding;
  /** We could bind, and nothing was offered (flag y of RFC 5802 7). */
  readonly supportsBinding: boolean;
  /** See Offered. */
  readonly mustMatch: boolean;
}

/** XEP-0440 3, the numbers are its rules. Throws StreamFailure 'offer-altered' where an honest server would have offered something else. */
export function chooseBinding(
  { version, mechanisms, bindings }: Offer,
  { bindings: available, bound: before }: Pick<Credentials, 'bindings' | 'bound'>,
): BindingChoice {
  const bound = mechanisms.some(isBound);
  if (!bound && bindings !== undefined) throw altered('channel binding types without a mechanism that binds'); // 5
  if (!bound) return { supportsBinding: available.length > 0, mustMatch: false }; // 2, 3
  if (bindings === undefined) {
    if (version === 2) throw altered('mechanisms that bind without channel binding types'); // 4
    // An older server means tls-unique (RFC 5802 6.1), which TLS 1.3 does not have: what those from before RFC 9266 compare there is their
    // own affair, and they call every other answer a wrong password (ejabberd 23.01). Where the account was bound before, somebody in the
    // middle may have taken the types away.
    const insist = before || mechanisms.every((each) => isBound(each) || !each.startsWith('SCRAM-'));
    const meant = insist ? available[0] : available.find(({ type }) => type === 'tls-unique');
    return { ...(meant === undefined ? {} : { binding: meant }), supportsBinding: false, mustMatch: false };
  }
  const binding = available.find(({ type }) => bindings.includes(type)); // 7
  if (binding !== undefined) return { binding, supportsBinding: false, mustMatch: false };
  // 6, as XEP-0474 3 has it: believed only when the server vouches for its list.
  return { supportsBinding: false, mustMatch: !bindings.includes('tls-server-end-point') };
}

function isBound(mechanism: string): boolean {
  return mechanism.startsWith('SCRAM-') && mechanism.endsWith('-PLUS');
}

function altered(detail: string): StreamFailure {
  return new StreamFailure('offer-altered', detail);
}

function nothingSafe(offered: readonly string[]): StreamFailure {
  return new StreamFailure('no-safe-sign-in', `offered: ${offered.join(', ') || 'nothing'}`.slice(0, 200));
}
