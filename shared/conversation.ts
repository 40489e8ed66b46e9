// A conversation as a row of the chat list.
import type { Mention } from './mention.ts';
import type { MessageState, Quote } from './message.ts';
import type { Picture } from './picture.ts';

export type ConversationId = string;

export interface Conversation {
  readonly id: ConversationId;
  readonly account: string;
  readonly kind: 'direct' | 'room';
  /** Bare JID of the other side. */
  readonly address: string;
  readonly title: string;
  readonly picture?: Picture;
  readonly unread: number;
  /** How many of these mention the person; absent when none do. */
  readonly mentions?: number;
  /** Position of the last message the person has read; 0 when none. */
  readonly readUpTo: number;
  /** Position of the first unread message. On a new device older ones lie between it and `readUpTo`: history that is no news. */
  readonly unreadFrom?: number;
  readonly draft: string;
  /** The message the draft answers. */
  readonly draftReply?: Quote;
  /** Whom it mentions. */
  readonly draftMentions?: readonly Mention[];
  /** Neither in the contact list nor ever written to: shown as a stranger. */
  readonly stranger: boolean;
  /** A stranger's first messages, not accepted yet: they lie among the requests, count nowhere and make no sound. */
  readonly request?: true;
  readonly typing: boolean;
  readonly pinned: boolean;
  /** Silent until then (ms since the epoch); 0: not muted; MUTED_ALWAYS: until unmuted. */
  readonly mutedUntil: number;
  /** Of a request: what they call themselves as they write; see Contact.claims. */
  readonly claims?: string;
  /** Put away from the list until somebody writes. */
  readonly archived: boolean;
  /** The person marked it as unread although nothing in it is. */
  readonly markedUnread: boolean;
  /** ms since the epoch: last message, else when the conversation was made. Chats are sorted by it, newest first. */
  readonly activeAt: number;
  /** Where the person left it, when that was not at its newest message. */
  readonly place?: LogPlace;
  readonly last?: {
    readonly preview: string;
    readonly sentAt: number;
    readonly direction: 'in' | 'out';
    readonly state: MessageState;
    /** Its author took it back. */
    readonly retracted?: true;
  };
}

/** A message at the upper edge of the log, by its position, and how much of it is above the edge, in px. */
export interface LogPlace {
  readonly position: number;
  readonly above: number;
}

/** What the person does with the text of a message: writes it, rests with it unfinished, has sent or dropped it, or has left with it. */
export type OwnTyping = 'composing' | 'paused' | 'active' | 'inactive';

export const MUTED_ALWAYS = Number.MAX_SAFE_INTEGER;
