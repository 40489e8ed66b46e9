// XEP-0156 Discovering Alternative XMPP Connection Methods, version 1.4.0: the domain's WebSockets, in its host-meta (RFC 6415).
// Fetched over HTTPS from the domain alone, whose certificate is what makes the addresses in it trustworthy.
import { makeParser } from './parser.ts';
import { readText, type WebOptions } from './web.ts';
import type { Element } from './xml.ts';

const WEBSOCKET = 'urn:xmpp:alt-connections:websocket';
const NS_XRD = 'http://docs.oasis-open.org/ns/xri/xrd-1.0';
const MOST = 4;

/** The wss: addresses a domain offers, in its ASCII form; none when it offers none. Rejects when it cannot be asked. */
export async function findWebSockets(domain: string, options: WebOptions): Promise<readonly URL[]> {
  const at = (name: string) => readText(new URL(`https://${domain}/.well-known/${name}`), options);
  const [xml, json] = await Promise.allSettled([at('host-meta'), at('host-meta.json')]);
  if (xml.status === 'rejected' && json.status === 'rejected') throw xml.reason;
  const found = [xml.status === 'fulfilled' ? readXrd(xml.value) : [], json.status === 'fulfilled' ? readJrd(json.value) : []].flat();
  return [...new Set(found)].slice(0, MOST).map((href) => new URL(href));
}

/** Links of the XML form; none when it is no such thing. */
export function readXrd(text = ''): readonly string[] {
  const links: Element[] = [];
  let sound = true;
  const parser = makeParser({
    onStart: (root) => {
      sound = root.is('XRD', NS_XRD);
    },
    onElement: (element) => links.push(element),
    onEnd: () => undefined,
    onFault: () => {
      sound = false;
    },
  });
  // Written by hand often enough: comments are no reason to stay outside.
  parser.write(Buffer.from(text.replace(/<!--[\s\S]*?-->/g, '').trim()));
  if (!sound) return [];
  return links.filter((link) => link.is('Link', NS_XRD) && link.attrs.rel === WEBSOCKET).flatMap(({ attrs }) => usable(attrs.href));
}

/** Links of the JSON form; none when it is no such thing. */
export function readJrd(text = ''): readonly string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  const links = typeof parsed === 'object' && parsed !== null && 'links' in parsed && Array.isArray(parsed.links) ? parsed.links : [];
  return links.flatMap((link: { rel?: unknown; href?: unknown } | null) => (link?.rel === WEBSOCKET ? usable(link.href) : []));
}

/** XEP-0156 3: wss: only. */
export function usable(href: unknown): readonly string[] {
  if (typeof href !== 'string' || href.length > 2000 || !URL.canParse(href)) return [];
  const { protocol, hostname, username } = new URL(href);
  return protocol === 'wss:' && hostname !== '' && username === '' ? [href] : [];
}
