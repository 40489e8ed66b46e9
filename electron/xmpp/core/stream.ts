// One account's stream over time: connect, negotiate, notice silence, come back (RFC 6120 3.3, XEP-0198, XEP-0199).
import type { Connection, Security } from '../../../shared/account.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import { backOff, makePause, spread } from './back-off.ts';
import { type AttemptOptions, type Bound, establish } from './establish.ts';
import { makeLimits, readLimits } from './limits.ts';
import { makeManagement } from './management.ts';
import type { Online } from './online.ts';
import { makeOutbound, type Outgoing, type SessionKeeper } from './outbound.ts';
import type { Place } from './place.ts';
import { readSecurity } from './security.ts';
import { makeSilence } from './silence.ts';
import { asFailure, leastWait, needsPerson, StreamFailure } from './stream-failure.ts';
import { tell } from './tell.ts';
import type { Wire } from './wire.ts';
import { type Element, xml } from './xml.ts';

export type { Online } from './online.ts';

export interface StreamOptions extends AttemptOptions {
  /** 0 <= x < 1, for the jitter of the back-off. */
  readonly random: () => number;
  /** See ManagementOptions. */
  readonly again?: (stanza: Element, at: number) => Element;
  /** Left out, a session ends with its process. */
  readonly keeper?: SessionKeeper;
}

export interface Stream {
  readonly connection: Connection;
  readonly changed: Signal<Connection>;
  /** How the connection is protected; undefined while there is none. */
  readonly security: Security | undefined;
  /** Stream management is on: what the server has is told by `arrived`. */
  readonly managed: boolean;
  /** Namespaces of what the server offered after signing in (RFC 6120 4.3.2). */
  readonly offered: readonly string[];
  /** Bytes of the largest stanza the server takes, as far as known (XEP-0478). */
  readonly maxBytes: number;
  /** Whether the server takes a stanza of this size; one that it does not would end the stream. */
  fits(stanza: Element): boolean;
  /** The stream is bound or resumed; nothing of the server's has been handled yet. */
  readonly online: Signal<Online>;
  readonly offline: Signal<StreamFailure>;
  /** What one socket read brought, in order. */
  readonly received: Signal<readonly Element[]>;
  /** Outbox tokens the server acknowledged; told again until a batch that heard of them is committed. */
  readonly arrived: Signal<readonly string[]>;
  start(): void;
  /** Connects at once where a back-off or a stop is in the way; asks at once whether the server is there where it seems to be. */
  now(): void;
  /** </stream> and the end; resolves within about a second, with nothing left behind. */
  stop(): Promise<void>;
  /** False when there is no stream: nothing was written. */
  send(stanza: Element): boolean;
  /** Writes an element that is no stanza and so is not counted. */
  nonza(element: Element): void;
  /** Where there is a connection: asks now whether it still stands. */
  probe(): void;
  /**
   * Writes them after `commit` has run what it is given in the transaction that stores they are on their way. When it throws, and when
   * this is false, nothing was written.
   */
  sendAll(outgoing: readonly Outgoing[], commit: (keep: () => void) => void): boolean;
  /** Tokens on their way on this stream, or on the one to be resumed. */
  readonly underway: readonly string[];
  /** Belongs into the transaction in which so many stanzas are handled: the count survives with what was made of them. */
  keep(stanzas: number, asked: boolean): void;
  /** So many stanzas were handled and committed; answers a waiting request for acknowledgement. */
  committed(stanzas: number, asked: boolean): void;
  /** Reads <a/>; an impossible count ends the stream. */
  acknowledge(element: Element): void;
  /** Nothing is read any more, so nothing is heard either. */
  pause(): void;
  resume(): void;
}

const PARTING = 900;
/** Servers that name one another must not lead us round in circles. */
const MOST_HOPS = 3;
/** A stream that lasted so long was a good one: the back-off begins anew. */
const STEADY = 60_000;

