// XEP-0333 Displayed Markers, version 1.0.0: asking whether a message was seen, and telling up to which one.
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';
import { writeStore } from './0334-hints.ts';

export const NS = 'urn:xmpp:chat-markers:0';

/** Without an id (4.1) there is nothing a marker could name. */
export function readMarkable(message: Element): boolean {
  return message.getChild('markable', NS) !== undefined && !!message.attrs.id;
}

/** The id of the newest message that was seen. */
export function readDisplayed(message: Element): string | undefined {
  return message.getChild('displayed', NS)?.attrs.id || undefined;
}

export function writeMarkable(): Element {
  return xml('markable', { xmlns: NS });
}

export function markers(session: Session) {
  session.advertise(NS);
  return {
    tell: (to: string, id: string): boolean =>
      session.send(xml('message', { type: 'chat', to }, xml('displayed', { xmlns: NS, id }), writeStore())),
  };
}
