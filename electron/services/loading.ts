// What of each conversation's history is missing here, and getting it.
import type { Conversation } from '../../shared/conversation.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { Client } from '../xmpp/client.ts';
import { StanzaError } from '../xmpp/core/xml.ts';
import type { History } from './history.ts';

export interface LoadingOptions {
  readonly history: History;
  /** Undefined for a conversation that is gone. */
  readonly conversation: (id: string) => Conversation | undefined;
  readonly client: (account: string) => Client | undefined;
}

export function makeLoading({ history, conversation, client }: LoadingOptions) {
  function need(id: string): Conversation {
    const found = conversation(id);
    if (found === undefined) throw new AppFailure('not-found');
    return found;
  }

  return {
    changed: history.changed,
    state: (id: string) => history.state(need(id)),
    /** Asks the server for the messages before this position. Fails with 'not-found', 'lost' or 'server-error'. */
    async load(id: string, before: number): Promise<void> {
      const found = need(id);
      const road = client(found.account);
      if (road?.stream.connection.state !== 'online') throw new AppFailure('lost');
      await history.load(found.account, road, found, before).catch((error: unknown) => {
        throw error instanceof StanzaError ? new AppFailure('server-error', error.condition) : error;
      });
    },
  };
}
