// A person at an address: roster facts and live presence, as one row.

export type Availability = 'available' | 'chatty' | 'away' | 'extended-away' | 'busy' | 'offline';

export interface Presence {
  readonly availability: Availability;
  readonly status?: string;
}

/** What the account's people are told of the person. */
export interface OwnPresence {
  readonly availability: 'available' | 'away' | 'busy';
  /** At most STATUS_LIMIT UTF-16 units; '' for none. */
  readonly status: string;
}

export const STATUS_LIMIT = 200;

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
  /** What to call them: roster name, else the local part of the address. */
  readonly name: string;
  /** In the roster (RFC 6121 2.1), or only known by a request or a message. */
  readonly listed: boolean;
  readonly subscription: 'none' | 'to' | 'from' | 'both';
  /** We asked to see their presence and wait for the answer. */
  readonly asked: boolean;
  /** They ask to see ours and wait for the person's answer; never answered by itself. */
  readonly request: boolean;
  readonly groups: readonly string[];
  /** ms since the epoch when they were last known to be there on this device's watch. */
  readonly lastSeen?: number;
  readonly presence: Presence;
}
