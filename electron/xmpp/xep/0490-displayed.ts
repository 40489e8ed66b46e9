// XEP-0490 Message Displayed Synchronization, version 1.0.1: how far each chat was read, for the account's own devices alone.
import { bareJid, sameJid } from '../../../shared/jid.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';
import type { Item } from './0060-pubsub.ts';
import type { PrivateNode } from './0163-pep.ts';
import { NS as NS_IDS, readStanzaId } from './0359-ids.ts';

export const NS = 'urn:xmpp:mds:displayed:0';

export interface Displayed {
  /** Bare JID of the chat. */
  readonly chat: string;
  /** The newest message that was read, as the account's own archive calls it. */
  readonly archiveId: string;
}

/** `own`: whose ids count (3.1). Of several in one item none can be believed. */
export function readDisplayedItem({ id, payload }: Item, own: string): Displayed | undefined {
  const chat = bareJid(id);
  const archiveId = payload.is('displayed', NS) ? readStanzaId(payload, own) : undefined;
  return chat === undefined || !sameJid(chat, id) || archiveId === undefined ? undefined : { chat, archiveId };
}

export function writeDisplayedItem({ chat, archiveId }: Displayed, own: string): Item {
  const payload: Element = xml('displayed', { xmlns: NS }, xml('stanza-id', { xmlns: NS_IDS, by: own, id: archiveId }));
  return { id: chat, payload };
}

export function displayedSync(session: Session, privateNode: (node: string) => PrivateNode) {
  const node = privateNode(NS);
  const changed: Signal<readonly Displayed[]> = signal<readonly Displayed[]>();
  const read = (items: readonly Item[]) => items.flatMap((item) => readDisplayedItem(item, session.address) ?? []);
  node.changed.on((items) => {
    const known = read(items);
    if (known.length > 0) changed.emit(known);
  });
  return {
    changed,
    all: async (): Promise<readonly Displayed[]> => read(await node.items()),
    publish: (displayed: Displayed): Promise<void> => node.publish(writeDisplayedItem(displayed, session.address)),
  };
}
