// One account's stream over time: connect, negotiate, notice silence, come back (RFC 6120 3.3, XEP-0198, XEP-0199).
import type { Connection, Security } from '../../../shared/account.ts';
import type { Clock } from '../../../shared/clock.ts';
import { domainOf, localOf } from '../../../shared/jid.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import { ConnectError, connect, type Resolver } from './connect.ts';
import { makeManagement } from './management.ts';
import { negotiate } from './negotiate.ts';
import { readSecurity } from './security.ts';
import { needsPerson, StreamFailure } from './stream-failure.ts';
import { makeWire, type Wire } from './wire.ts';
import { type Element, xml } from './xml.ts';

export interface StreamOptions {
  /** Bare JID. */
  readonly address: string;
  readonly password: () => Promise<string>;
  readonly resource: string;
  readonly server?: string;
  readonly port?: number;
  readonly authorities: readonly string[];
  readonly resolver?: Resolver;
  readonly clock: Clock;
  /** 0 <= x < 1, for the jitter of the back-off. */
  readonly random: () => number;
}

export interface Online {
  readonly jid: string;
  readonly resumed: boolean;
  readonly arrived: readonly string[];
  readonly uncertain: readonly string[];
}

export interface Stream {
  readonly connection: Connection;
  readonly changed: Signal<Connection>;
  /** Stream management is on: what the server has is told by `arrived`. */
  readonly managed: boolean;
  /** How the stream is protected; undefined while there is none. */
  readonly security: Security | undefined;
  /** The stream is bound or resumed; nothing of the server's has been handled yet. */
  readonly online: Signal<Online>;
  readonly offline: Signal<StreamFailure>;
  /** What one socket read brought, in order. */
  readonly received: Signal<readonly Element[]>;
  /** Outbox tokens the server acknowledged. */
  readonly arrived: Signal<readonly string[]>;
  start(): void;
  /** Connects at once where a back-off or a stop is in the way. */
  now(): void;
  /** The machine slept, or the network may be another: connects at once, or asks at once whether anybody is there. */
  wake(): void;
  /** </stream> and the end; resolves within about a second. */
  stop(): Promise<void>;
  /** False when there is no stream: nothing was written. `token` names the outbox row the stanza carries. */
  send(stanza: Element, token?: string): boolean;
  /** So many stanzas were handled and committed; answers a waiting request for acknowledgement. */
  committed(stanzas: number, asked: boolean): void;
  acknowledge(element: Element): void;
  pause(): void;
  resume(): void;
  fail(failure: StreamFailure): void;
}

const NEGOTIATION = 40_000;
/** Silence after which we ask whether anybody is there, and how long the answer may take. */
const IDLE = 30_000;
const ANSWER = 10_000;
const ANSWER_AFTER_SEND = 5_000;
const LONGEST_WAIT = 60_000;

