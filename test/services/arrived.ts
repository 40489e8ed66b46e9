// A message as the road delivers it, saying nothing but what a test adds.
import type { IncomingMessage } from '../../electron/xmpp/message.ts';

export function arrived(more: Pick<IncomingMessage, 'peer' | 'sender'> & Partial<IncomingMessage>): IncomingMessage {
  return {
    road: 'live',
    direction: 'in',
    type: 'chat',
    id: undefined,
    originId: undefined,
    archiveId: undefined,
    stampedAt: undefined,
    body: undefined,
    chatState: undefined,
    nickname: '',
    unstyled: false,
    receiptAsked: false,
    receiptOf: undefined,
    markable: false,
    displayed: undefined,
    corrects: undefined,
    retracts: undefined,
    tombstone: undefined,
    reactions: undefined,
    reply: undefined,
    mentions: [],
    error: undefined,
    ...more,
  };
}
