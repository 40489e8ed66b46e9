// XEP-0484 Fast Authentication Streamlining Tokens, version 0.2.0: a token of the server's signs in at once, without the password;
// with the HT-* mechanisms of draft-schmaus-kitten-sasl-ht, in which the server proves that it knows the token too.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelBinding } from './channel-binding.ts';
import type { Mechanism } from './mechanism.ts';
import { oneWay } from './mechanism.ts';
import { StreamFailure } from './stream-failure.ts';
import { type Element, xml } from './xml.ts';

export const NS = 'urn:xmpp:fast:0';

/** As secret as a password. */
export interface Token {
  /** The only one it is good for. */
  readonly mechanism: string;
  readonly token: string;
  /** ms since the epoch. */
  readonly expiry: number;
}

/** The strongest first; channel binding by its short name (draft, section 2). */
const BINDINGS: readonly (readonly [string, string])[] = [
  ['HT-SHA-256-EXPR', 'tls-exporter'],
  ['HT-SHA-256-UNIQ', 'tls-unique'],
  ['HT-SHA-256-ENDP', 'tls-server-end-point'],
];
const UNBOUND = 'HT-SHA-256-NONE';

export function readMechanisms(inline: Element | undefined): readonly string[] {
  const offered = inline?.getChild('fast', NS);
  return offered?.getChildren('mechanism', NS).map((each) => each.text()) ?? [];
}

/** What a token to be used on connections like this one is asked for with. */
export function chooseMechanism(offered: readonly string[], bindings: readonly ChannelBinding[]): string | undefined {
  const bound = BINDINGS.find(([name, type]) => offered.includes(name) && bindings.some((each) => each.type === type));
  return bound?.[0] ?? offered.find((name) => name === UNBOUND);
}

export function requestToken(mechanism: string): Element {
  return xml('request-token', { xmlns: NS, mechanism });
}

export function presentToken(invalidate: boolean): Element {
  return xml('fast', { xmlns: NS, invalidate: invalidate ? 'true' : undefined });
}

/** Of a <success/>; a token without a proper end is good for nothing. */
export function readToken(success: Element, mechanism: string): Token | undefined {
  const { token, expiry } = success.getChild('token', NS)?.attrs ?? {};
  const end = Date.parse(expiry ?? '');
  return token === undefined || Number.isNaN(end) ? undefined : { mechanism, token, expiry: end };
}

/** Undefined when this connection cannot be bound the way the token wants it. */
export function tokenMechanism(
  username: string,
  { mechanism, token }: Token,
  bindings: readonly ChannelBinding[],
): { readonly mechanism: Mechanism; readonly binding?: string } | undefined {
  const type = BINDINGS.find(([name]) => name === mechanism)?.[1];
  const binding = bindings.find((each) => each.type === type);
  if (binding === undefined && mechanism !== UNBOUND) return undefined;
  const hash = (word: string) =>
    createHmac('sha256', token)
      .update(word)
      .update(binding?.data ?? '')
      .digest();
  return {
    mechanism: {
      ...oneWay(mechanism, Buffer.concat([Buffer.from(`${username}\0`), hash('Initiator')])),
      finish(data) {
        const expected = hash('Responder');
        if (data?.length !== expected.length || !timingSafeEqual(data, expected))
          throw new StreamFailure('server-unproven', 'the server does not know the token it let us in with');
      },
    },
    ...(binding === undefined ? {} : { binding: binding.type }),
  };
}
