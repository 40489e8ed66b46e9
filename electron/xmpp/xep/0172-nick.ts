// XEP-0172 User Nickname, version 1.1: what somebody wants to be called. Anybody can say anything there: it proves nothing.
import { personName } from '../../../shared/person-name.ts';
import { type Signal, signal } from '../../../shared/signal.ts';
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';
import type { Item } from './0060-pubsub.ts';
import { following } from './0163-pep.ts';

export const NS = 'http://jabber.org/protocol/nick';

/** As it was sent; '' for none. Undefined for what is no nickname. */
export function readNick(payload: Element): string | undefined {
  return payload.is('nick', NS) ? payload.text() : undefined;
}

export function writeNick(nickname: string): Element {
  return xml('nick', { xmlns: NS }, nickname);
}

/** What somebody calls themselves who asks for something (4.1), fit to be shown; '' for nothing. */
export function nicknameIn(stanza: Element): string {
  return personName(stanza.getChildText('nick', NS) ?? '');
}

/** For one's own node, which holds one. */
export function nickItem(nickname: string): Item {
  return { id: 'current', payload: writeNick(nickname) };
}

export interface HeardNick {
  /** Bare JID. */
  readonly address: string;
  readonly nickname: string;
  /** Of what says it. */
  readonly id: string;
}

export interface TakenNick {
  /** Bare JID. */
  readonly address: string;
  /** Of what said it, or whatever they said. */
  readonly ids: readonly string[] | 'all';
}

export function nicknames(session: Session) {
  const changed: Signal<HeardNick> = signal<HeardNick>();
  const taken: Signal<TakenNick> = signal<TakenNick>();
  following(session, NS).on(({ address, items, taken: ids }) => {
    const last = items.at(-1);
    const nickname = last && readNick(last.payload);
    if (last !== undefined && nickname !== undefined) changed.emit({ address, nickname, id: last.id });
    if (ids !== undefined) taken.emit({ address, ids });
  });
  return { changed, taken };
}
