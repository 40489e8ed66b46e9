// XMPP over WebSocket (RFC 7395), for networks that let nothing but the web through: where the domain's host-meta says (XEP-0156).
import { createWebSocketStream, WebSocket } from 'ws';
import type { Greeting } from './carrier.ts';
import { ConnectError, mostTelling } from './connect-error.ts';
import { findWebSockets, usable } from './host-meta.ts';
import { within } from './network.ts';
import { asAttempt, Elsewhere } from './stream-failure.ts';
import { connectTo, type WebOptions } from './web.ts';

/** More than the parser takes, so that it is the one to refuse. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_REDIRECTS = 2;

export interface WebSocketOptions extends WebOptions {
  readonly signal: AbortSignal;
  /** In its ASCII form. */
  readonly domain: string;
  /** Told of each that did not do. */
  readonly failed: (url: URL, error: unknown) => void;
}

/** Rejects with ConnectError or the signal's reason; undefined when the domain offers no WebSocket. */
export async function reachWebSocket<T>(options: WebSocketOptions, greeting: Greeting<T>): Promise<T | undefined> {
  const errors: unknown[] = [];
  for (const url of await findWebSockets(options.domain, options)) {
    try {
      return await greetAt(url, options, greeting, MOST_REDIRECTS);
    } catch (error) {
      options.signal.throwIfAborted();
      errors.push(asAttempt(error));
      options.failed(url, errors.at(-1));
    }
  }
  if (errors.length === 0) return undefined;
  throw mostTelling(errors);
}

async function greetAt<T>(url: URL, options: WebSocketOptions, greeting: Greeting<T>, redirects: number): Promise<T> {
  try {
    return await within(options.timeout, options.signal, async (signal) => {
      const socket = await connectTo(url, { ...options, signal });
      const websocket = await open(url, socket, signal);
      const frames = createWebSocketStream(websocket, { readableObjectMode: true, decodeStrings: false });
      return greeting.greet({ socket, secure: true, frames, host: url.hostname, port: Number(url.port || 443) }, signal);
    });
  } catch (error) {
    // RFC 7395 3.6.1: never to where it would be less safe.
    const [elsewhere] = error instanceof Elsewhere ? usable(error.uri) : [];
    if (elsewhere === undefined || redirects === 0) throw error;
    return await greetAt(new URL(elsewhere), options, greeting, redirects - 1);
  }
}

/** The socket is destroyed when this rejects. */
function open(url: URL, socket: Awaited<ReturnType<typeof connectTo>>, signal: AbortSignal): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const websocket = new WebSocket(url, 'xmpp', {
      createConnection: () => socket,
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload: MOST_BYTES,
    });
    const leave = () => fail(signal.reason);
    const settle = () => {
      signal.removeEventListener('abort', leave);
      // A websocket given up still has something to say.
      websocket
        .off('open', succeed)
        .off('error', refuse)
        .on('error', () => undefined);
    };
    const fail = (error: unknown) => {
      settle();
      socket.destroy();
      reject(error);
    };
    const succeed = () => {
      settle();
      resolve(websocket);
    };
    const refuse = (error: Error) => fail(new ConnectError('not-xmpp', `${url.host}: ${error.message}`));
    websocket.on('open', succeed).on('error', refuse);
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
  });
}
