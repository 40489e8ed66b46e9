// XEP-0372 References, version 0.5.0: who is mentioned in a message, and where in its body. Other references are not read.
import { type CodePointRange, codePointLength, unitsBefore } from '../../../shared/code-points.ts';
import { bareJid } from '../../../shared/jid.ts';
import { apart, type Mention, MOST_MENTIONS, xmppUri } from '../../../shared/mention.ts';
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';

export const NS = 'urn:xmpp:reference:0';

/**
 * Who is mentioned in `body`, with places in what is left of it without the parts that were `cut` out. A mention whose range is not in the body
 * names somebody all the same; one of the parts that were cut out is not this message's.
 */
export function readMentions(message: Element, body: string | undefined, cut: readonly CodePointRange[] = []): readonly Mention[] {
  if (body === undefined) return [];
  // 3.4: with an anchor it is about another message.
  const references = message
    .getChildren('reference', NS)
    .filter(({ attrs }) => attrs.type === 'mention' && attrs.anchor === undefined)
    .slice(0, MOST_MENTIONS);
  if (references.length === 0) return [];
  const { all, outside } = unitsBefore(body, cut);
  const units = (counts: Uint32Array, at: number) => counts[at] ?? 0;
  const found = references.flatMap(({ attrs }): Mention[] => {
    const address = named(attrs.uri ?? '');
    if (address === undefined) return [];
    const [begin, end] = [count(attrs.begin), count(attrs.end)];
    if (!(begin < end && end < all.length)) return [{ from: 0, to: 0, address }];
    const [from, to] = [units(outside, begin), units(outside, end)];
    if (from === to) return [];
    const whole = to - from === units(all, end) - units(all, begin);
    return [whole ? { from, to, address } : { from: 0, to: 0, address }];
  });
  const standing = apart(found);
  const known = new Set(standing.map(({ address }) => address));
  const nowhere = new Set(found.map(({ address }) => address).filter((address) => !known.has(address)));
  return [...standing, ...[...nowhere].map((address) => ({ from: 0, to: 0, address }))];
}

/** For a body that is `text` behind `prefix`. */
export function writeMentions(mentions: readonly Mention[], text: string, prefix: string): readonly Element[] {
  const before = codePointLength(prefix);
  return mentions.map(({ from, to, address }) => {
    const uri = xmppUri(address);
    if (from === to) return xml('reference', { xmlns: NS, type: 'mention', uri });
    const begin = before + codePointLength(text.slice(0, from));
    return xml('reference', { xmlns: NS, type: 'mention', uri, begin, end: begin + codePointLength(text.slice(from, to)) });
  });
}

/** 3.2: a person's bare JID. With a resource it may be somebody in a room, whose own address it does not say. */
function named(uri: string): string | undefined {
  const path = /^xmpp:([^/?#]+)$/i.exec(uri)?.[1];
  if (path === undefined) return undefined;
  try {
    const address = decodeURIComponent(path);
    return address.includes('/') ? undefined : bareJid(address);
  } catch {
    return undefined;
  }
}

function count(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

export function references(session: Session): void {
  session.advertise(NS);
}
