// Answering that a message arrived (XEP-0184): only what really came just now, and only people who may know that somebody is here.
import type { Settings } from '../../shared/settings.ts';
import type { Client } from '../xmpp/client.ts';
import type { IncomingMessage } from '../xmpp/message.ts';
import type { Announcer } from './announce.ts';
import type { Conversations } from './conversations.ts';

export interface ReceiptsOptions {
  readonly conversations: Pick<Conversations, 'mayKnow'>;
  readonly settings: () => Pick<Settings, 'sendReceipts'>;
  readonly announcer: Pick<Announcer, 'later'>;
}

export type Receipts = ReturnType<typeof makeReceipts>;

export function makeReceipts({ conversations, settings, announcer }: ReceiptsOptions) {
  return {
    /** After the message was stored, and only if it could be. */
    answer(account: string, client: Pick<Client, 'receipts'>, message: IncomingMessage): void {
      // 5.5: copies out of an archive are not answered, nor those of other devices, which answered themselves.
      if (message.road !== 'live' || message.direction !== 'in' || message.type === 'error') return;
      const { id, peer } = message;
      if (!message.receiptAsked || id === undefined) return;
      announcer.later(() => {
        // 9: a receipt tells that somebody is here.
        if (settings().sendReceipts && conversations.mayKnow(account, peer)) client.receipts.tell(peer, id);
      });
    },
  };
}
