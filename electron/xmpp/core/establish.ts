// One attempt: the password, a server, the negotiation; within a time, and leaving nothing behind when it fails or is given up.
import type { Clock } from '../../../shared/clock.ts';
import { domainOf, localOf } from '../../../shared/jid.ts';
import type { PlainPolicy } from './authenticate.ts';
import { greet } from './greet.ts';
import type { Management } from './management.ts';
import { type Negotiated, negotiate } from './negotiate.ts';
import { reach } from './reach.ts';
import type { Resolver } from './resolve.ts';
import { asFailure, StreamFailure } from './stream-failure.ts';
import type { Wire } from './wire.ts';

export interface AttemptOptions {
  /** Bare JID. */
  readonly address: string;
  readonly password: () => Promise<string>;
  /** Asked at every attempt; 'refused' when left out. */
  readonly plain?: () => PlainPolicy;
  readonly resource: string;
  readonly server?: string;
  readonly port?: number;
  readonly authorities: readonly string[];
  /** See TlsOptions.pin; asked for anew at each attempt. */
  readonly pin?: () => string | undefined;
  readonly resolver?: Resolver;
  readonly clock: Clock;
}

export type Bound = Negotiated & { readonly wire: Wire };

const LIMIT = 40_000;

/** Rejects with StreamFailure: the reason of `stop` when that gave it up. */
export async function establish(options: AttemptOptions, management: Management, stop: AbortSignal): Promise<Bound> {
  const { address, server, port, resolver, clock } = options;
  const domain = domainOf(address);
  const pin = options.pin?.();
  const proving = { authorities: options.authorities, ...(pin === undefined ? {} : { pin }) };
  const tooLong = new AbortController();
  const cancelTimeout = clock.after(LIMIT, () => tooLong.abort(new StreamFailure('timeout', 'signing in took too long')));
  const signal = AbortSignal.any([stop, tooLong.signal]);
  let wire: Wire | undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const givenUp = new Promise<never>((_, no) => {
    reject = no;
  });
  const giveUp = () => {
    wire?.drop(asFailure(signal.reason));
    reject(signal.reason);
  };
  signal.addEventListener('abort', giveUp);
  try {
    if (signal.aborted) giveUp();
    const password = await Promise.race([options.password(), givenUp]);
    const where = {
      domain,
      ...(server === undefined ? {} : { server }),
      ...(port === undefined ? {} : { port }),
      ...(resolver === undefined ? {} : { resolver }),
      ...proving,
      signal,
    };
    const greeted = await reach(where, {
      greet: (reached, halt) => greet(reached, { ...proving, domain, address, clock }, halt),
      discard: (late) => late.wire.drop(new StreamFailure('lost', 'another server was faster')),
    });
    wire = greeted.wire;
    if (signal.aborted) giveUp();
    const plain = options.plain?.() ?? 'refused';
    const account = { username: localOf(address) ?? '', password, plain, resource: options.resource };
    const negotiated = await negotiate({ ...account, ...greeted, management });
    signal.throwIfAborted();
    return { ...negotiated, wire };
  } catch (error) {
    const failure = asFailure(signal.aborted ? signal.reason : error);
    wire?.fail(failure);
    throw failure;
  } finally {
    cancelTimeout();
    signal.removeEventListener('abort', giveUp);
  }
}
