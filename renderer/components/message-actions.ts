// What a person can do with a message, as the log hands it to every row.
import type { Message, Quote, Revision } from '../../shared/message.ts';

export interface MessageActions {
  /** Nothing may be said to the other side: they are blocked, or a request that is not decided. */
  readonly silent: boolean;
  readonly onRetry: (message: Message) => void;
  /** Its whole text. */
  readonly onCopy: (message: Message) => void;
  readonly onCopyText: (text: string) => void;
  readonly onDiscard: (message: Message) => void;
  readonly onLink: (url: string) => void;
  /** Asks for the rest of a long body. */
  readonly onWhole: (message: Message) => void;
  readonly onReply: (message: Message) => void;
  /** Of an own message. */
  readonly onEdit: (message: Message) => void;
  readonly onReact: (message: Message, emoji: string, on: boolean) => void;
  /** All emoji there are; `at`: what the picker stands at. */
  readonly onMoreReactions: (message: Message, at: HTMLElement) => void;
  readonly onForward: (message: Message) => void;
  readonly onDelete: (message: Message) => void;
  /** What it said before, oldest first. */
  readonly onRevisions: (message: Message) => Promise<readonly Revision[]>;
  /** Its times, and what it said before. */
  readonly onDetails: (message: Message) => void;
  /** To the message it answers. */
  readonly onGo: (quote: Quote) => void;
}
