// XEP-0393 Message Styling, version 1.1.1: says that Kith shows it, and whether an author wants none (6); how it looks is the page's
// (renderer/components/styling.ts).
import type { Session } from '../core/session.ts';
import type { Element } from '../core/xml.ts';

export const NS = 'urn:xmpp:styling:0';

export function readUnstyled(message: Element): boolean {
  return message.getChild('unstyled', NS) !== undefined;
}

export function styling(session: Session): void {
  // 4: a client that styles must say so.
  session.advertise(NS);
}
