// XEP-0060 Publish-Subscribe, version 1.30.0: as much of it as personal eventing needs: reading items, publishing one, making and configuring
// a node, and events.
import type { Session } from '../core/session.ts';
import { type Element, StanzaError, xml } from '../core/xml.ts';

export const NS = 'http://jabber.org/protocol/pubsub';
const NS_OWNER = `${NS}#owner`;
const NS_EVENT = `${NS}#event`;
export const NS_PUBLISH_OPTIONS = `${NS}#publish-options`;
const NS_CONFIG = `${NS}#node_config`;

export interface Item {
  readonly id: string;
  readonly payload: Element;
  /** Who put it there, where the server says so (12.12). */
  readonly publisher?: string;
}

/** Fields of a node's configuration, without the 'pubsub#' before their names. */
export type NodeConfig = Readonly<Record<string, string>>;

/** The items of an event about `node`; undefined when it is about something else. */
export function readEvent(message: Element, node: string): readonly Item[] | undefined {
  const items = message.getChild('event', NS_EVENT)?.getChild('items', NS_EVENT);
  return items?.attrs.node === node ? readItems(items) : undefined;
}

/** What an event says is no longer at `node`: these items (7.2.2), or all of them (8.4.2, 8.5.2); undefined when it says no such thing. */
export function readTaken(message: Element, node: string): readonly string[] | 'all' | undefined {
  const event = message.getChild('event', NS_EVENT);
  if (['delete', 'purge'].some((name) => event?.getChild(name, NS_EVENT)?.attrs.node === node)) return 'all';
  const items = event?.getChild('items', NS_EVENT);
  if (items?.attrs.node !== node) return undefined;
  const ids = items.getChildren('retract', NS_EVENT).flatMap(({ attrs }) => attrs.id ?? []);
  return ids.length > 0 ? ids : undefined;
}

/** Those with an id and something in them. */
export function readItems(items: Element): readonly Item[] {
  return items.getChildElements().flatMap((item) => {
    const [payload] = item.getChildElements();
    const { id, publisher } = item.attrs;
    return item.is('item') && id && payload !== undefined ? [{ id, payload, ...(publisher === undefined ? {} : { publisher }) }] : [];
  });
}

export function pubsub(session: Session) {
  const set = (child: Element) => session.request({ type: 'set', child });
  const form = (type: string, config: NodeConfig): Element =>
    xml(
      'x',
      { xmlns: 'jabber:x:data', type: 'submit' },
      field('FORM_TYPE', type, 'hidden'),
      ...Object.entries(config).map(([name, value]) => field(`pubsub#${name}`, value)),
    );

  return {
    /** All of the account's own node, or of somebody's, or the one with this id; none when there is no such node. */
    async items(node: string, from: { readonly address?: string; readonly id?: string } = {}): Promise<readonly Item[]> {
      const { address, id } = from;
      const items = xml('items', { node }, id !== undefined && xml('item', { id }));
      try {
        const child = xml('pubsub', { xmlns: NS }, items);
        const result = await session.request({ type: 'get', child, ...(address === undefined ? {} : { to: address }) });
        const found = result.getChild('pubsub', NS)?.getChild('items', NS);
        return found?.attrs.node === node ? readItems(found) : [];
      } catch (error) {
        if (error instanceof StanzaError && error.condition === 'item-not-found') return [];
        throw error;
      }
    },
    /** `options`: what the node has to be like (7.1.5); a server that knows them makes it so, or refuses. */
    async publish(node: string, item: Item, options?: NodeConfig): Promise<void> {
      const publish = xml('publish', { node }, xml('item', { id: item.id }, item.payload));
      await set(
        xml('pubsub', { xmlns: NS }, publish, options !== undefined && xml('publish-options', {}, form(NS_PUBLISH_OPTIONS, options))),
      );
    },
    create: (node: string, config: NodeConfig) =>
      set(xml('pubsub', { xmlns: NS }, xml('create', { node }), xml('configure', {}, form(NS_CONFIG, config)))),
    configure: (node: string, config: NodeConfig) =>
      set(xml('pubsub', { xmlns: NS_OWNER }, xml('configure', { node }, form(NS_CONFIG, config)))),
    /** How the account's own node is configured: the fields it has. */
    async configuration(node: string): Promise<NodeConfig> {
      const result = await session.request({ type: 'get', child: xml('pubsub', { xmlns: NS_OWNER }, xml('configure', { node })) });
      const fields = result
        .getChild('pubsub', NS_OWNER)
        ?.getChild('configure', NS_OWNER)
        ?.getChild('x', 'jabber:x:data')
        ?.getChildren('field');
      const known = fields?.flatMap((each) =>
        each.attrs.var?.startsWith('pubsub#') ? [[each.attrs.var.slice(7), each.getChildText('value') ?? '']] : [],
      );
      return Object.fromEntries(known ?? []) as NodeConfig;
    },
  };
}

export type PubSub = ReturnType<typeof pubsub>;

function field(name: string, value: string, type?: string): Element {
  return xml('field', { var: name, type }, xml('value', {}, value));
}
