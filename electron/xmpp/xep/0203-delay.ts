// XEP-0203 Delayed Delivery, version 2.0, with the date profile of XEP-0082: when a message was really sent.
import { parseJid } from '../../../shared/jid.ts';
import type { Element } from '../core/xml.ts';

export const NS = 'urn:xmpp:delay';

/** ms since the epoch, or undefined when it is no date between 1999 and 2999 (a year 1 or 99999 is a broken clock or malice). */
export function readTime(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) || time < 915_148_800_000 || time > 32_472_144_000_000 ? undefined : time;
}

/** The stamp that `trusted` (a domain or a bare JID) put on the message; anybody else's stamp is hearsay. */
export function readDelay(message: Element, trusted: (from: string | undefined) => boolean): number | undefined {
  for (const delay of message.getChildren('delay', NS)) {
    const { from, stamp } = delay.attrs;
    if (from !== undefined && parseJid(from, { tolerant: true }) === undefined) continue;
    const time = readTime(stamp);
    if (time !== undefined && trusted(from)) return time;
  }
  return undefined;
}
