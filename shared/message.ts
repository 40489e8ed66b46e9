// A message as a row of a conversation.

export type MessageId = string;

/** Own messages: pending (stored here), sending (written to the stream), sent (the server has it), delivered, read, failed. Others': received. */
export type MessageState = 'pending' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'received';

/** A body longer than this many UTF-16 units travels on demand ('messages.body'). */
export const BODY_PREVIEW = 8000;

/** What the composer accepts, in UTF-16 units; servers commonly refuse stanzas over 256 kB. */
export const BODY_LIMIT = 60000;

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
  /** Only when state is 'failed'. */
  readonly failure?: {
    /** Defined condition of RFC 6120 8.3.3, or 'not-sent'. */
    readonly condition: string;
    /** The server's own words, plain text. */
    readonly text?: string;
  };
}

/** Ascending by position. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly earlier: boolean;
  readonly later: boolean;
}
