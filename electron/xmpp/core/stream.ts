// One account's stream over time: connect, negotiate, notice silence, come back (RFC 6120 3.3, XEP-0198, XEP-0199).
import type { Connection, Security } from '../../../shared/account.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import type { SignedIn } from './authenticate.ts';
import { type AttemptOptions, type Bound, establish } from './establish.ts';
import { makeLimits, readLimits } from './limits.ts';
import { makeManagement, NS as NS_SM } from './management.ts';
import { readSecurity } from './security.ts';
import { makeSilence } from './silence.ts';
import { asFailure, leastWait, needsPerson, StreamFailure } from './stream-failure.ts';
import { streamError, type Wire } from './wire.ts';
import { type Element, xml } from './xml.ts';

export interface StreamOptions extends AttemptOptions {
  /** 0 <= x < 1, for the jitter of the back-off. */
  readonly random: () => number;
}

export interface Online {
  readonly jid: string;
  readonly resumed: boolean;
  readonly signedIn: SignedIn;
  readonly arrived: readonly string[];
  readonly uncertain: readonly string[];
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
  /** False when there is no stream: nothing was written. `token` names the outbox row the stanza carries. */
  send(stanza: Element, token?: string): boolean;
  /** So many stanzas were handled and committed; answers a waiting request for acknowledgement. */
  committed(stanzas: number, asked: boolean): void;
  /** Reads <a/>; an impossible count ends the stream. */
  acknowledge(element: Element): void;
  /** Nothing is read any more, so nothing is heard either. */
  pause(): void;
  resume(): void;
}

const ANSWER_AFTER_SEND = 5_000;
const PARTING = 900;
const LONGEST_WAIT = 60_000;
/** A stream that lasted so long was a good one: the back-off begins anew. */
const STEADY = 60_000;
/** Stanzas in a row that nobody waits for, after which an acknowledgement is asked for all the same. */
const MANY = 50;

/** Exponential, half of it jitter, capped at 60 s (RFC 6120 3.3 asks for randomness). `attempt` counts from 0. */
export function backOff(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}

export function makeStream(options: StreamOptions): Stream {
  const { clock } = options;
  const management = makeManagement();
  const changed = signal<Connection>();
  const online = signal<Online>();
  const offline = signal<StreamFailure>();
  const received = signal<readonly Element[]>();
  const arrived = signal<readonly string[]>();

  let connection: Connection = { state: 'offline' };
  /** Bound or resumed; undefined as soon as nothing more can be sent. */
  let wire: Wire | undefined;
  let jid = '';
  let signedIn: SignedIn | undefined;
  let offered: readonly string[] = [];
  let life: AbortController | undefined;
  let over: Promise<void> = Promise.resolve();
  let hurry: () => void = () => undefined;

  const silence = makeSilence({
    clock,
    ask: probe,
    dead: () => wire?.drop(new StreamFailure('lost', 'the server stopped answering')),
  });

  const limits = makeLimits({ clock, ask: probe });

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
    while (!stop.aborted) {
      become({ state: 'connecting', since });
      const bound = await establish(options, management, stop).catch(asFailure);
      const began = clock.now();
      const lived = !(bound instanceof StreamFailure);
      const failure = lived ? await serve(bound, stop) : bound;
      if (lived) since = clock.now();
      if (lived && since - began >= STEADY) attempts = 0;
      const wait = Math.max(backOff(attempts++, options.random), leastWait(failure.kind));
      const next = after(failure, since, wait, stop);
      if (next.state === 'stopped') life = undefined;
      become(next);
      if (lived) tell(offline, failure);
      if (next.state === 'stopped') return;
      if (await hurried(wait, stop)) attempts = 0;
    }
    if (connection.state !== 'offline') become({ state: 'offline' });
  }

  function after({ kind, detail, certificate }: StreamFailure, since: number, wait: number, stop: AbortSignal): Connection {
    if (stop.aborted) return { state: 'offline' };
    if (needsPerson(kind)) return { state: 'stopped', failure: kind, detail };
    const waiting = { since, retryAt: clock.now() + wait, failure: kind, detail };
    return { state: 'waiting', ...waiting, ...(certificate === undefined ? {} : { certificate }) };
  }

  /** Waits; true when somebody did not want to. */
  function hurried(wait: number, stop: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (early: boolean) => () => {
        hurry = () => undefined;
        cancel();
        stop.removeEventListener('abort', leave);
        resolve(early);
      };
      const cancel = clock.after(wait, done(false));
      const leave = done(false);
      hurry = done(true);
      if (stop.aborted) leave();
      else stop.addEventListener('abort', leave);
    });
  }

  /** From bound to lost; resolves with why. */
  async function serve(bound: Bound, stop: AbortSignal): Promise<StreamFailure> {
    const made = bound.wire;
    wire = made;
    jid = bound.jid ?? jid;
    signedIn = bound.signedIn;
    limits.begin(readLimits(bound.features));
    offered = bound.features.getChildElements().flatMap((each) => each.getNS() ?? []);
    silence.heard();
    // Resumed: what the server has not seen goes out first, before anything new (XEP-0198 5).
    for (const stanza of bound.again) {
      limits.wrote(stanza);
      made.send(stanza);
    }
    if (bound.again.length > 0) ask(ANSWER_AFTER_SEND);
    const leave = () => void part(made);
    stop.addEventListener('abort', leave);
    if (stop.aborted) leave();
    try {
      become({ state: 'online', since: clock.now() });
      online.emit({ jid, resumed: bound.resumed, signedIn: bound.signedIn, arrived: management.arrived, uncertain: management.uncertain });
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
    return failure;
  }

  /** RFC 6120 4.4: our end of the stream, then theirs; the count spares them sending again what we have. */
  async function part(made: Wire): Promise<void> {
    wire = undefined;
    silence.stop();
    if (management.enabled) made.send(management.answer());
    const cancel = clock.after(PARTING, () => made.drop(new StreamFailure('lost', 'stopped')));
    await made.close();
    cancel();
  }

  function probe(): void {
    if (management.enabled) wire?.send(management.request());
    else wire?.send(xml('iq', { type: 'get', id: `probe-${clock.now()}` }, xml('ping', { xmlns: 'urn:xmpp:ping' })));
  }

  function ask(patience: number): void {
    if (management.enabled || !silence.waiting) probe();
    silence.asked(patience);
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
      return wire === undefined || signedIn === undefined ? undefined : readSecurity(wire.socket, signedIn, options.authorities);
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
      if (wire !== undefined) ask(ANSWER_AFTER_SEND);
      hurry();
    },
    async stop() {
      life?.abort(new StreamFailure('lost', 'stopped'));
      life = undefined;
      await over;
    },
    send(stanza, token) {
      if (wire === undefined) return false;
      management.wrote(stanza, token);
      limits.wrote(stanza);
      wire.send(stanza);
      if (token !== undefined) ask(ANSWER_AFTER_SEND);
      else if (management.waiting % MANY === MANY - 1) wire.send(management.request());
      return true;
    },
    committed(stanzas, asked) {
      management.handled(stanzas);
      management.told();
      if (asked) wire?.send(management.answer());
    },
    acknowledge(element) {
      try {
        management.acknowledged(element);
      } catch (error) {
        const counts = { xmlns: NS_SM, h: element.attrs.h, 'send-count': management.sent };
        wire?.fail(asFailure(error), streamError('undefined-condition', xml('handled-count-too-high', counts)));
      }
      if (management.waiting === 0) limits.arrived();
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

/** A listener that fails is heard of, but does not keep the account from coming back. */
function tell<T>(of: Signal<T>, value: T): void {
  try {
    of.emit(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
