// XEP-0012 Last Activity, version 2.0: when somebody who is not there was last there, as their server tells those who may see them.
// Kith does not answer it: who may know hears of an untouched device with its presence (XEP-0319).
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';

export const NS = 'jabber:iq:last';

/** Seconds ago. */
export function readLast(query: Element | undefined): number | undefined {
  const seconds = query?.attrs.seconds ?? '';
  return /^\d{1,10}$/.test(seconds) ? Number(seconds) : undefined;
}

export function lastActivity(session: Session) {
  return {
    /** Of a bare JID (4); 0 while somebody is there. Rejects like Session.request. */
    async of(address: string): Promise<number | undefined> {
      const result = await session.request({ type: 'get', to: address, child: xml('query', { xmlns: NS }) });
      return readLast(result.getChild('query', NS));
    },
  };
}
