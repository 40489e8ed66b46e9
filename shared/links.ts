// Which links may be opened, and how: pure, so that one table of hostile addresses can test it.
import { bareJid } from './jid.ts';

export type LinkTarget =
  | { readonly open: 'system'; readonly url: string }
  /** Inside Kith: a conversation with this bare JID (RFC 5122; nothing is ever sent or joined by a link). */
  | { readonly open: 'conversation'; readonly address: string }
  | { readonly open: 'nothing'; readonly why: string };

const LONGEST = 4096;

/** Decides about a link out of somebody's message. Only http, https, mailto and xmpp lead anywhere. */
export function linkTarget(text: string): LinkTarget {
  if (text.length > LONGEST) return { open: 'nothing', why: 'too long' };
  // Whatever the URL parser would silently strip or reinterpret is no honest link.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u0020\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\\]/u.test(text))
    return { open: 'nothing', why: 'unusual characters' };
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { open: 'nothing', why: 'not a link' };
  }
  switch (url.protocol) {
    case 'https:':
    case 'http:':
      if (url.username !== '' || url.password !== '') return { open: 'nothing', why: 'carries credentials' };
      if (!honestHost(text, url.hostname)) return { open: 'nothing', why: 'disguises its host' };
      return { open: 'system', url: url.href };
    case 'mailto:':
      if (!harmlessMail(url)) return { open: 'nothing', why: 'asks for more than a message' };
      return { open: 'system', url: url.href };
    case 'xmpp:': {
      const address = xmppAddress(text);
      return address === undefined ? { open: 'nothing', why: 'names no address' } : { open: 'conversation', address };
    }
    default:
      return { open: 'nothing', why: `scheme ${url.protocol}` };
  }
}

/** The parser reads `https:x`, `0x7f.1`, `%65vil.example` or full-width letters as hosts that do not stand there. */
function honestHost(text: string, hostname: string): boolean {
  const written = /^https?:\/\/(\[[^\]/?#]*\]|[^/?#:]+)(?::\d*)?(?:[/?#]|$)/i.exec(text)?.[1]?.toLowerCase();
  if (written === undefined) return false;
  return written === hostname || (/\P{ASCII}/u.test(written) && /(?:^|\.)xn--/.test(hostname));
}

/** Mail programs were made to attach files and to take forged header lines by such links (RFC 6068 7). */
function harmlessMail(url: URL): boolean {
  if (/%0[0ad]/i.test(url.pathname)) return false;
  return [...url.searchParams].every(
    ([name, value]) => /^(?:to|cc|bcc|subject|body)$/i.test(name) && (name.toLowerCase() === 'body' || !/\p{Cc}/u.test(value)),
  );
}

/** The bare JID of an xmpp: URI (RFC 5122 2.2); its authority part, query and fragment are ignored. */
function xmppAddress(uri: string): string | undefined {
  const path = /^xmpp:(?:\/\/[^/?#]*\/)?([^?#]*)/i.exec(uri)?.[1];
  if (!path) return undefined;
  try {
    return bareJid(decodeURIComponent(path));
  } catch {
    return undefined;
  }
}
