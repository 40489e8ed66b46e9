// One TCP or TLS connection carrying XML streams (RFC 6120 4): the only importer of @xmpp/*.
// The packages' Connection writes headers, stanzas and restarts; socket, parser and what happens on an error are Kith's own.
import { EventEmitter } from 'node:events';
import type { Socket as NetSocket } from 'node:net';
import { Client } from '@xmpp/client-core';
import ConnectionTCP from '@xmpp/connection-tcp';
import { makeParser } from './parser.ts';
import { StreamFailure } from './stream-failure.ts';
import { type Element, xml } from './xml.ts';

const NS_STREAM = 'http://etherx.jabber.org/streams';
const NS_STREAM_ERRORS = 'urn:ietf:params:xml:ns:xmpp-streams';

export interface Wire {
  /** Opens the stream, or opens it anew after TLS and SASL (RFC 6120 4.3.3). Resolves with the server's header. */
  open(): Promise<Element>;
  send(element: Element): void;
  /** The next element while negotiating; rejects with StreamFailure when the stream ends. */
  next(): Promise<Element>;
  /** From now on elements come here, one call per socket read, in order. */
  listen(received: (elements: readonly Element[]) => void): void;
  /** Gives up the plain socket for STARTTLS: whatever the server sent after <proceed/> in clear is discarded with its parser. */
  detach(): NetSocket;
  attach(socket: NetSocket, secure: boolean): void;
  /** For looking at, not for writing. */
  readonly socket: NetSocket;
  pause(): void;
  resume(): void;
  /** </stream>, then the end of the socket; resolves when the other side closed or after `patience` ms. */
  close(patience: number): Promise<void>;
  /** Ends at once. Given a stream error condition, tells the server why first (RFC 6120 4.9). */
  destroy(failure: StreamFailure, condition?: string): void;
  /** Resolves once, with why the wire ended. */
  readonly ended: Promise<StreamFailure>;
}

/** The package's own transports say it the same way: streams of clients carry jabber:client (RFC 6120 4.8.2). */
class Transport extends ConnectionTCP {
  static {
    Transport.prototype.NS = 'jabber:client';
  }
}

class SocketAdapter extends EventEmitter {
  readonly raw: NetSocket;
  readonly secure: boolean;
  readonly #forward: readonly [string, (...args: unknown[]) => void][];

  constructor(raw: NetSocket, secure: boolean) {
    super();
    this.raw = raw;
    this.secure = secure;
    this.#forward = ['data', 'close', 'error'].map((name) => [name, (...args: unknown[]) => this.emit(name, ...args)]);
    for (const [name, listener] of this.#forward) raw.on(name, listener);
  }

  release(): void {
    for (const [name, listener] of this.#forward) this.raw.off(name, listener);
  }

  write(data: string, done: (error?: Error | null) => void): void {
    this.raw.write(data, done);
  }

  end(): void {
    this.raw.end();
  }
}

export function makeWire(options: { domain: string; from: string; socket: NetSocket; secure: boolean }): Wire {
  let adapter = new SocketAdapter(options.socket, options.secure);
  let received: ((elements: readonly Element[]) => void) | undefined;
  let over: StreamFailure | undefined;
  let closedByServer = false;
  let greeted = false;
  // While TLS is set up the raw socket belongs to the TLS socket alone: destroying both in one tick ends the process (Node 24).
  let lent = false;
  let finish: (failure: StreamFailure) => void = () => undefined;
  const ended = new Promise<StreamFailure>((resolve) => {
    finish = resolve;
  });
  const arrived: Element[] = [];
  let waiter: { resolve(element: Element): void; reject(failure: StreamFailure): void } | undefined;

  class ParserAdapter extends EventEmitter {
    readonly #parser = makeParser({
      onStart: (root) => {
        greeted = true;
        this.emit('start', root);
      },
      onElement: (element) => this.emit('element', element),
      onEnd: () => {
        closedByServer = true;
      },
      // What does not even begin with a stream is something else than an XMPP server.
      onFault: (fault) => destroy(new StreamFailure(greeted ? 'invalid-data' : 'not-xmpp', fault.detail), fault.condition),
    });

    write(chunk: Uint8Array): void {
      this.#parser.write(chunk);
    }
  }

  class Entity extends Client {
    override _onData(chunk: Uint8Array): void {
      this.parser?.write(chunk);
      flush();
    }

    override _onElement(element: unknown): void {
      arrived.push(element as Element);
    }

