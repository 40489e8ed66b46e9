// One TCP, TLS or WebSocket connection carrying XML streams (RFC 6120 4, RFC 7395): the only importer of @xmpp/*.
// The packages' Connection writes headers, stanzas and restarts; socket, parser and what happens on an error are Kith's own.
import { EventEmitter } from 'node:events';
import type { Socket as NetSocket } from 'node:net';
import { Client } from '@xmpp/client-core';
import ConnectionTCP from '@xmpp/connection-tcp';
import type { Clock } from '../../../shared/clock.ts';
import { Carrier, type Connected } from './carrier.ts';
import { asFrame, CLOSE, errorFrame, makeFrameParser, openFrame } from './frames.ts';
import { makeParser, type ParserFault } from './parser.ts';
import { readPlace } from './place.ts';
import { Elsewhere, StreamFailure } from './stream-failure.ts';
import { type Element, xml } from './xml.ts';

const NS_STREAM = 'http://etherx.jabber.org/streams';
const NS_STREAM_ERRORS = 'urn:ietf:params:xml:ns:xmpp-streams';
const CLOSING = '</stream:stream>';
/** How long a peer may take to hear the last word. */
const PARTING = 1000;
/** Elements nobody has asked for yet; before it is our turn to listen a server has little to say. */
const MOST_UNREAD = 100;

export interface Wire {
  /** Opens the stream, or opens it anew after TLS and SASL (RFC 6120 4.3.3). Resolves with the server's header. */
  open(): Promise<Element>;
  send(element: Element): void;
  /** The next element while negotiating, or the next that `wanted` accepts; rejects with StreamFailure when the stream ends. */
  next(wanted?: (element: Element) => boolean): Promise<Element>;
  /** How many elements the last next() passed over; listen() gets them first. */
  readonly passed: number;
  /** From now on elements come here, one call per socket read (also of one that completed none), in order. */
  listen(received: (elements: readonly Element[]) => void): void;
  /** Gives up the plain socket for STARTTLS; open() then forgets whatever the server sent after <proceed/> in clear. */
  detach(): NetSocket;
  attach(socket: NetSocket, secure: boolean): void;
  /** For looking at, not for writing. */
  readonly socket: NetSocket;
  pause(): void;
  resume(): void;
  /** Our </stream>; resolves with whether the server's came before the end of the wire. Nothing can be sent any more. */
  close(): Promise<boolean>;
  /** Ends the stream, telling the server why when it is a stream error (RFC 6120 4.9.1.1). */
  fail(failure: StreamFailure, error?: Element): void;
  /** Ends without a word: nobody is there, or nobody shall be waited for. */
  drop(failure: StreamFailure): void;
  /** Resolves once, with why the wire ended. */
  readonly ended: Promise<StreamFailure>;
}

/** The package's own transports say it the same way: streams of clients carry jabber:client (RFC 6120 4.8.2). */
class Transport extends ConnectionTCP {
  static {
    Transport.prototype.NS = 'jabber:client';
  }
}

class FramedTransport extends Transport {
  override headerElement(): unknown {
    return openFrame();
  }
  override header(element: unknown): string {
    return String(element);
  }
}

interface WireOptions extends Connected {
  readonly domain: string;
  readonly from: string | undefined;
  readonly clock: Clock;
}

