// HTTPS to a host that proves itself, for what is found on the web: one GET, bounded in time and size, or a connection to go on with.
import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { ConnectError } from './connect-error.ts';
import { first, type Network } from './network.ts';
import { abortable } from './ready.ts';
import { secure, type TlsOptions } from './tls.ts';

export interface WebOptions extends Pick<TlsOptions, 'authorities' | 'pin'> {
  readonly network: Network;
  readonly signal: AbortSignal;
  /** ms for one connection, TLS included. */
  readonly timeout: number;
}

const MOST_BYTES = 64 * 1024;
const MOST_REDIRECTS = 3;

/** TLS with the URL's host; the certificate has to be its own. */
export async function connectTo({ hostname, port }: URL, options: WebOptions): Promise<TLSSocket> {
  const { network, signal, timeout, authorities, pin } = options;
  const ways = await abortable(network.ways(hostname), signal);
  const attempts = ways.map((way) => (stop: AbortSignal) => way(port === '' ? 443 : Number(port), stop));
  const socket = await first(attempts, { signal, discard: (late) => late.destroy() });
  const proving = { domain: hostname, authorities, ...(pin === undefined ? {} : { pin }), protocols: ['http/1.1'] };
  return secure(socket, { ...proving, signal, timeout });
}

/** The body, or undefined when there is no such document. Follows redirects as long as they stay with HTTPS. */
export async function get(url: URL, options: WebOptions, redirects = MOST_REDIRECTS): Promise<string | undefined> {
  const socket = await connectTo(url, options);
  try {
    const answer = await ask(url, socket, options.signal);
    if (typeof answer !== 'object') return answer;
    if (redirects === 0 || answer.protocol !== 'https:') throw new ConnectError('not-xmpp', `${url.href} leads to ${answer.href}`);
    return await get(answer, options, redirects - 1);
  } finally {
    socket.destroy();
  }
}

/** The body, undefined, or where it is instead. */
function ask(url: URL, socket: TLSSocket, signal: AbortSignal): Promise<string | URL | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'application/xrd+xml, application/json, */*;q=0.1', connection: 'close' };
    const asked = request(url, { createConnection: () => socket, headers, signal }, (response) => {
      const { statusCode = 0, headers: answered } = response;
      if (statusCode >= 300 && statusCode < 400 && answered.location !== undefined)
        return URL.canParse(answered.location, url.href)
          ? resolve(new URL(answered.location, url.href))
          : reject(new ConnectError('not-xmpp', `${url.href} leads nowhere`));
      if (statusCode !== 200) return resolve(undefined);
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        parts.push(part);
        if (bytes > MOST_BYTES) response.destroy(new ConnectError('not-xmpp', `${url.href} is too long`));
      });
      response.on('error', reject).on('end', () => resolve(Buffer.concat(parts).toString()));
    });
    asked.on('error', reject).end();
  });
}
