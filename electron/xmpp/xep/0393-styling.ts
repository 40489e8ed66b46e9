// XEP-0393 Message Styling, version 1.1.1: says that Kith shows it; how it looks is the page's (renderer/components/styling.ts).
import type { Session } from '../core/session.ts';

export const NS = 'urn:xmpp:styling:0';

export function styling(session: Session): void {
  // 4: a client that styles must say so.
  session.advertise(NS);
}
