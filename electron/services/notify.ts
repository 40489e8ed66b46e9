// Whether a message may interrupt the person, and with how much of it: a pure decision that says why not.

import { spoken } from '../../shared/action.ts';
import type { OwnPresence } from '../../shared/contact.ts';
import type { Conversation } from '../../shared/conversation.ts';
import { graphemes } from '../../shared/graphemes.ts';
import type { Message } from '../../shared/message.ts';
import type { Settings } from '../../shared/settings.ts';
import { isMuted } from './conversations.ts';

export interface Question {
  readonly message: Message;
  readonly conversation: Conversation;
  readonly settings: Pick<Settings, 'notifications' | 'notificationDetail' | 'sounds'>;
  /** Which conversation the window shows. */
  readonly shown: string | null;
  /** The window is in front. */
  readonly focused: boolean;
  readonly ownAvailability: OwnPresence['availability'];
  /** ms since the epoch. */
  readonly now: number;
  /** It was written while this device was away. */
  readonly catchingUp: boolean;
}

export type Silence =
  | 'own' // written by the person, perhaps elsewhere
  | 'read' // seen already
  | 'shown' // the person is looking at it
  | 'off' // no notifications at all
  | 'muted'
  | 'busy' // Do not disturb
  | 'request' // a stranger's first messages wait among the requests: they may not ring
  | 'history'; // too long ago to ring for

export type Decision =
  /** Title and body are as much as the person allows to be shown; 'nothing' leaves both to the caller's own words. */
  | {
      readonly notify: true;
      readonly sound: boolean;
      readonly detail: Settings['notificationDetail'];
      readonly title?: string;
      readonly body?: string;
    }
  | { readonly notify: false; readonly why: Silence };

/** What waited longer than this is found in the list, in ms. */
const LONG_AGO = 24 * 3_600_000;
/** Notifications are glanced at; systems cut them anyway. In UTF-16 units. */
const TITLE = 80;
const BODY = 240;

export function decide(question: Question): Decision {
  const { message, conversation, settings, now, catchingUp } = question;
  const why = silence(question);
  if (why !== undefined) return { notify: false, why };
  const detail = settings.notificationDetail;
  return {
    notify: true,
    // Whoever comes back to ten chats does not want to hear ten bells.
    sound: settings.sounds && !(catchingUp && now - message.sentAt > 60_000),
    detail,
    ...(detail === 'nothing' ? {} : { title: plain(conversation.title, TITLE) }),
    ...(detail === 'text' ? { body: plain(spoken(message.body, conversation.title), BODY) } : {}),
  };
}

function silence({ message, conversation, settings, shown, focused, ownAvailability, now, catchingUp }: Question): Silence | undefined {
  if (message.direction === 'out') return 'own';
  if (message.position <= conversation.readUpTo) return 'read';
  if (focused && shown === conversation.id) return 'shown';
  if (!settings.notifications) return 'off';
  if (isMuted(conversation.mutedUntil, now)) return 'muted';
  if (ownAvailability === 'busy') return 'busy';
  if (conversation.request) return 'request';
  if (catchingUp && now - message.sentAt > LONG_AGO) return 'history';
  return undefined;
}

/** One line without invisible characters that turn or hide text, cut between characters. */
function plain(text: string, most: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  const tidy = line.replace(/ {2,}/g, ' ').trim();
  if (tidy.length <= most) return tidy;
  const characters = [...graphemes().segment(tidy.slice(0, most * 2))].map(({ segment }) => segment);
  let cut = '';
  for (const each of characters) {
    if (cut.length + each.length >= most) break;
    cut += each;
  }
  return `${cut.trimEnd()}\u2026`;
}
