// XEP-0191 Blocking Command, version 1.3: the list of whom the server keeps away from the account.
import { formatJid, parseJid, sameJid } from '../../../shared/jid.ts';
import { signal } from '../../../shared/signal.ts';
import type { Session } from '../core/session.ts';
import { type Element, StanzaError, xml } from '../core/xml.ts';
import { type WrittenReport, writeReport } from './0377-reporting.ts';

export const NS = 'urn:xmpp:blocking';

export interface BlockChange {
  readonly what: 'block' | 'unblock';
  /** 'everybody' only with 'unblock': the list is empty again (3.5). */
  readonly addresses: readonly string[] | 'everybody';
}

/** The addresses of a list, prepared; what is none is left out. */
export function readAddresses(list: Element): readonly string[] {
  const addresses = list.getChildren('item').flatMap((item) => {
    const jid = parseJid(item.attrs.jid ?? '', { tolerant: true });
    return jid === undefined ? [] : formatJid(jid);
  });
  return [...new Set(addresses)];
}

/** Reads <block/> or <unblock/>; undefined when it names nobody. */
export function readChange(change: Element): BlockChange | undefined {
  const what = change.getName() === 'block' ? 'block' : 'unblock';
  if (what === 'unblock' && change.getChildren('item').length === 0) return { what, addresses: 'everybody' };
  const addresses = readAddresses(change);
  return addresses.length === 0 ? undefined : { what, addresses };
}

export function blocking(session: Session) {
  const pushed = signal<BlockChange>();

  for (const what of ['block', 'unblock'] as const) {
    session.answer('set', what, NS, (iq) => {
      // 3.3, 3.4: these come from the account's own server in the account's name; anybody else is a forger.
      if (iq.attrs.from !== undefined && !sameJid(iq.attrs.from, session.address)) throw new StanzaError('service-unavailable');
      const element = iq.getChild(what, NS);
      const change = element && readChange(element);
      if (change === undefined) throw new StanzaError('bad-request', 'modify');
      pushed.emit(change);
      return undefined;
    });
  }

  return {
    pushed,
    /** The whole list; from then on changes are pushed on this stream (3.2). */
    async fetch(): Promise<readonly string[]> {
      const result = await session.request({ type: 'get', child: xml('blocklist', { xmlns: NS }) });
      const list = result.getChild('blocklist', NS);
      return list === undefined ? [] : readAddresses(list);
    },
    async block(address: string, report?: WrittenReport): Promise<void> {
      const item = xml('item', { jid: address }, report && writeReport(report));
      await session.request({ type: 'set', child: xml('block', { xmlns: NS }, item) });
    },
    async unblock(addresses: readonly string[]): Promise<void> {
      // Without an item it would mean everybody (3.5).
      if (addresses.length === 0) return;
      const items = addresses.map((jid) => xml('item', { jid }));
      await session.request({ type: 'set', child: xml('unblock', { xmlns: NS }, ...items) });
    },
  };
}
