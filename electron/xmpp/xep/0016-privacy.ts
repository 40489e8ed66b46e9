// XEP-0016 Privacy Lists, version 1.7: keeping people away on servers that know no blocking (XEP-0191), and on no others.
// Only whole denials of an address are Kith's business; whatever else another client put into the list stays as it is.
import { bareJid, sameJid } from '../../../shared/jid.ts';
import { signal } from '../../../shared/signal.ts';
import type { Session } from '../core/session.ts';
import { type Element, StanzaError, xml } from '../core/xml.ts';

export const NS = 'jabber:iq:privacy';
/** Of the list where there is none. */
const NAME = 'kith';

interface List {
  /** Undefined: none is in force. */
  readonly name: string | undefined;
  /** In their order. */
  readonly items: readonly Element[];
}

/** What an item keeps away altogether: a person or a whole server, by bare address. */
export function deniedBy(item: Element): string | undefined {
  const { type, action, value } = item.attrs;
  return type === 'jid' && action === 'deny' && !item.children.some((child) => typeof child !== 'string')
    ? bareJid(value ?? '')
    : undefined;
}

export function privacyLists(session: Session) {
  /** The lists are others than before. */
  const changed = signal<void>();

  session.answer('set', 'query', NS, (iq) => {
    // 2.9: it comes from the account's own server in the account's name.
    if (iq.attrs.from !== undefined && !sameJid(iq.attrs.from, session.address)) throw new StanzaError('service-unavailable');
    changed.emit();
    return undefined;
  });

  const ask = async (type: 'get' | 'set', child?: Element): Promise<Element | undefined> =>
    (await session.request({ type, child: xml('query', { xmlns: NS }, child) })).getChild('query', NS);

  /** The list that holds for every device (2.4). */
  async function inForce(): Promise<List> {
    const name = (await ask('get'))?.getChild('default')?.attrs.name;
    if (name === undefined) return { name, items: [] };
    const list = (await ask('get', xml('list', { name })))?.getChild('list');
    const order = ({ attrs }: Element) => Number(attrs.order ?? 0);
    return { name, items: (list?.getChildren('item') ?? []).toSorted((a, b) => order(a) - order(b)) };
  }

  async function store(name: string, items: readonly Element[]): Promise<void> {
    for (const [index, item] of items.entries()) item.attrs.order = String(index + 1);
    await ask('set', xml('list', { name }, ...items));
  }

  return {
    changed,
    async fetch(): Promise<readonly string[]> {
      return (await inForce()).items.flatMap((item) => deniedBy(item) ?? []);
    },
    async block(address: string): Promise<void> {
      const { name, items } = await inForce();
      // The first that fits decides (2.1).
      const others = items.filter((item) => deniedBy(item) !== address);
      await store(name ?? NAME, [xml('item', { type: 'jid', value: address, action: 'deny' }), ...others]);
      if (name === undefined) await ask('set', xml('default', { name: NAME }));
    },
    async unblock(addresses: readonly string[]): Promise<void> {
      const { name, items } = await inForce();
      if (name === undefined) return;
      const rest = items.filter((item) => !addresses.includes(deniedBy(item) ?? ''));
      if (rest.length > 0) return store(name, rest);
      // A list may not be empty (2.3): it is put out of force, then away.
      await ask('set', xml('default', {}));
      await ask('set', xml('list', { name }));
    },
  };
}
