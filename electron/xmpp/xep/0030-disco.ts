// XEP-0030 Service Discovery, version 2.5.0: what others can do (with the forms of XEP-0128), and answering what Kith can.
import type { Discovery } from '../../../shared/discovery.ts';
import type { Session } from '../core/session.ts';
import { type Element, StanzaError, xml } from '../core/xml.ts';
import { hasTable, NS as NS_FORMS, readForms } from './0004-data-forms.ts';

export const NS = 'http://jabber.org/protocol/disco#info';
export const NS_ITEMS = 'http://jabber.org/protocol/disco#items';

/** More children than any honest answer has. */
const MOST = 2000;
const MOST_ITEMS = 100;
/** Nodes under which Kith's own features were told lately (XEP-0390 5.1 asks for three sets of two). */
const MOST_NODES = 6;

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
    ...(children.every(isKnown) ? {} : { more: true }),
  };
}

function isKnown(child: Element): boolean {
  if (child.is('x', NS_FORMS)) return !hasTable(child);
  return child.is('identity', NS) || child.is('feature', NS);
}

function writeInfo({ identities, features }: Discovery, node: string | undefined): Element {
  return xml(
    'query',
    { xmlns: NS, node },
    ...identities.map(({ category, type, lang, name }) => xml('identity', { category, type, 'xml:lang': lang || undefined, name })),
    ...features.map((feature) => xml('feature', { var: feature })),
  );
}

export type Disco = ReturnType<typeof disco>;

export function disco(session: Session) {
  session.advertise(NS);

  const nodes = new Map<string, Discovery>();
  const own = (): Discovery => ({
    // The language said aloud: otherwise some add the stream's before they hash (XEP-0390 4.1), and some do not.
    identities: [{ category: 'client', type: 'pc', lang: 'en', name: 'Kith' }],
    features: session.features,
    forms: [],
  });

  session.answer('get', 'query', NS, (iq) => {
    const node = iq.getChild('query', NS)?.attrs.node;
    const info = node === undefined ? own() : nodes.get(node);
    // 3.2: an unknown node is item-not-found.
    if (info === undefined) throw new StanzaError('item-not-found');
    return writeInfo(info, node);
  });

  return {
    /** What Kith says of itself at the moment. */
    own,
    /** From now on this is also said at this node. */
    tellAt(node: string, info: Discovery): void {
      nodes.delete(node);
      nodes.set(node, info);
      for (const old of [...nodes.keys()].slice(0, -MOST_NODES)) nodes.delete(old);
    },
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
