// XEP-0092 Software Version, version 1.1: which program this is, unless the person keeps it to themselves. Never the system it runs on (5).
import type { Session } from '../core/session.ts';
import { StanzaError, xml } from '../core/xml.ts';

export const NS = 'jabber:iq:version';

export function version(session: Session, { number, told }: { readonly number: string; readonly told: () => boolean }): void {
  session.advertise(NS, told);
  session.answer('get', 'query', NS, () => {
    if (!told()) throw new StanzaError('service-unavailable');
    return xml('query', { xmlns: NS }, xml('name', {}, 'Kith'), xml('version', {}, number));
  });
}
