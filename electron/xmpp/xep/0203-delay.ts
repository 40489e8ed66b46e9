// XEP-0203 Delayed Delivery, version 2.0, with the date profile of XEP-0082: when a message was really sent.
import { type Element, xml } from '../core/xml.ts';

export const NS = 'urn:xmpp:delay';

/** What leaves so long after it was written says when that was (XEP-0198 5), in ms: before, nobody would see a difference. */
const LATE = 30_000;

/** ms since the epoch, or undefined when it is no date between 1999 and 2999 (a year 1 or 99999 is a broken clock or malice). */
export function readTime(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) || time < 915_148_800_000 || time > 32_472_144_000_000 ? undefined : time;
}

/**
 * The stamp of an entity that is `trusted`; anybody else's is hearsay, and so is one nobody signed. Of several the last counts: servers add
 * theirs behind what the author wrote.
 */
export function readDelay(message: Element, trusted: (from: string) => boolean): number | undefined {
  const times = message.getChildren('delay', NS).flatMap(({ attrs: { from, stamp } }) => {
    const time = from !== undefined && trusted(from) ? readTime(stamp) : undefined;
    return time === undefined ? [] : [time];
  });
  return times.at(-1);
}

export function writeDelay(from: string, at: number): Element {
  return xml('delay', { xmlns: NS, from, stamp: new Date(at).toISOString() });
}

export const isLate = (at: number, now: number): boolean => now - at > LATE;

/** A stanza of ours that leaves again; `at`: when it left first. Only messages are anything to somebody who gets them late. */
export function leavesAgain(stanza: Element, from: string, at: number, now: number): Element {
  if (stanza.getName() !== 'message' || !isLate(at, now) || stanza.getChild('delay', NS) !== undefined) return stanza;
  return xml(stanza.name, stanza.attrs, ...stanza.children, writeDelay(from, at));
}
