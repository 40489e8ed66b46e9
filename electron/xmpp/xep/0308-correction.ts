// XEP-0308 Last Message Correction, version 1.2.1: a message in place of an earlier one.
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';

export const NS = 'urn:xmpp:message-correct:0';

/** The id of the message it replaces. */
export function readCorrection(message: Element): string | undefined {
  return message.getChild('replace', NS)?.attrs.id || undefined;
}

/** `id`: always the original's, also when it was corrected before (3). */
export function writeCorrection(id: string): Element {
  return xml('replace', { xmlns: NS, id });
}

export function corrections(session: Session): void {
  session.advertise(NS);
}
