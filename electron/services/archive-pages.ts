// What an answer of an archive says (XEP-0313).
import type { Client } from '../xmpp/client.ts';
import { StanzaError } from '../xmpp/core/xml.ts';
import type { IncomingMessage } from '../xmpp/message.ts';
import type { ArchivePage } from '../xmpp/xep/0313-mam.ts';

export function readAll(client: Client, page: ArchivePage): readonly IncomingMessage[] {
  return page.results.map((result) => client.messages.readArchived(result)).filter((message) => message !== undefined);
}

/** What was asked for is no longer there; anything else is thrown on. */
export function purged(error: unknown): undefined {
  if (!isCondition(error, 'item-not-found')) throw error;
}

export function isCondition(error: unknown, condition: string): boolean {
  return error instanceof StanzaError && error.condition === condition;
}
