// What a message that arrived is: one to be stored, one that came back, a sign of life, or nothing. Pure.
import type { IncomingMessage } from '../xmpp/message.ts';

type Decision =
  | { readonly what: 'store' }
  | { readonly what: 'bounce'; readonly id: string }
  | { readonly what: 'chat-state' }
  | { readonly what: 'nothing'; readonly why: string };

export function decide(message: IncomingMessage): Decision {
  if (message.type === 'error') {
    if (message.id === undefined) return { what: 'nothing', why: 'an error that names no message' };
    // RFC 6120 8.3.2: 'continue' only warns. Our other devices refuse what somebody else wrote.
    if (message.direction === 'out' || message.error?.type === 'continue') return { what: 'nothing', why: 'no refusal of ours' };
    return { what: 'bounce', id: message.id };
  }
  // What replaces or takes back another message is no message of its own.
  const about = message.corrects !== undefined || message.retracts !== undefined || message.tombstone !== undefined;
  if (message.body !== undefined && !about) return { what: 'store' };
  if (message.chatState !== undefined && message.road === 'live' && message.direction === 'in') return { what: 'chat-state' };
  return { what: 'nothing', why: 'no body' };
}
