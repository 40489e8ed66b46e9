// A person at an address: roster facts and live presence, as one row.
import type { Picture } from './picture.ts';

export type Availability = 'available' | 'chatty' | 'away' | 'extended-away' | 'busy' | 'offline';

export interface Presence {
  readonly availability: Availability;
  readonly status?: string;
  /** ms since the epoch since when nobody has touched their device. */
  readonly idleSince?: number;
}

/** What the account's people are told of the person. */
export interface OwnPresence {
  /** 'hidden': there, but offline for everybody the person did not except; see Settings.appearToContacts. */
  readonly availability: 'available' | 'away' | 'busy' | 'hidden';
  /** At most STATUS_LIMIT UTF-16 units; '' for none. */
  readonly status: string;
}

export const STATUS_LIMIT = 200;
/** Status texts remembered for the next time. */
export const RECENT_STATUSES = 5;

/** What can be found out about a person by asking. */
export interface Whereabouts {
  /** Minutes by which their clock is ahead of UTC; null when nobody says. */
  readonly east: number | null;
}

export interface Contact {
  /** `<account id> <bare JID>`. */
  readonly id: string;
  readonly account: string;
  readonly address: string;
  /** What to call them: the name the person gave, else their own word for themselves, else the local part of the address. */
  readonly name: string;
  /** In the roster (RFC 6121 2.1), or only known by a request or a message. */
  readonly listed: boolean;
  readonly subscription: 'none' | 'to' | 'from' | 'both';
  /** We asked to see their presence and wait for the answer. */
  readonly asked: boolean;
  /** They ask to see ours and wait for the person's answer; never answered by itself. */
  readonly request: boolean;
  /** What they call themselves as they ask: anybody's word, and no name to be shown in place of their address. */
  readonly claims?: string;
  /** They may see ours as soon as they ask (RFC 6121 3.4). */
  readonly approved: boolean;
  /** The name the person gave them. */
  readonly given?: string;
  readonly groups: readonly string[];
  /** What they call themselves. */
  readonly calls?: string;
  readonly picture?: Picture;
  /** ms since the epoch when they were last known to be there on this device's watch. */
  readonly lastSeen?: number;
  readonly presence: Presence;
}

export function contactId(account: string, address: string): string {
  return `${account} ${address}`;
}

/** Who sees when whom is online, and who asked: the nine states of RFC 6121 Appendix A. */
export type Seeing = 'none' | 'none-asked' | 'none-asks' | 'none-both-ask' | 'to' | 'to-asks' | 'from' | 'from-asked' | 'both';

export function seeingOf({ subscription, asked, request }: Pick<Contact, 'subscription' | 'asked' | 'request'>): Seeing {
  switch (subscription) {
    case 'none':
      return asked ? (request ? 'none-both-ask' : 'none-asked') : request ? 'none-asks' : 'none';
    case 'to':
      return request ? 'to-asks' : 'to';
    case 'from':
      return asked ? 'from-asked' : 'from';
    case 'both':
      return 'both';
  }
}

/** ask: to see when they are online. stop-seeing: that no longer, or the question is taken back. show: they may see, also before they ask. */
export type SeeingChange = 'ask' | 'stop-seeing' | 'show' | 'stop-showing';

/** People, or groups, to whom somebody hidden appears. */
export const MOST_EXCEPTED = 500;
export const NAME_LIMIT = 200;
/** Of what the person notes about somebody. */
export const NOTE_LIMIT = 10_000;
export const MOST_GROUPS = 50;
