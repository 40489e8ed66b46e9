// XEP-0030 Service Discovery, version 2.5.0: what the server can do, and answering what Kith can.
import type { Session } from '../core/session.ts';
import { StanzaError, xml } from '../core/xml.ts';

export const NS = 'http://jabber.org/protocol/disco#info';

export function disco(session: Session) {
  session.advertise(NS);

  session.answer('get', 'query', NS, (iq) => {
    // 3.2: an unknown node is item-not-found; Kith has no nodes.
    const node = iq.getChild('query', NS)?.attrs.node;
    if (node !== undefined) throw new StanzaError('item-not-found');
    const features = session.features.map((feature) => xml('feature', { var: feature }));
    return xml('query', { xmlns: NS }, xml('identity', { category: 'client', type: 'pc', name: 'Kith' }), ...features);
  });

  return {
    /** The features of an entity; of the account itself when `to` is left out. */
    async features(to?: string): Promise<ReadonlySet<string>> {
      const result = await session.request({ type: 'get', ...(to === undefined ? {} : { to }), child: xml('query', { xmlns: NS }) });
      const query = result.getChild('query', NS);
      return new Set(query?.getChildren('feature').flatMap((feature) => feature.attrs.var ?? []) ?? []);
    },
  };
}
