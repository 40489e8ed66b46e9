// XEP-0319 Last User Interaction in Presence, version 1.0.2: since when nobody has touched this device.
import { type Element, xml } from '../core/xml.ts';
import { readTime } from './0203-delay.ts';

export const NS = 'urn:xmpp:idle:1';

/** `since`: ms since the epoch. */
export function writeIdle(since: number): Element {
  return xml('idle', { xmlns: NS, since: new Date(since).toISOString() });
}

/** ms since the epoch; undefined: somebody is there, or it does not say. */
export function readIdle(presence: Element): number | undefined {
  return readTime(presence.getChild('idle', NS)?.attrs.since);
}
