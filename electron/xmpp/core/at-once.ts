// Signing in, resuming or binding in one round trip (XEP-0388 with XEP-0484, XEP-0198 8 and XEP-0386); what a server cannot do in one go
// is left to be done step by step.
import { authenticate, type Credentials, type SignedIn } from './authenticate.ts';
import { type BoundAtOnce, bindRequest, readBound } from './bind2.ts';
import { bindingsOf, readBindingTypes } from './channel-binding.ts';
import { chooseMechanism, presentToken, readMechanisms, readToken, requestToken, type Token, tokenMechanism } from './fast.ts';
import { isStanza, type Management, NS as NS_SM } from './management.ts';
import { exchange, saslFailure } from './sasl.ts';
import { NS, type SecondOffer, secondProfile } from './sasl2.ts';
import { StreamFailure } from './stream-failure.ts';
import type { Wire } from './wire.ts';
import type { Element } from './xml.ts';

/** What this device keeps for an account between connections. */
export interface Device {
  /** See secondProfile. */
  readonly agent: string;
  token(): Promise<Token | undefined>;
  /** Instead of the one before; undefined: it is worth nothing any more. */
  keepToken(token: Token | undefined): void;
  /**
   * The archive is known up to some message, so that what waited at the server is found there: with Bind 2 the server throws away what
   * it would have delivered (XEP-0386 3.2).
   */
  readsArchive(): boolean;
  /** Only to make the token void (XEP-0484 3.6): nothing is bound, and no password is asked for. */
  readonly invalidate?: boolean;
}

export interface AtOnceOptions {
  readonly wire: Wire;
  readonly features: Element;
  readonly management: Management;
  readonly device: Device | undefined;
  readonly token: Token | undefined;
  readonly now: () => number;
  readonly credentials: (bindings: Credentials['bindings']) => Promise<Credentials>;
  readonly username: string;
  /** See AttemptOptions. */
  readonly inactive: boolean;
}

export interface AtOnce {
  readonly signedIn: SignedIn;
  readonly resumed?: { readonly again: readonly Element[] };
  readonly bound?: BoundAtOnce & { readonly jid: string };
  /** Of the stream that is now signed in; a resumed one has none. */
  readonly features: Element | undefined;
}

/** Rejects with StreamFailure. */
export async function signInAtOnce(options: AtOnceOptions, offer: SecondOffer): Promise<AtOnce> {
  const { wire, management, device } = options;
  const { inline, mechanisms } = offer;
  const bindings = bindingsOf(wire.socket);
  const resumption = inline?.getChild('sm', NS_SM) === undefined || device?.invalidate ? undefined : management.resumption();
  const bind = device?.readsArchive() && !device.invalidate ? bindRequest(inline, options.inactive) : undefined;
  const wanted = [resumption, bind].filter((each) => each !== undefined);
  const profile = (...more: readonly Element[]) => secondProfile(device?.agent, [...wanted, ...more]);

  const fast = device === undefined ? [] : readMechanisms(inline);
  const withToken = await byToken();
  const asked = chooseMechanism(fast, bindings);
  const result =
    withToken ??
    (await authenticate(
      wire,
      profile(...(asked === undefined ? [] : [requestToken(asked)])),
      { version: 2, mechanisms, bindings: readBindingTypes(options.features) },
      await options.credentials(bindings),
    ));
  const { success, ...signedIn } = result;

  // Sent unasked it replaces the one that was used (XEP-0484 3.5).
  const kept = withToken === undefined ? asked : withToken.mechanism;
  const fresh = kept === undefined ? undefined : readToken(success, kept);
  if (fresh !== undefined) device?.keepToken(fresh);

  const resumed = success.getChild('resumed', NS_SM);
  if (resumption !== undefined && resumed !== undefined)
    return { signedIn, resumed: { again: management.resumed(resumed) }, features: undefined };
  if (resumption !== undefined) management.abandon(success.getChild('failed', NS_SM));
  const bound = bind === undefined ? undefined : readBound(success, bind, success.getChildText('authorization-identifier', NS));
  if (bound?.enabled !== undefined) {
    management.abandon(undefined);
    management.begin();
    management.confirm(bound.enabled, 0);
  } else if (bound !== undefined) management.abandon(undefined);
  const features = device?.invalidate ? undefined : await wire.next((element) => !isStanza(element));
  if (features !== undefined && !features.is('features', 'http://etherx.jabber.org/streams'))
    throw new StreamFailure('server-error', `expected stream features, got ${features.name}`);
  return { signedIn, ...(bound === undefined ? {} : { bound }), features };

  /** Undefined when there is no use in a token (any more): then it is the password's turn, on the same stream. */
  async function byToken(): Promise<(SignedIn & { readonly success: Element }) | undefined> {
    const { token } = options;
    if (device === undefined || token === undefined) return given();
    if (token.expiry <= options.now()) {
      device.keepToken(undefined);
      return given();
    }
    const way = fast.includes(token.mechanism) ? tokenMechanism(options.username, token, bindings) : undefined;
    if (way === undefined) return given();
    const answer = await exchange(wire, profile(presentToken(device.invalidate === true)), way.mechanism).catch((error: unknown) => {
      // Whoever answered there: the next try is the password's.
      if (error instanceof StreamFailure && error.kind === 'server-unproven') device.keepToken(undefined);
      throw error;
    });
    if (!('condition' in answer)) {
      const bindable = way.binding !== undefined || mechanisms.some((name) => name.endsWith('-PLUS'));
      return { mechanism: token.mechanism, bindable, ...(way.binding === undefined ? {} : { binding: way.binding }), success: answer };
    }
    if (answer.condition === 'temporary-auth-failure') throw saslFailure(answer, token.mechanism);
    device.keepToken(undefined);
    return given();
  }

  function given(): undefined {
    if (device?.invalidate) throw new StreamFailure('server-error', 'there is no token to make void');
    return undefined;
  }
}