export function makeStream(options: StreamOptions): Stream {
  const { clock } = options;
  const kept = options.keeper?.load();
  const management = makeManagement({ ...options, kept });
  const changed = signal<Connection>();
  const online = signal<Online>();
  const offline = signal<StreamFailure>();
  const received = signal<readonly Element[]>();
  const arrived = signal<readonly string[]>();

  let connection: Connection = { state: 'offline' };
  /** Bound or resumed; undefined as soon as nothing more can be sent. */
  let wire: Wire | undefined;
  let jid = kept?.jid ?? '';
  let proven: Pick<Bound, 'signedIn' | 'own'> | undefined;
  let offered: readonly string[] = [];
  let life: AbortController | undefined;
  let over: Promise<void> = Promise.resolve();
  const pause = makePause(clock);
  const silence = makeSilence({
    clock,
    ask: probe,
    dead: () => wire?.drop(new StreamFailure('lost', 'the server stopped answering')),
  });
  const limits = makeLimits({ clock, ask: probe });
  const outbound = makeOutbound({
    clock,
    management,
    limits,
    keeper: options.keeper,
    jid: () => jid,
    wire: () => wire,
    ask,
  });

  function become(next: Connection): void {
    connection = next;
    tell(changed, next);
  }

  function begin(): void {
    if (life !== undefined) return;
    const own = new AbortController();
    life = own;
    // One after the other: two would share the session that is to be resumed.
    over = over.then(() => live(own.signal));
  }

  /** From start() or now() to stop(), or until only the person can help. */
  async function live(stop: AbortSignal): Promise<void> {
    let since = clock.now();
    let attempts = 0;
    let elsewhere: Place | undefined;
    let hops = 0;
    while (!stop.aborted) {
      become({ state: 'connecting', since });
      const bound = await Promise.try(() => {
        outbound.keepLoose();
        return establish({ ...options, ...(elsewhere === undefined ? {} : { elsewhere }) }, management, stop);
      }).catch(asFailure);
      const began = clock.now();
      const lived = !(bound instanceof StreamFailure);
      const failure = lived ? await serve(bound, stop) : bound;
      if (lived) since = clock.now();
      if (lived && since - began >= STEADY) attempts = 0;
      elsewhere = hops++ < MOST_HOPS ? failure.elsewhere : undefined;
      if (elsewhere === undefined) hops = 0;
      // A server that sends everybody away at once must not get everybody back at once.
      const sentAway = lived && failure.kind === 'server-shutdown';
      const wait = Math.max(sentAway ? spread(options.random) : backOff(attempts++, options.random), leastWait(failure.kind));
      const next = after(failure, since, wait, stop);
      if (next.state === 'stopped') life = undefined;
      if (elsewhere === undefined) become(next);
      if (lived) tell(offline, failure);
      if (next.state === 'stopped') return;
      if (elsewhere === undefined && (await pause.wait(wait, stop))) attempts = 0;
    }
    if (connection.state !== 'offline') become({ state: 'offline' });
  }

  function after({ kind, detail, certificate, tried }: StreamFailure, since: number, wait: number, stop: AbortSignal): Connection {
    if (stop.aborted) return { state: 'offline' };
    if (needsPerson(kind)) return { state: 'stopped', failure: kind, detail };
    const waiting = { since, retryAt: clock.now() + wait, failure: kind, detail, ...(tried.length === 0 ? {} : { tried }) };
    return { state: 'waiting', ...waiting, ...(certificate === undefined ? {} : { certificate }) };
  }

  /** From bound to lost; resolves with why. */
  async function serve(bound: Bound, stop: AbortSignal): Promise<StreamFailure> {
    const made = bound.wire;
    wire = made;
    jid = bound.jid ?? jid;
    proven = bound;
    if (bound.features !== undefined) {
      limits.begin(readLimits(bound.features));
      offered = bound.features.getChildElements().flatMap((each) => each.getNS() ?? []);
    }
    silence.heard();
    let parting: Promise<void> | undefined;
    const leave = () => {
      parting = part(made);
    };
    stop.addEventListener('abort', leave);
    if (stop.aborted) leave();
    try {
      // Before the first stanza is written that another process would count differently.
      outbound.keep();
      // Resumed: what the server has not seen goes out first, before anything new (XEP-0198 5).
      outbound.again(bound.again);
      if (bound.again.length > 0) ask();
      become({ state: 'online', since: clock.now() });
      const { arrived, uncertain, missed } = management;
      const { wire: _, own: __, again: ___, features: ____, ...facts } = bound;
      online.emit({ ...facts, jid, arrived, uncertain, missed });
      management.told();
      made.listen((elements) => {
        if (wire === made) silence.heard();
        if (elements.length > 0) received.emit(elements);
      });
    } catch (error) {
      made.fail(asFailure(error));
    }
    const failure = await made.ended;
    stop.removeEventListener('abort', leave);
    silence.stop();
    limits.end(failure.detail.startsWith('policy-violation'));
    wire = undefined;
    management.lost();
    await parting;
    return failure;
  }

  /** RFC 6120 4.4: our end of the stream, then theirs; the count spares them sending again what we have. */
  async function part(made: Wire): Promise<void> {
    wire = undefined;
    silence.stop();
    if (management.enabled) {
      // What the server hears here, the next start has to know.
      outbound.keep();
      made.send(management.answer());
    }
    const cancel = clock.after(PARTING, () => made.drop(new StreamFailure('lost', 'stopped')));
    const heard = await made.close();
    cancel();
    // Nobody heard the goodbye: the server keeps the session, and the next start goes on with it.
    if (heard) outbound.end();
  }

  function probe(): void {
    if (management.enabled) wire?.send(management.request());
    else wire?.send(xml('iq', { type: 'get', id: `probe-${clock.now()}` }, xml('ping', { xmlns: 'urn:xmpp:ping' })));
  }

  function ask(): void {
    if (wire === undefined) return;
    if (management.enabled || !silence.waiting) probe();
    silence.asked(management.enabled);
  }

  return {
    changed,
    online,
    offline,
    received,
    arrived,
    get connection() {
      return connection;
    },
    get security() {
      return wire === undefined || proven === undefined ? undefined : readSecurity(wire.socket, proven.signedIn, proven.own);
    },
    get offered() {
      return offered;
    },
    get maxBytes() {
      return limits.maxBytes;
    },
    fits: limits.fits,
    get managed() {
      return management.enabled;
    },
    start: begin,
    now() {
      begin();
      ask();
      pause.hurry();
    },
    get underway() {
      return management.underway;
    },
    async stop() {
      life?.abort(new StreamFailure('lost', 'stopped'));
      life = undefined;
      await over;
    },
    send: outbound.send,
    nonza: (element) => wire?.send(element),
    probe: ask,
    sendAll: outbound.sendAll,
    keep: outbound.keepHandled,
    committed: outbound.committed,
    acknowledge(element) {
      silence.answered();
      outbound.acknowledge(element);
      if (management.arrived.length > 0) arrived.emit(management.arrived);
    },
    pause() {
      wire?.pause();
      silence.stop();
    },
    resume() {
      wire?.resume();
      if (wire !== undefined) silence.heard();
    },
  };
}
