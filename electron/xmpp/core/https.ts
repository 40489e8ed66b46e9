// A small text over HTTPS: verified like any connection of Kith's, bounded in time and size, without cookies or any other word about the person.

import { lookup } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Network } from './network.ts';
import { connectTo } from './web.ts';

export interface HttpsOptions {
  /** PEM certificates trusted to vouch for servers. */
  readonly authorities: readonly string[];
  /** Bytes; more is a failure. */
  readonly most: number;
  /** ms for everything. */
  readonly timeout: number;
  /** How to get there, where it is not directly: nothing is then asked of the DNS here. */
  readonly network?: Network | undefined;
}

const MOST_REDIRECTS = 3;

/** Where only neighbours are: nothing outside may send us there. */
const PRIVATE = privateNetworks();

/** The text behind an https: address. Rejects when it is not there (any status but 200), not in time, or not proven. */
export async function httpsText(address: string, options: HttpsOptions): Promise<string> {
  const signal = AbortSignal.timeout(options.timeout);
  const first = new URL(address);
  let url = first;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const response = await get(url, { ...options, elsewhere: url.host !== first.host, signal });
    if (response.statusCode === 200) return read(response, options.most, signal);
    response.destroy();
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0) || location === undefined)
      throw new Error(`${url.host} answered with ${response.statusCode}`);
    url = new URL(location, url);
  }
  throw new Error(`more than ${MOST_REDIRECTS} redirects from ${address}`);
}

interface Hop extends Pick<HttpsOptions, 'authorities' | 'timeout' | 'network'> {
  /** Not where we were told to ask first. */
  readonly elsewhere: boolean;
  readonly signal: AbortSignal;
}

async function get(url: URL, { authorities, elsewhere, signal, timeout, network }: Hop): Promise<IncomingMessage> {
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') throw new Error(`${url.protocol}//${url.host} is not asked`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (elsewhere && isPrivate(host)) throw new Error(`redirected to ${host}`);
  // RFC 7686 2.
  if (network === undefined && host.endsWith('.onion')) throw new Error(`${host} is in the Tor network`);
  const socket = network && (await connectTo(url, { network, signal, timeout, authorities }));
  const direct = { agent: false, ca: [...authorities], minVersion: 'TLSv1.2' as const, ...(elsewhere ? { lookup: lookupPublic } : {}) };
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      headers: { accept: 'application/json, text/plain;q=0.5', connection: 'close' },
      signal,
      ...(socket === undefined ? direct : { createConnection: () => socket }),
    });
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.end();
  });
}

async function read(response: IncomingMessage, most: number, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.iterator({ destroyOnReturn: true })) {
    signal.throwIfAborted();
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > most) throw new Error(`more than ${most} bytes`);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

/** Of the addresses of a name only those that are not private: what a look-up says a moment later may be another. */
const lookupPublic: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const open = error ? [] : addresses.filter(({ address }) => !isPrivate(address));
    const [first] = open;
    if (first === undefined) done(error ?? Object.assign(new Error(`redirected to ${host}`), { code: 'EACCES' }), '', 0);
    else if (options.all === true) done(null, open);
    else done(null, first.address, first.family);
  });
};

function isPrivate(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function privateNetworks(): BlockList {
  const list = new BlockList();
  const four = [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '224.0.0.0/3',
  ];
  const six = ['::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8'];
  for (const each of [...four, ...six]) {
    const [net = '', bits] = each.split('/');
    list.addSubnet(net, Number(bits), net.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
