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

/**
 * Bytes that are handed on in one turn of the loop. Sockets are read for as long as there is something: without this whoever sends much and
 * fast has the loop for themselves, and timers, windows and other accounts wait.
 */
const MOST_IN_A_TURN = 32 * 1024;

export class Carrier extends EventEmitter {
  readonly socket: Socket;
  readonly secure: boolean;
  readonly framing: Framing;
  readonly #raw: Duplex;
  readonly #forward: readonly (readonly [string, (...args: unknown[]) => void])[];
  #left = MOST_IN_A_TURN;
  #paused = false;
  #released = false;

  constructor({ socket, secure, frames }: Connected) {
    super();
    this.socket = socket;
    this.secure = secure;
    this.framing = frames === undefined ? 'bytes' : 'frames';
    this.#raw = frames ?? socket;
    const events = ['close', 'error'].map((name) => [name, (...args: unknown[]) => this.emit(name, ...args)] as const);
    this.#forward = [...events, ['data', (chunk) => this.#read(chunk as Uint8Array)]];
    for (const [name, listener] of this.#forward) this.#raw.on(name, listener);
    // A WebSocket that ended leaves its writing half open, but there is nobody on it.
    frames?.once('end', () => frames.destroy());
  }

  #read(chunk: Uint8Array): void {
    if (this.#left === MOST_IN_A_TURN) setImmediate(() => this.#breathe());
    this.#left -= chunk.length;
    if (this.#left <= 0) this.#raw.pause();
    this.emit('data', chunk);
  }

  #breathe(): void {
    const held = this.#left <= 0;
    this.#left = MOST_IN_A_TURN;
    if (held && !this.#paused && !this.#released) this.#raw.resume();
  }

  get gone(): boolean {
    return this.#raw.destroyed;
  }

  release(): void {
    for (const [name, listener] of this.#forward) this.#raw.off(name, listener);
    if (this.#left <= 0) this.#raw.resume();
    this.#released = true;
  }

  write(data: string, done?: (error?: Error | null) => void): void {
    this.#raw.write(data, done);
  }

  end(): void {
    this.#raw.end();
  }

  pause(): void {
    this.#paused = true;
    this.#raw.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#left > 0) this.#raw.resume();
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
    if (reading) this.resume();
    else if (this.#raw.writableFinished) this.#raw.destroy();
    else this.#raw.once('finish', () => this.#raw.destroy());
    this.#raw.end();
  }
}
