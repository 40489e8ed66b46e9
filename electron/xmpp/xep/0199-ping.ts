// XEP-0199 XMPP Ping, version 2.0.1: answering that somebody is there.
import type { Session } from '../core/session.ts';

export const NS = 'urn:xmpp:ping';

export function ping(session: Session): void {
  session.advertise(NS);
  session.answer('get', 'ping', NS, () => undefined);
}