    // RFC 6120 4.7.1: 'from' only once the stream is confidential.
    override header(element: unknown): string {
      if (adapter.secure) (element as Element).attrs.from = options.from;
      return Transport.prototype.header(element);
    }
  }

  const entity = new Entity({ domain: options.domain, lang: 'en', timeout: 20_000 });
  entity.Transport = Transport;
  entity.Parser = ParserAdapter;
  entity.on('error', (error: Error) => end(new StreamFailure('lost', error.message)));
  entity.on('disconnect', () => end(new StreamFailure('lost', 'connection closed')));
  entity._attachSocket(adapter);
  entity._status('connect');

  function flush(): void {
    const streamError = arrived.findIndex((element) => element.is('error', NS_STREAM));
    const failure = streamError < 0 ? undefined : readStreamError(arrived[streamError] as Element);
    if (failure !== undefined) arrived.splice(streamError);
    if (received !== undefined && arrived.length > 0) received(arrived.splice(0));
    else if (waiter !== undefined && arrived.length > 0) {
      const { resolve } = waiter;
      waiter = undefined;
      resolve(arrived.shift() as Element);
    }
    if (failure !== undefined) destroy(failure);
    else if (closedByServer) end(new StreamFailure('lost', 'stream closed by the server'));
  }

  function end(failure: StreamFailure): void {
    if (over !== undefined) return;
    over = failure;
    entity._detachParser();
    waiter?.reject(failure);
    waiter = undefined;
    if (!lent && !adapter.raw.destroyed) adapter.raw.destroySoon();
    finish(failure);
  }

  function destroy(failure: StreamFailure, condition?: string): void {
    if (over !== undefined) return;
    if (condition !== undefined && adapter.raw.writable) {
      const error = xml('stream:error', {}, xml(condition, { xmlns: NS_STREAM_ERRORS }));
      adapter.raw.write(`${error}</stream:stream>`);
    }
    end(failure);
  }

  return {
    ended,
    async open() {
      if (over !== undefined) throw over;
      arrived.length = 0;
      const opened = entity.status === 'connect' ? entity.open({ domain: options.domain, lang: 'en' }) : entity.restart();
      const result = await Promise.race([opened.catch((error: Error) => new StreamFailure('timeout', error.message)), ended]);
      if (result instanceof StreamFailure) throw over ?? result;
      return result as Element;
    },
    send(element) {
      if (over !== undefined) return;
      // A failed write is followed by the socket's own close; nothing else has to learn of it here.
      entity.send(element).catch((error: Error) => end(new StreamFailure('lost', error.message)));
    },
    next() {
      const first = arrived.shift();
      if (first !== undefined) return Promise.resolve(first);
      if (over !== undefined) return Promise.reject(over);
      return new Promise((resolve, reject) => {
        waiter = { resolve, reject };
      });
    },
    listen(handler) {
      received = handler;
      flush();
    },
    detach() {
      adapter.release();
      lent = true;
      entity._detachParser();
      arrived.length = 0;
      return adapter.raw;
    },
    attach(socket, secure) {
      entity._detachSocket();
      adapter = new SocketAdapter(socket, secure);
      entity._attachSocket(adapter);
      lent = false;
      if (over !== undefined) socket.destroy();
    },
    get socket() {
      return adapter.raw;
    },
    pause: () => void adapter.raw.pause(),
    resume: () => void adapter.raw.resume(),
    async close(patience) {
      if (over !== undefined) return;
      adapter.raw.write('</stream:stream>');
      const timer = setTimeout(() => destroy(new StreamFailure('lost', 'closed')), patience);
      await ended;
      clearTimeout(timer);
    },
    destroy,
  };
}

/** RFC 6120 4.9.3: which of the stream errors need words of their own. */
function readStreamError(error: Element): StreamFailure {
  const condition = error.getChildElements().find((child) => child.getNS() === NS_STREAM_ERRORS && child.getName() !== 'text');
  const name = condition?.getName() ?? 'undefined-condition';
  const text = error.getChildText('text', NS_STREAM_ERRORS);
  const detail = text ? `${name}: ${text}` : name;
  if (name === 'conflict') return new StreamFailure('conflict', detail);
  if (name === 'system-shutdown') return new StreamFailure('server-shutdown', detail);
  if (name === 'not-authorized') return new StreamFailure('account-disabled', detail);
  if (name === 'host-unknown') return new StreamFailure('unknown-host', detail);
  return new StreamFailure('server-error', detail);
}