/** Full jitter on an exponential, capped at 60 s (RFC 6120 3.3 asks for randomness). `attempt` counts from 0. */
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
  let wire: Wire | undefined;
  let live = false;
  let wanted = false;
  let attempts = 0;
  let lostAt: number | undefined;
  let jid = '';
  let mechanism = '';
  let cancelWait: () => void = () => undefined;
  let cancelWatch: () => void = () => undefined;
  let abort: AbortController | undefined;

  function become(next: Connection): void {
    connection = next;
    changed.emit(next);
  }

  async function attempt(): Promise<void> {
    cancelWait();
    lostAt ??= clock.now();
    become({ state: 'connecting', since: lostAt });
    const controller = new AbortController();
    abort = controller;
    const cancelTimeout = clock.after(NEGOTIATION, () => controller.abort(new StreamFailure('timeout', 'signing in took too long')));
    try {
      const result = await establish(controller.signal);
      if (controller.signal.aborted) throw controller.signal.reason;
      attempts = 0;
      lostAt = undefined;
      live = true;
      if (result.jid !== undefined) jid = result.jid;
      watch(false);
      // Resumed: what the server has not seen goes out first, before anything new (XEP-0198 5).
      for (const stanza of result.again) wire?.send(stanza);
      if (result.again.length > 0) wire?.send(management.request());
      become({ state: 'online', since: clock.now() });
      online.emit({ jid, resumed: result.resumed, arrived: result.arrived, uncertain: result.uncertain });
      const current = wire;
      void current?.ended.then((failure) => {
        if (wire === current) lost(failure);
      });
      current?.listen((elements) => {
        watch(false);
        received.emit(elements);
      });
    } catch (error) {
      const failure = asFailure(controller.signal.aborted ? controller.signal.reason : error);
      wire?.destroy(failure);
      lost(failure);
    } finally {
      cancelTimeout();
    }
  }

  async function establish(aborted: AbortSignal): Promise<Awaited<ReturnType<typeof negotiate>>> {
    const domain = domainOf(options.address);
    const password = await options.password();
    const { socket, secure } = await connect({
      domain,
      ...(options.server === undefined ? {} : { server: options.server }),
      ...(options.port === undefined ? {} : { port: options.port }),
      ...(options.resolver === undefined ? {} : { resolver: options.resolver }),
      authorities: [...options.authorities],
      signal: aborted,
    });
    const made = makeWire({ domain, from: options.address, socket, secure });
    wire = made;
    const stop = () => made.destroy(asFailure(aborted.reason));
    aborted.addEventListener('abort', stop);
    try {
      return await negotiate({
        wire: made,
        domain,
        username: localOf(options.address) ?? '',
        password,
        resource: options.resource,
        secure,
        authorities: options.authorities,
        management,
        signal: aborted,
        signedIn: (name) => {
          mechanism = name;
        },
      });
    } finally {
      aborted.removeEventListener('abort', stop);
    }
  }

  function lost(failure: StreamFailure): void {
    const wasLive = live;
    live = false;
    wire = undefined;
    cancelWatch();
    lostAt ??= clock.now();
    if (!wanted) become({ state: 'offline' });
    else if (needsPerson(failure.kind)) {
      wanted = false;
      become({ state: 'stopped', failure: failure.kind, detail: failure.detail });
    } else {
      const wait = backOff(attempts++, options.random);
      become({ state: 'waiting', since: lostAt, retryAt: clock.now() + wait, failure: failure.kind, detail: failure.detail });
      cancelWait = clock.after(wait, () => void attempt());
    }
    if (wasLive) offline.emit(failure);
  }

  /** Restarts the watch for silence: every byte received puts it off. */
  function watch(sent: boolean): void {
    if (!live) return;
    cancelWatch();
    cancelWatch = clock.after(sent ? ANSWER_AFTER_SEND : IDLE, () => {
      if (sent) return silent();
      probe();
      cancelWatch = clock.after(ANSWER, silent);
    });
  }

  function probe(): void {
    if (management.enabled) wire?.send(management.request());
    else wire?.send(xml('iq', { type: 'get', id: `probe-${clock.now()}` }, xml('ping', { xmlns: 'urn:xmpp:ping' })));
  }

  function silent(): void {
    wire?.destroy(new StreamFailure('lost', 'the server stopped answering'));
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
    get managed() {
      return management.enabled;
    },
    get security() {
      return live && wire !== undefined ? readSecurity(wire.socket, mechanism) : undefined;
    },
    start() {
      if (wanted) return;
      wanted = true;
      void attempt();
    },
    now() {
      if (live || connection.state === 'connecting') return;
      wanted = true;
      attempts = 0;
      void attempt();
    },
    wake() {
      if (connection.state === 'waiting') this.now();
      if (!live) return;
      probe();
      watch(true);
    },
    async stop() {
      wanted = false;
      cancelWait();
      cancelWatch();
      abort?.abort(new StreamFailure('lost', 'stopped'));
      const closing = wire;
      if (live) await closing?.close(900);
      if (connection.state !== 'stopped') become({ state: 'offline' });
    },
    send(stanza, token) {
      if (!live || wire === undefined) return false;
      management.wrote(stanza, token);
      wire.send(stanza);
      if (token !== undefined && management.enabled) {
        wire.send(management.request());
        watch(true);
      }
      return true;
    },
    committed(stanzas, asked) {
      management.handled(stanzas);
      if (asked && live) wire?.send(management.answer());
    },
    acknowledge(element) {
      const tokens = management.acknowledged(element);
      if (tokens.length > 0) arrived.emit(tokens);
    },
    pause: () => wire?.pause(),
    resume: () => wire?.resume(),
    fail: (failure) => wire?.destroy(failure, failure.kind === 'invalid-data' ? 'bad-format' : undefined),
  };
}

function asFailure(error: unknown): StreamFailure {
  if (error instanceof StreamFailure) return error;
  if (error instanceof ConnectError) return new StreamFailure(error.kind, error.detail);
  return new StreamFailure('server-error', error instanceof Error ? error.message : String(error));
}
