// XEP-0085 Chat State Notifications, version 2.1: who is typing. Standalone notifications are not to be stored (XEP-0334).
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';
import { writeNoStore } from './0334-hints.ts';

export const NS = 'http://jabber.org/protocol/chatstates';

export type ChatState = 'active' | 'composing' | 'paused' | 'inactive' | 'gone';
const STATES: readonly ChatState[] = ['active', 'composing', 'paused', 'inactive', 'gone'];

export function readChatState(message: Element): ChatState | undefined {
  return STATES.find((state) => message.getChild(state, NS) !== undefined);
}

export function writeChatState(state: ChatState): Element {
  return xml(state, { xmlns: NS });
}

export function chatStates(session: Session) {
  session.advertise(NS);
  return {
    /** A notification of its own (5.5: with nothing else inside but the hint). */
    tell(to: string, state: ChatState): boolean {
      return session.send(xml('message', { type: 'chat', to }, writeChatState(state), writeNoStore()));
    },
  };
}
