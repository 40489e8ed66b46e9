// XEP-0184 Message Delivery Receipts, version 1.4.0: asking whether a message reached a device, and answering that it did.
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';
import { writeStore } from './0334-hints.ts';

export const NS = 'urn:xmpp:receipts';

/** The author wants a receipt; without an id (5.4) there is nothing it could name. An answer never asks (5.4 "Ack Messages"). */
export function readReceiptAsked(message: Element): boolean {
  return message.getChild('request', NS) !== undefined && message.getChild('received', NS) === undefined && !!message.attrs.id;
}

/** The id of the message that arrived. */
export function readReceipt(message: Element): string | undefined {
  return message.getChild('received', NS)?.attrs.id || undefined;
}

export function writeReceiptAsked(): Element {
  return xml('request', { xmlns: NS });
}

export function receipts(session: Session) {
  session.advertise(NS);
  return {
    /** To the bare address, so that all devices of the author learn it. */
    tell: (to: string, id: string): boolean =>
      session.send(xml('message', { type: 'chat', to }, xml('received', { xmlns: NS, id }), writeStore())),
  };
}
