// One attempt: the password, a server, the negotiation; within a time, and leaving nothing behind when it fails or is given up.
import type { Clock } from '../../../shared/clock.ts';
import { domainOf, localOf } from '../../../shared/jid.ts';
import type { Device } from './at-once.ts';
import type { Marks } from './authenticate.ts';
import { type ClientCertificate, refusedByTls } from './client-certificate.ts';
import { greet } from './greet.ts';
import { type Management, makeManagement } from './management.ts';
import { type Negotiated, negotiate } from './negotiate.ts';
import type { Network } from './network.ts';
import { type Place, readPlace } from './place.ts';
import { type ReachOptions, reach } from './reach.ts';
import type { Resolver } from './resolve.ts';
import { asFailure, StreamFailure } from './stream-failure.ts';
import type { Authorities } from './trust.ts';
import type { Wire } from './wire.ts';

export interface AttemptOptions {
  /** Bare JID; of a guest the domain. */
  readonly address: string;
  /** Without an account (RFC 4505): the server makes up the address. */
  readonly guest?: boolean;
  readonly password: () => Promise<string>;
  /** In the password's place; asked for at every attempt. */
  readonly clientCertificate?: () => Promise<ClientCertificate>;
  /** Asked at every attempt; of an account nothing is known of when left out. */
  readonly marks?: () => Marks;
  readonly device?: Device;
  readonly resource: string;
  /** Nobody looks at Kith; asked at every attempt. */
  readonly inactive?: () => boolean;
  readonly server?: string;
  readonly port?: number;
  /** Where the server sent us: goes before every other place. */
  readonly elsewhere?: Place;
  /** Whom to believe; asked at every attempt. */
  readonly authorities: () => Promise<Authorities>;
  /** See TlsOptions.pin; asked for anew at each attempt. */
  readonly pin?: () => string | undefined;
  readonly resolver?: Resolver;
  /** How to connect, asked for anew at each attempt; undefined: directly. */
  readonly network?: () => Network | undefined;
  readonly clock: Clock;
}

export type Bound = Negotiated & Pick<Authorities, 'own'> & { readonly wire: Wire };

/** ms for the password, for finding a server (more than the limits of its own come to through a silent proxy), and for the negotiation. */
const LIMITS = { password: 40_000, server: 130_000, negotiation: 40_000 };
const PARTING = 900;
/** ms for the place the server prefers; all together may take twice as long. */
const PREFERRED = 3_000;

/** Rejects with StreamFailure: the reason of `stop` when that gave it up. */
export async function establish(options: AttemptOptions, management: Management, stop: AbortSignal): Promise<Bound> {
  const { address, resolver, clock, elsewhere, guest = false } = options;
  const network = options.network?.();
  const domain = domainOf(address);
  const pin = options.pin?.();
  const tooLong = new AbortController();
  let cancelTimeout: () => void = () => undefined;
  const limit = (ms: number) => {
    cancelTimeout();
    cancelTimeout = clock.after(ms, () => tooLong.abort(new StreamFailure('timeout', 'signing in took too long')));
  };
  const signal = AbortSignal.any([stop, tooLong.signal]);
  let wire: Wire | undefined;
  let shown = false;
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
    limit(LIMITS.password);
    const { all: authorities, own } = await Promise.race([options.authorities(), givenUp]);
    const token = await Promise.race([options.device?.token(), givenUp]);
    let asked: Promise<string> | undefined;
    const password = () => (asked ??= Promise.race([options.password(), givenUp]));
    // Where it will be needed it is asked for first: a key store may want the person, and a server does not wait for long.
    const identity = await Promise.race([options.clientCertificate?.(), givenUp]);
    shown = identity !== undefined;
    const proving = {
      authorities,
      ...(pin === undefined ? {} : { pin }),
      ...(identity === undefined ? {} : { identity }),
    };
    if (token === undefined && identity === undefined && !options.device?.invalidate && !guest) await password();
    const where = {
      domain,
      ...(resolver === undefined ? {} : { resolver }),
      ...(network === undefined ? {} : { network }),
      ...proving,
      signal,
    };
    limit(LIMITS.server);
    const reachAt = (place: Pick<ReachOptions, 'server' | 'port' | 'attemptTimeout'>) =>
      reach(
        { ...where, ...place },
        {
          greet: (reached, halt) => greet(reached, { ...proving, domain, address: guest ? undefined : address, clock }, halt),
          discard: (late) => late.wire.drop(new StreamFailure('lost', 'another server was faster')),
        },
      );
    const { server, port } = options;
    // A place brings its own port, or means the usual one.
    const given = elsewhere ?? { ...(server === undefined ? {} : { server }), ...(port === undefined ? {} : { port }) };
    // XEP-0198 5: where the session is kept, if that can be reached; who answers there proves the same as everywhere.
    const preferred = elsewhere !== undefined || management.resumption() === undefined ? undefined : readPlace(management.location);
    const greeted = await (preferred === undefined
      ? reachAt(given)
      : reachAt({ ...preferred, attemptTimeout: PREFERRED }).catch((error: unknown) => {
          if (signal.aborted) throw error;
          return reachAt(given);
        }));
    wire = greeted.wire;
    if (signal.aborted) giveUp();
    limit(LIMITS.negotiation);
    const withCertificate = identity === undefined ? undefined : address;
    const account = {
      username: localOf(address) ?? '',
      password,
      withCertificate,
      guest,
      marks: options.marks?.() ?? { plain: 'refused', bound: false },
      resource: options.resource,
      inactive: options.inactive?.() ?? false,
      device: options.device,
      token,
    };
    const negotiated = await negotiate({ ...account, ...greeted, management, now: () => clock.now() });
    signal.throwIfAborted();
    return { ...negotiated, own, wire };
  } catch (error) {
    const said = asFailure(signal.aborted ? signal.reason : error);
    const failure = shown && refusedByTls(said.detail) ? new StreamFailure('certificate-refused', said.detail) : said;
    wire?.fail(failure);
    throw failure;
  } finally {
    cancelTimeout();
    signal.removeEventListener('abort', giveUp);
  }
}

/** Makes the device's token, if it has one, void at the server (XEP-0484 3.6). Rejects with StreamFailure when that did not work. */
export async function invalidateToken(options: AttemptOptions & { readonly device: Device }, stop: AbortSignal): Promise<void> {
  const token = await options.device.token();
  if (token === undefined) return;
  const { wire } = await establish(
    { ...options, device: { ...options.device, token: async () => token, invalidate: true } },
    makeManagement({ clock: options.clock }),
    stop,
  );
  const cancel = options.clock.after(PARTING, () => wire.drop(new StreamFailure('lost', 'nobody said goodbye')));
  await wire.close();
  cancel();
}
