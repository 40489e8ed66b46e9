// XEP-0186 Invisible Command, version 0.14.0: present for the server, and for whom it is told to, absent for everybody else.
import type { Session } from '../core/session.ts';
import { xml } from '../core/xml.ts';

export const NS = 'urn:xmpp:invisible:1';

export function invisible(session: Session) {
  return {
    /** For this session (2); the server asks for others' presence all the same. Rejects with StanzaError. */
    async hide(): Promise<void> {
      await session.request({ type: 'set', child: xml('invisible', { xmlns: NS, probe: 'true' }) });
    },
    /** Presence has to be told anew afterwards (4). Rejects with StanzaError. */
    async show(): Promise<void> {
      await session.request({ type: 'set', child: xml('visible', { xmlns: NS }) });
    },
  };
}
