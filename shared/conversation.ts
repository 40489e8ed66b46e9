// A conversation as a row of the chat list.
import type { MessageState } from './message.ts';

export type ConversationId = string;

export interface Conversation {
  readonly id: ConversationId;
  readonly account: string;
  readonly kind: 'direct' | 'room';
  /** Bare JID of the other side. */
  readonly address: string;
  readonly title: string;
  readonly unread: number;
  /** Position of the last message the person has read; 0 when none. */
  readonly readUpTo: number;
  readonly draft: string;
  /** Neither in the contact list nor ever written to: shown as a stranger. */
  readonly stranger: boolean;
  readonly typing: boolean;
  /** ms since the epoch: last message, else when the conversation was made. Chats are sorted by it, newest first. */
  readonly activeAt: number;
  readonly last?: {
    readonly preview: string;
    readonly sentAt: number;
    readonly direction: 'in' | 'out';
    readonly state: MessageState;
  };
}
