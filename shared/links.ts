// Which links may be opened, and how: pure, so that one table of hostile addresses can test it.
import { NAME_LIMIT } from './contact.ts';
import { bareJid } from './jid.ts';

/** What a link inside Kith proposes (RFC 5122, XEP-0147): nothing of it happens before the person says so. */
export interface XmppLink {
  /** A bare JID. */
  readonly address: string;
  /** Into the contact list, rather than only writing. */
  readonly add?: true;
  /** For the contact. */
  readonly name?: string;
  /** For the message box. */
  readonly text?: string;
}

export type LinkTarget =
  | { readonly open: 'system'; readonly url: string }
  | ({ readonly open: 'address' } & XmppLink)
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
      return address === undefined ? { open: 'nothing', why: 'names no address' } : { open: 'address', address, ...xmppWish(text) };
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

/** The bare JID of an xmpp: URI (RFC 5122 2.2); its authority part and fragment are ignored. */
function xmppAddress(uri: string): string | undefined {
  const path = /^xmpp:(?:\/\/[^/?#]*\/)?([^?#]*)/i.exec(uri)?.[1];
  if (!path) return undefined;
  try {
    return bareJid(decodeURIComponent(path));
  } catch {
    return undefined;
  }
}

/** The query (RFC 5122 2.2; XEP-0147 5-6): who is only written to needs none. What cannot be read is not there. */
function xmppWish(uri: string): Omit<XmppLink, 'address'> {
  const [kind = '', ...pairs] = (/\?([^#]*)/.exec(uri)?.[1] ?? '').split(';');
  const given = new Map(pairs.map((pair) => [pair.split('=', 1)[0] ?? '', decoded(pair.slice(pair.indexOf('=') + 1))]));
  const text = given.get('body')?.replace(/[^\P{Cc}\n\t]/gu, '');
  const name = given
    .get('name')
    ?.replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, NAME_LIMIT);
  switch (kind.toLowerCase()) {
    case 'message':
      return text ? { text } : {};
    case 'roster':
    case 'subscribe':
      return { add: true, ...(name ? { name } : {}) };
    default:
      return {};
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
