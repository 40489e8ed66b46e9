// XEP-0474 SASL SCRAM Downgrade Protection, version 0.5.0: the server says under its signature what it offered, so that a mechanism
// or a channel binding type somebody on the way took away is missed.
import { createHash } from 'node:crypto';
import { StreamFailure } from './stream-failure.ts';

/** What arrived here. */
export interface Offered {
  /** Of the SASL profile in use. */
  readonly mechanisms: readonly string[];
  /** Channel binding types, where they were announced. */
  readonly bindings?: readonly string[] | undefined;
  /** No hash, no sign-in: something in the offer can only be believed with it. */
  readonly mustMatch?: boolean;
}

/** `hash` is the attribute h of the server's first message. Throws StreamFailure where it contradicts what arrived. */
export function checkOffer(offered: Offered, hash: string | undefined, algorithm: string): void {
  if (hash === undefined) {
    if (offered.mustMatch === true)
      throw new StreamFailure('offer-altered', 'no channel binding of ours is offered, and nothing vouches for that');
    return;
  }
  if (hash === createHash(algorithm).update(offerText(offered)).digest('base64')) return;
  throw new StreamFailure('offer-altered', 'the server offered other ways to sign in than what arrived here');
}

/** 2.1: sorted by octets. */
export function offerText({ mechanisms, bindings }: Offered): string {
  const sorted = (names: readonly string[]) => names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join('\x1e');
  return bindings === undefined ? sorted(mechanisms) : `${sorted(mechanisms)}\x1f${sorted(bindings)}`;
}
