// The Chrome DevTools Protocol over Chromium's own pipe (file descriptors 3 and 4): zero-terminated JSON, flat sessions. No port is opened for it,
// Playwright's connection beside it is another client, and Chromium ends by itself when the pipe breaks.
import type { Readable, Writable } from 'node:stream';

export type Params = Readonly<Record<string, unknown>>;

export interface CdpEvent {
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly session: string | undefined;
}

export interface Cdp {
  /** Rejects with the protocol's message, or `Chromium has gone` once the pipe is broken. */
  send<T = Record<string, unknown>>(method: string, params?: Params, session?: string): Promise<T>;
  /** Every event, in order; returns the way to stop. */
  on(listener: (event: CdpEvent) => void): () => void;
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly sessionId?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export function connectPipe(input: Writable, output: Readable): Cdp {
  const waiting = new Map<number, { method: string; resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Set<(event: CdpEvent) => void>();
  let last = 0;
  let gone = false;
  const parts: Buffer[] = [];

  const receive = (text: string) => {
    const message = JSON.parse(text) as Answer;
    if (message.id === undefined) {
      const event = { method: message.method ?? '', params: message.params ?? {}, session: message.sessionId };
      for (const listener of [...listeners]) listener(event);
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) asked?.resolve(message.result);
    else asked?.reject(new Error(`${asked.method}: ${message.error.message}`));
  };

  output.on('data', (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      parts.push(chunk.subarray(start, end));
      const text = Buffer.concat(parts).toString('utf8');
      parts.length = 0;
      start = end + 1;
      receive(text);
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  });

  const broken = () => {
    if (gone) return;
    gone = true;
    for (const { reject } of waiting.values()) reject(new Error('Chromium has gone'));
    waiting.clear();
  };
  // A broken pipe is how Chromium's end shows: the same as closing.
  for (const stream of [input, output]) stream.on('close', broken).on('error', broken);

  return {
    send<T>(method: string, params: Params = {}, session?: string) {
      return new Promise<T>((resolve, reject) => {
        if (gone) return reject(new Error('Chromium has gone'));
        const id = ++last;
        waiting.set(id, { method, resolve: (value) => resolve(value as T), reject });
        input.write(`${JSON.stringify({ id, method, params, ...(session === undefined ? {} : { sessionId: session }) })}\0`);
      });
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
