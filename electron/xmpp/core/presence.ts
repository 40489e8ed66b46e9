// Presence and presence subscriptions: RFC 6121 3 and 4.
import { parseJid, sameJid } from '../../../shared/jid.ts';
import { signal } from '../../../shared/signal.ts';
import { type Session, senderOf } from './session.ts';
import { type Element, xml } from './xml.ts';

export type Show = 'available' | 'chat' | 'away' | 'xa' | 'dnd';

/** What the account tells of itself; left out: available, without words (4.7.2). */
export interface OwnFact {
  readonly show?: Exclude<Show, 'available'>;
  readonly status?: string;
  /** Left out: 0. */
  readonly priority?: number;
}

export interface PresenceFact {
  /** Bare JID. */
  readonly address: string;
  /** Of the device; empty for a bare address. */
  readonly resource: string;
  /** Undefined: this device is gone. */
  readonly show: Show | undefined;
  readonly status: string | undefined;
  /** ms since the epoch since when nobody has touched the device. */
  readonly idleSince?: number | undefined;
  /** -128 to 127; of several devices the greatest counts (4.7.2.3). */
  readonly priority: number;
}

/** Reads a presence of no type or of type 'unavailable'. */
export function readPresence(stanza: Element, address: string): PresenceFact {
  const resource = parseJid(stanza.attrs.from ?? '', { tolerant: true })?.resource ?? '';
  const show = stanza.getChildText('show');
  const priority = Number.parseInt(stanza.getChildText('priority') ?? '0', 10);
  return {
    address,
    resource,
    show:
      stanza.attrs.type === 'unavailable'
        ? undefined
        : show === 'chat' || show === 'away' || show === 'xa' || show === 'dnd'
          ? show
          : 'available',
    status: stanza.getChildText('status')?.slice(0, 1000) || undefined,
    priority: Number.isNaN(priority) ? 0 : Math.max(-128, Math.min(127, priority)),
  };
}

/** Somebody asks to see the account's presence. */
export interface PresenceRequest {
  /** Bare JID. */
  readonly address: string;
  /** What they call themselves, fit to be shown; '' for nothing. */
  readonly nickname: string;
}

/** What extensions put into presence, and read in it. */
export interface PresenceParts {
  /** Into every presence of ours. */
  readonly extra: () => readonly Element[];
  /** Into a question to see somebody's. */
  readonly asking: () => readonly Element[];
  /** Since when a device is not touched. */
  readonly idleOf: (stanza: Element) => number | undefined;
  readonly nicknameOf: (stanza: Element) => string;
}

export function presence(session: Session, { extra, asking, idleOf, nicknameOf }: PresenceParts) {
  const changed = signal<PresenceFact>();
  /** Never answered by itself. */
  const requested = signal<PresenceRequest>();
  /** They no longer ask (3.1.6 has no word for it but 'unsubscribe'). */
  const withdrawn = signal<string>();

  session.onPresence((stanza) => {
    const address = senderOf(stanza, session);
    if (address === undefined) return;
    const { type } = stanza.attrs;
    if (type === undefined || type === 'unavailable') changed.emit({ ...readPresence(stanza, address), idleSince: idleOf(stanza) });
    else if (type === 'subscribe' && !sameJid(address, session.address)) requested.emit({ address, nickname: nicknameOf(stanza) });
    else if (type === 'unsubscribe') withdrawn.emit(address);
    // 'subscribed' and 'unsubscribed' change the roster, which is pushed (3.1.6); 'error' and 'probe' say nothing about a person.
  });

  return {
    changed,
    requested,
    withdrawn,
    /** See PresenceParts. */
    extra,
    /** `payload`: more than the usual; `to`: to nobody else (4.6). False when there is no stream. */
    announce({ show, status, priority = 0 }: OwnFact = {}, payload: readonly Element[] = [], to?: string): boolean {
      const words = [
        ...(show === undefined ? [] : [xml('show', {}, show)]),
        ...(status ? [xml('status', {}, status)] : []),
        ...(priority === 0 ? [] : [xml('priority', {}, String(priority))]),
      ];
      return session.send(xml('presence', to === undefined ? {} : { to }, ...words, ...payload, ...extra()));
    },
    /** This device is gone, for everybody or for one address. */
    leave: (to?: string): boolean => session.send(xml('presence', { type: 'unavailable', ...(to === undefined ? {} : { to }) })),
    subscribe: (address: string) => session.send(xml('presence', { type: 'subscribe', to: address }, ...asking())),
    /** No longer sees theirs, or takes the question back (3.3). */
    unsubscribe: (address: string) => session.send(xml('presence', { type: 'unsubscribe', to: address })),
    /** Also before they ask, where the server keeps that (3.4). */
    allow: (address: string) => session.send(xml('presence', { type: 'subscribed', to: address })),
    refuse: (address: string) => session.send(xml('presence', { type: 'unsubscribed', to: address })),
  };
}