export function makeWire(options: WireOptions): Wire {
  let carrier = new Carrier(options);
  const framed = carrier.framing === 'frames';
  const closingWords = framed ? CLOSE : CLOSING;
  let received: ((elements: readonly Element[]) => void) | undefined;
  let over: StreamFailure | undefined;
  let closing = false;
  let closedByServer = false;
  let elsewhere: string | undefined;
  let greeted = false;
  // While TLS is set up the raw socket belongs to the TLS socket alone: destroying both in one tick ends the process (Node 24).
  let lent = false;
  let finish: (failure: StreamFailure) => void = () => undefined;
  const ended = new Promise<StreamFailure>((resolve) => {
    finish = resolve;
  });
  const arrived: Element[] = [];
  let passed = 0;
  let waiter: { wanted(element: Element): boolean; resolve(element: Element): void; reject(failure: StreamFailure): void } | undefined;

  class ParserAdapter extends EventEmitter {
    readonly #events = {
      onStart: (root: Element) => {
        greeted = true;
        this.emit('start', root);
      },
      onElement: (element: Element) => this.emit('element', element),
      onEnd: (uri?: string) => {
        closedByServer = true;
        elsewhere = uri;
      },
      // What does not even begin with a stream is something else than an XMPP server.
      onFault: (fault: ParserFault) =>
        fail(new StreamFailure(greeted ? 'invalid-data' : 'not-xmpp', fault.detail), streamError(fault.condition)),
    };
    readonly #parser: { write(chunk: Uint8Array): void } = framed ? makeFrameParser(this.#events) : makeParser(this.#events);

    write(chunk: Uint8Array): void {
      this.#parser.write(chunk);
    }
  }

  class Entity extends Client {
    override _onData(chunk: Uint8Array): void {
      if (over !== undefined) return;
      this.parser?.write(chunk);
      flush();
    }

    override _onElement(element: unknown): void {
      arrived.push(element as Element);
    }

    // RFC 6120 4.7.1: 'from' only once the stream is confidential.
    override header(element: unknown): string {
      if (carrier.secure && options.from !== undefined) (element as Element).attrs.from = options.from;
      return this.Transport.prototype.header(element);
    }
  }

  const entity = new Entity({ domain: options.domain, lang: 'en' });
  entity.Transport = framed ? FramedTransport : Transport;
  entity.Parser = ParserAdapter;
  // Whoever negotiates limits the time of the whole; a timer of the package's own would outlive the wire.
  entity.timeout = 0;
  entity.on('error', (error: Error) => lost(error.message));
  entity.on('disconnect', () => lost('connection closed'));
  entity._attachSocket(carrier);
  entity._status('connect');

  function take(wanted: (element: Element) => boolean): Element | undefined {
    const at = arrived.findIndex(wanted);
    if (at < 0) return undefined;
    passed = at;
    return arrived.splice(at, 1)[0];
  }

  function flush(): void {
    const error = arrived.findIndex((element) => element.is('error', NS_STREAM));
    const failure = error < 0 ? undefined : readStreamError(arrived[error] as Element, carrier.secure);
    if (failure !== undefined) arrived.splice(error);
    if (received !== undefined) received(arrived.splice(0));
    else if (waiter !== undefined) {
      const { wanted, resolve } = waiter;
      const element = take(wanted);
      if (element !== undefined) {
        waiter = undefined;
        resolve(element);
      }
    }
    if (failure !== undefined) fail(failure);
    else if (elsewhere !== undefined) fail(new Elsewhere(elsewhere));
    else if (closedByServer) fail(new StreamFailure('lost', 'stream closed by the server'));
    else if (arrived.length > MOST_UNREAD) fail(new StreamFailure('invalid-data', 'too much at once'), streamError('policy-violation'));
  }

  function end(failure: StreamFailure): boolean {
    if (over !== undefined) return false;
    over = failure;
    entity._detachParser();
    waiter?.reject(failure);
    waiter = undefined;
    finish(failure);
    return !lent && !carrier.gone;
  }

  /** What came before the end is still there for next(). */
  function lost(detail: string): void {
    if (end(new StreamFailure('lost', detail))) carrier.destroy();
  }

  function fail(failure: StreamFailure, error?: Element): void {
    if (!end(failure)) return;
    const last = carrier;
    const cancel = options.clock.after(PARTING, () => last.destroy());
    const told = error === undefined ? [] : [framed ? errorFrame(error) : error.toString()];
    last.part([...told, ...(closing ? [] : [closingWords])], error !== undefined, cancel);
  }

  return {
    ended,
    get passed() {
      return passed;
    },
    async open() {
      if (over !== undefined) throw over;
      // Nothing said before counts on the new stream, least of all what came in clear behind <proceed/>.
      arrived.length = 0;
      // Before it is written: the answer may be here before the package hears that the header has left.
      const answered = new Promise<unknown>((resolve) => entity.once('open', resolve));
      const opened = entity.status === 'connect' ? entity.open({ domain: options.domain, lang: 'en' }) : entity.restart();
      opened.catch((error: Error) => lost(error.message));
      const result = await Promise.race([answered, ended]);
      if (result instanceof StreamFailure) throw result;
      return result as Element;
    },
    send(element) {
      if (over !== undefined || closing) return;
      entity.send(framed ? asFrame(element) : element).catch((error: Error) => lost(error.message));
    },
    next(wanted = () => true) {
      const first = take(wanted);
      if (first !== undefined) return Promise.resolve(first);
      if (over !== undefined) return Promise.reject(over);
      return new Promise((resolve, reject) => {
        waiter = { wanted, resolve, reject };
      });
    },
    listen(handler) {
      received = handler;
      flush();
    },
    detach() {
      carrier.release();
      lent = true;
      return carrier.socket;
    },
    attach(socket, secure) {
      entity._detachSocket();
      carrier = new Carrier({ socket, secure });
      entity._attachSocket(carrier);
      lent = false;
      if (over !== undefined) socket.destroy();
    },
    get socket() {
      return carrier.socket;
    },
    pause: () => carrier.pause(),
    resume: () => carrier.resume(),
    async close() {
      if (over === undefined && !closing) {
        closing = true;
        carrier.write(closingWords);
      }
      await ended;
      return closing && closedByServer;
    },
    fail,
    drop(failure) {
      arrived.length = 0;
      if (end(failure)) carrier.destroy();
    },
  };
}

export function streamError(condition: string, ...details: readonly Element[]): Element {
  return xml('stream:error', {}, xml(condition, { xmlns: NS_STREAM_ERRORS }), ...details);
}

/** RFC 6120 4.9.3: which of the stream errors need words of their own. */
function readStreamError(error: Element, secure: boolean): StreamFailure {
  const condition = error.getChildElements().find((child) => child.getNS() === NS_STREAM_ERRORS && child.getName() !== 'text');
  const name = condition?.getName() ?? 'undefined-condition';
  const text = error.getChildText('text', NS_STREAM_ERRORS);
  const detail = text ? `${name}: ${text}` : name;
  // 4.9.3.19; without TLS anybody on the way may have said it.
  if (name === 'see-other-host' && secure) return new StreamFailure('server-error', detail, undefined, readPlace(condition?.text()));
  if (name === 'conflict') return new StreamFailure('conflict', detail);
  if (name === 'system-shutdown') return new StreamFailure('server-shutdown', detail);
  if (name === 'not-authorized') return new StreamFailure('account-disabled', detail);
  // 4.9.3.16 and 4.9.3.4: nothing is refused, only this stream is over.
  if (name === 'reset' || name === 'connection-timeout') return new StreamFailure('lost', detail);
  if (name === 'host-unknown') return new StreamFailure('unknown-host', detail);
  return new StreamFailure('server-error', detail);
}
