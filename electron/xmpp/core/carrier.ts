// What carries a stream, in the form the packages' Connection expects of a socket: bytes of TCP or TLS, or frames of a WebSocket.
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A stream's header, stanzas and end as bytes one after the other (RFC 6120 4.2), or as an element for each frame (RFC 7395 3.3). */
export type Framing = 'bytes' | 'frames';

export interface Connected {
  /** TCP, or TLS over it: for looking at. */
  readonly socket: Socket;
  /** Already TLS and verified; otherwise nothing may be sent that STARTTLS should protect. */
  readonly secure: boolean;
  /** The WebSocket over `socket`: each write and each chunk read is a frame. Undefined where the stream is on the socket itself. */
  readonly frames?: Duplex;
}

export interface Reached extends Connected {
  readonly host: string;
  readonly port: number;
}

/** An attempt has won only when this is done: somebody who takes a connection may still be nobody to talk to. */
export interface Greeting<T> {
  /** Owns the connection from here on. Rejects with StreamFailure, ConnectError or the signal's reason. */
  greet(reached: Reached, stop: AbortSignal): Promise<T>;
  discard(late: T): void;
}

export class Carrier extends EventEmitter {
  readonly socket: Socket;
  readonly secure: boolean;
  readonly framing: Framing;
  readonly #raw: Duplex;
  readonly #forward: readonly [string, (...args: unknown[]) => void][];

  constructor({ socket, secure, frames }: Connected) {
    super();
    this.socket = socket;
    this.secure = secure;
    this.framing = frames === undefined ? 'bytes' : 'frames';
    this.#raw = frames ?? socket;
    this.#forward = ['data', 'close', 'error'].map((name) => [name, (...args: unknown[]) => this.emit(name, ...args)]);
    for (const [name, listener] of this.#forward) this.#raw.on(name, listener);
    // A WebSocket that ended leaves its writing half open, but there is nobody on it.
    frames?.once('end', () => frames.destroy());
  }

  get gone(): boolean {
    return this.#raw.destroyed;
  }

  release(): void {
    for (const [name, listener] of this.#forward) this.#raw.off(name, listener);
  }

  write(data: string, done?: (error?: Error | null) => void): void {
    this.#raw.write(data, done);
  }

  end(): void {
    this.#raw.end();
  }

  pause(): void {
    this.#raw.pause();
  }

  resume(): void {
    this.#raw.resume();
  }

  destroy(): void {
    this.#raw.destroy();
  }

  /**
   * The last words, and the end. With `reading` the other side has to leave first: destroyed with something unread the socket would be
   * reset, and the words would not arrive. Tells when it is over.
   */
  part(words: readonly string[], reading: boolean, over: () => void): void {
    this.#raw.once('close', over);
    if (this.#raw.writable) for (const each of words) this.#raw.write(each);
    if (reading) this.#raw.resume();
    else if (this.#raw.writableFinished) this.#raw.destroy();
    else this.#raw.once('finish', () => this.#raw.destroy());
    this.#raw.end();
  }
}
