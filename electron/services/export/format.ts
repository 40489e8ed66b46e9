// What every format is given, and the words and dates that are the same in all that people read.
import type { ConversationId } from '../../../shared/conversation.ts';
import type { WholeMessage } from '../../archive/whole.ts';

export interface ExportedChat {
  readonly id: ConversationId;
  readonly title: string;
  /** Bare JIDs: of the other side, and of the account. */
  readonly address: string;
  readonly account: string;
  readonly messages: number;
}

export interface Header {
  /** Of Kith. */
  readonly version: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly chats: readonly ExportedChat[];
}

/** Pieces of a file, in this order: begin, for each chat (chat, its messages, chatEnd), end. */
export interface Format {
  begin(header: Header): string;
  chat(chat: ExportedChat, first: boolean): string;
  message(message: WholeMessage, chat: ExportedChat, first: boolean): string;
  chatEnd(): string;
  end(): string;
}

export const words = {
  title: (chats: readonly ExportedChat[]) => (chats.length === 1 ? `Chat with ${chats[0]?.title}` : 'Chats'),
  written: (when: string, version: string) => `Written by Kith ${version} on ${when}`,
  place: (address: string, account: string) => `${address}, with the account ${account}`,
  count: (messages: number) => (messages === 1 ? '1 message' : `${messages} messages`),
  you: 'You',
  retracted: 'Deleted by its author',
  edited: (when: string) => `Edited ${when}`,
  before: (when: string) => `Before that (${when})`,
  answers: (name: string | undefined) => (name === undefined ? 'In answer to' : `In answer to ${name}`),
  answerGone: 'a deleted message',
  notSent: 'Not sent yet',
  failed: 'Not delivered',
} as const;

const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'full' });

export const day = (time: number): string => DAY.format(time);

/** In the time zone of this computer. */
export function clock(time: number): string {
  const date = new Date(time);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function dateAndClock(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(time)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

export function nameOf(sender: string, chat: ExportedChat): string {
  return sender === chat.account ? words.you : sender === chat.address ? chat.title : sender;
}

/** What is to be said of an own message that did not reach the server. */
export function shortcoming({ state, failure }: WholeMessage): string | undefined {
  if (state === 'pending' || state === 'sending') return words.notSent;
  return state === 'failed' ? [words.failed, failure?.text].filter(Boolean).join(': ') : undefined;
}
