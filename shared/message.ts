// A message as a row of a conversation.
import type { Mention } from './mention.ts';

export type MessageId = string;

/** Own messages: pending (stored here), sending (written to the stream), sent (the server has it), delivered, read, failed. Others': received. */
export type MessageState = 'pending' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'received';

/** A body longer than this many UTF-16 units travels on demand ('messages.body'). */
export const BODY_PREVIEW = 8000;

/** What the composer accepts, in UTF-16 units. */
export const BODY_LIMIT = 60000;

/** What servers commonly take in one stanza when they do not say (XEP-0478). */
export const STANZA_BYTES = 262_144;

/** What goes around a body: addresses, ids and the like. */
const ENVELOPE = 4000;

/** How many UTF-16 units at the end of `text` do not go into one message to a server that takes stanzas of `stanzaBytes`. */
export function excess(text: string, stanzaBytes: number): number {
  const room = stanzaBytes - ENVELOPE;
  // No character takes more than five bytes per unit ("&amp;").
  if (text.length <= BODY_LIMIT && text.length * 5 <= room) return 0;
  let bytes = 0;
  let fits = 0;
  for (const character of text) {
    bytes += character === '&' ? 5 : character === '<' || character === '>' ? 4 : utf8Length(character);
    if (bytes > room || fits + character.length > BODY_LIMIT) break;
    fits += character.length;
  }
  return text.length - fits;
}

function utf8Length(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

export interface Message {
  readonly id: MessageId;
  readonly conversation: string;
  readonly account: string;
  readonly direction: 'in' | 'out';
  /** Bare JID of the author. */
  readonly sender: string;
  /** ms since the epoch. */
  readonly sentAt: number;
  /** Sort key inside the conversation: greater is later. Not contiguous. */
  readonly position: number;
  /** At most BODY_PREVIEW units. */
  readonly body: string;
  /** Length of the whole body in UTF-16 units. */
  readonly length: number;
  readonly state: MessageState;
  /** ms since the epoch: when an own message first reached a device (XEP-0184), and when it was seen (XEP-0333). */
  readonly deliveredAt?: number;
  readonly readAt?: number;
  /** When its author last corrected it (XEP-0308); `body` is the corrected text. */
  readonly editedAt?: number;
  /** When its author took it back (XEP-0424); nothing of its text is left. */
  readonly retractedAt?: number;
  /** XEP-0444, in the order they came up; absent when there are none. */
  readonly reactions?: readonly Reaction[];
  /** The message it answers (XEP-0461). */
  readonly replyTo?: Quote;
  /** Who is mentioned in it (XEP-0372), never nobody. Places are those of the whole body. */
  readonly mentions?: readonly Mention[];
  /** Its author wants it shown as it is (XEP-0393 section 6). */
  readonly unstyled?: true;
  /** Only when state is 'failed'. */
  readonly failure?: {
    /** Defined condition of RFC 6120 8.3.3, or 'not-sent'. */
    readonly condition: string;
    /** The server's own words, plain text. */
    readonly text?: string;
  };
}

export interface Reaction {
  readonly emoji: string;
  /** Bare JIDs, never none. */
  readonly senders: readonly string[];
}

export interface Quote {
  /** Both absent while that message is not here. */
  readonly message?: MessageId;
  readonly position?: number;
  /** Bare JID of its author, as far as known. */
  readonly sender?: string;
  /** The beginning of its text; what the answer itself repeats of it while it is not here. */
  readonly text: string;
  readonly retracted?: true;
}

/** The other side's server did not take what the person said about a message. */
export interface Refusal {
  readonly account: string;
  readonly kind: 'correction' | 'retraction' | 'reactions';
  readonly address: string;
  /** The server's own words, plain text. */
  readonly words?: string;
}

/** What a corrected message said before. */
export interface Revision {
  readonly body: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** Ascending by position. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly earlier: boolean;
  readonly later: boolean;
}
