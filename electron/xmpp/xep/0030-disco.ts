// XEP-0030 Service Discovery, version 2.5.0: what others can do (with the forms of XEP-0128), and answering what Kith can.
import type { Discovery } from '../../../shared/discovery.ts';
import type { Session } from '../core/session.ts';
import { type Element, StanzaError, xml } from '../core/xml.ts';
import { readForms } from './0004-data-forms.ts';

export const NS = 'http://jabber.org/protocol/disco#info';
export const NS_ITEMS = 'http://jabber.org/protocol/disco#items';

/** More children than any honest answer has. */
const MOST = 2000;
const MOST_ITEMS = 100;

/** Undefined for what is no answer, or too much of one to be kept. */
export function readInfo(query: Element | undefined): Discovery | undefined {
  const children = query?.getChildElements() ?? [];
  if (query === undefined || children.length > MOST) return undefined;
  return {
    identities: query.getChildren('identity', NS).map(({ attrs }) => ({
      category: attrs.category ?? '',
      type: attrs.type ?? '',
      lang: attrs['xml:lang'] ?? '',
      name: attrs.name ?? '',
    })),
    features: query.getChildren('feature', NS).flatMap((feature) => feature.attrs.var ?? []),
    forms: readForms(query),
  };
}

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
    /** What an address says about itself. Rejects like Session.request, and with 'not-acceptable' for an answer that is none. */
    async info(to: string, node?: string): Promise<Discovery> {
      const result = await session.request({ type: 'get', to, child: xml('query', { xmlns: NS, node }) });
      const info = readInfo(result.getChild('query', NS));
      if (info === undefined) throw new StanzaError('not-acceptable');
      return info;
    },
    /** Addresses that belong to this one, such as the services of a server. */
    async items(to: string): Promise<readonly string[]> {
      const result = await session.request({ type: 'get', to, child: xml('query', { xmlns: NS_ITEMS }) });
      const items = result.getChild('query', NS_ITEMS)?.getChildren('item', NS_ITEMS) ?? [];
      // Items with a node are parts of an address, not addresses.
      const addresses = items.flatMap(({ attrs }) => (attrs.jid !== undefined && attrs.node === undefined ? [attrs.jid] : []));
      return [...new Set(addresses)].slice(0, MOST_ITEMS);
    },
  };
}
