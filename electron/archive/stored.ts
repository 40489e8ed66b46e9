// What storing what came did to the messages that lie here.
import type { ConversationId } from '../../shared/conversation.ts';
import type { Message, MessageId } from '../../shared/message.ts';
import type { Met } from './changes.ts';

/** What storing did to other messages than those that came. */
export interface Moved {
  /** They are different because of what was said about them. */
  readonly touched: readonly MessageId[];
  /** They only stood in for another one that came. */
  readonly gone: readonly { readonly id: MessageId; readonly conversation: ConversationId }[];
}

export interface Stored {
  readonly message: Message;
  /** 'merged': a known message learned something; 'duplicate': nothing changed. */
  readonly outcome: 'new' | 'merged' | 'duplicate';
}

/** The archive ids next to a page, as far as known: what the page was asked `after` or `before` (XEP-0313, XEP-0059). */
export interface Neighbours {
  readonly after?: string;
  readonly before?: string;
}

export interface StoredPage extends Moved {
  /** The messages of the page, in its order. */
  readonly stored: readonly Stored[];
  /** Where the page lies, for sync.cover; absent when it held no message and no neighbour is known. */
  readonly firstPosition?: number;
  readonly lastPosition?: number;
  /** Where the neighbour asked for with `before` stands now. */
  readonly beforePosition?: number;
  /** Positions of other rows have changed (never their order): loaded rows must be read again. */
  readonly moved: boolean;
}

/** One item of what came, stored. */
export interface Placed extends Met {
  /** 0 for what is no message. */
  readonly id: number;
  readonly conversation: number;
  readonly position: number;
  readonly outcome: Stored['outcome'];
}

export function movedBy(placed: readonly Placed[]): Moved {
  return {
    touched: [...new Set(placed.flatMap(({ touched }) => touched))].map(String),
    gone: placed.flatMap(({ gone, conversation }) => gone.map((id) => ({ id: String(id), conversation: String(conversation) }))),
  };
}
