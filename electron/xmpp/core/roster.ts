// The contact list on the server: RFC 6121 2, with versioning (2.6).
import { bareJid, sameJid } from '../../../shared/jid.ts';
import { signal } from '../../../shared/signal.ts';
import type { Session } from './session.ts';
import { type Element, StanzaError, xml } from './xml.ts';

export const NS = 'jabber:iq:roster';
/** Among the stream's features: what is allowed ahead of being asked is kept (3.4). */
export const NS_APPROVAL = 'urn:xmpp:features:pre-approval';

export interface RosterItem {
  /** Bare JID. */
  readonly address: string;
  readonly name: string | undefined;
  readonly subscription: 'none' | 'to' | 'from' | 'both' | 'remove';
  /** We asked to see their presence and have no answer yet. */
  readonly asked: boolean;
  readonly groups: readonly string[];
  /** They may see the account's presence as soon as they ask (3.4). */
  readonly approved: boolean;
}

const SUBSCRIPTIONS = ['none', 'to', 'from', 'both', 'remove'] as const;

/** Reads one <item/>; undefined when it names no address. */
export function readItem(item: Element): RosterItem | undefined {
  const address = bareJid(item.attrs.jid ?? '');
  if (address === undefined) return undefined;
  return {
    address,
    name: item.attrs.name || undefined,
    subscription: SUBSCRIPTIONS.find((each) => each === item.attrs.subscription) ?? 'none',
    asked: item.attrs.ask === 'subscribe',
    groups: item.getChildren('group').map((group) => group.text()),
    approved: item.attrs.approved === 'true' || item.attrs.approved === '1',
  };
}

export function roster(session: Session) {
  const pushed = signal<{ readonly item: RosterItem; readonly version: string | undefined }>();

  session.answer('set', 'query', NS, (iq) => {
    // RFC 6121 2.1.6: only the account itself may push; anybody else is a forger.
    if (iq.attrs.from !== undefined && !sameJid(iq.attrs.from, session.address)) throw new StanzaError('service-unavailable');
    const query = iq.getChild('query', NS);
    const items = query?.getChildren('item') ?? [];
    const item = items.length === 1 && items[0] !== undefined ? readItem(items[0]) : undefined;
    if (item === undefined) throw new StanzaError('bad-request', 'modify');
    pushed.emit({ item, version: query?.attrs.ver });
    return undefined;
  });

  return {
    pushed,
    /** The whole list, or undefined when `version` is still the server's (2.6.3). */
    async fetch(
      version: string | undefined,
    ): Promise<{ readonly items: readonly RosterItem[]; readonly version: string | undefined } | undefined> {
      const result = await session.request({ type: 'get', child: xml('query', { xmlns: NS, ver: version ?? '' }) });
      const query = result.getChild('query', NS);
      if (query === undefined) return version === undefined ? { items: [], version: undefined } : undefined;
      const items = query.getChildren('item').flatMap((item) => readItem(item) ?? []);
      return { items, version: query.attrs.ver };
    },
    async set(address: string, name: string | undefined, groups: readonly string[] = []): Promise<void> {
      const item = xml('item', { jid: address, name }, ...groups.map((group) => xml('group', {}, group)));
      await session.request({ type: 'set', child: xml('query', { xmlns: NS }, item) });
    },
    /** Ends every subscription with them too (2.5.2). */
    async remove(address: string): Promise<void> {
      const item = xml('item', { jid: address, subscription: 'remove' });
      await session.request({ type: 'set', child: xml('query', { xmlns: NS }, item) });
    },
  };
}
