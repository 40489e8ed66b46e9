// HTTPS to a host that proves itself, for what is found on the web: a small text, bounded in time and size and without any word about the
// person, or a connection to go on with.
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { ConnectError } from './connect-error.ts';
import { directly, first, type Network, within } from './network.ts';
import { isPrivate } from './private-networks.ts';
import { abortable } from './ready.ts';
import { makeResolver } from './resolve.ts';
import { secure, type TlsOptions } from './tls.ts';

export interface WebOptions extends Pick<TlsOptions, 'authorities' | 'pin'> {
  /** How to get there; directly unless told. */
  readonly network?: Network | undefined;
  readonly signal?: AbortSignal;
  /** ms: for a text in all, for a connection with its TLS. */
  readonly timeout: number;
}

const MOST_BYTES = 64 * 1024;
const MOST_REDIRECTS = 3;

/** TLS with the URL's host; the certificate has to be its own. `foreign`: it was not we who chose it. */
export async function connectTo({ hostname, port }: URL, options: WebOptions, foreign = false): Promise<TLSSocket> {
  const { network = directly(makeResolver(), { dialTimeout: options.timeout }), timeout, authorities, pin } = options;
  const signal = options.signal ?? AbortSignal.timeout(timeout);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (foreign && isPrivate(host)) throw new ConnectError('not-xmpp', `sent on to ${host}`);
  const ways = await abortable(network.ways(host, foreign), signal);
  const attempts = ways.map((way) => (stop: AbortSignal) => way(port === '' ? 443 : Number(port), stop));
  const socket = await first(attempts, { signal, discard: (late) => late.destroy() });
  const proving = { domain: host, authorities, ...(pin === undefined ? {} : { pin }), protocols: ['http/1.1'] };
  return secure(socket, { ...proving, signal, timeout });
}

/**
 * The text behind an https: address, undefined when there is none. Follows redirects as long as they stay with HTTPS and do not lead to a
 * neighbour of ours. Rejects when it is too long, not in time, not proven, or no UTF-8.
 */
export function readText(address: URL, options: WebOptions): Promise<string | undefined> {
  return within(options.timeout, options.signal, async (signal) => {
    let url = address;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      if (url.protocol !== 'https:' || url.username !== '' || url.password !== '')
        throw new ConnectError('not-xmpp', `${url.protocol}//${url.host} is not asked`);
      const socket = await connectTo(url, { ...options, signal }, url.host !== address.host);
      try {
        const answer = await ask(url, socket, signal);
        const { statusCode = 0, headers } = answer;
        if (statusCode === 200) return await readBody(answer, signal);
        if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined;
        if (headers.location === undefined || !URL.canParse(headers.location, url))
          throw new ConnectError('not-xmpp', `${url.href} leads nowhere`);
        url = new URL(headers.location, url);
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        socket.destroy();
      }
    }
    throw new ConnectError('not-xmpp', `more than ${MOST_REDIRECTS} redirects from ${address.href}`);
  });
}

function ask(url: URL, socket: TLSSocket, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'application/xrd+xml, application/json, text/plain;q=0.5, */*;q=0.1', connection: 'close' };
    request(url, { createConnection: () => socket, headers, signal })
      .once('response', resolve)
      .on('error', reject)
      .end();
  });
}

async function readBody(answer: IncomingMessage, signal: AbortSignal): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer) {
    signal.throwIfAborted();
    parts.push(part as Buffer);
    bytes += (part as Buffer).length;
    if (bytes > MOST_BYTES) throw new ConnectError('not-xmpp', `more than ${MOST_BYTES} bytes`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch (error) {
    throw new ConnectError('not-xmpp', error instanceof Error ? error.message : String(error));
  }
}
