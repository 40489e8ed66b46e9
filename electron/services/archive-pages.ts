// What an answer of an archive says (XEP-0313).
import type { Client } from '../xmpp/client.ts';
import { StanzaError } from '../xmpp/core/xml.ts';
import type { IncomingMessage } from '../xmpp/message.ts';
import type { ArchivePage } from '../xmpp/xep/0313-mam.ts';

export function readAll(client: Client, page: ArchivePage): readonly IncomingMessage[] {
  return page.results.map((result) => client.messages.readArchived(result)).filter((message) => message !== undefined);
}

/** Pages that end before an id, of which the next one can be on its way while one is stored. */
export function readAhead(ask: (before: string) => Promise<ArchivePage>) {
  let next: { readonly before: string; readonly page: Promise<ArchivePage> } | undefined;
  return {
    page(before: string): Promise<ArchivePage> {
      const page = next?.before === before ? next.page : ask(before);
      next = undefined;
      return page;
    },
    /** This will be asked for, unless what is stored meanwhile says otherwise. */
    expect(before: string): void {
      next = { before, page: ask(before) };
      // Whoever asks for it hears of its failure, and when nobody does it does not matter.
      next.page.catch(() => undefined);
    },
  };
}

/** What was asked for is no longer there; anything else is thrown on. */
export function purged(error: unknown): undefined {
  if (!isCondition(error, 'item-not-found')) throw error;
}

export function isCondition(error: unknown, condition: string): boolean {
  return error instanceof StanzaError && error.condition === condition;
}

/** Whether the archive begins behind this id by now: some servers then give all they have as if it followed on what is gone. `known`: when that was. */
export async function beganLater(client: Client, id: string, known: number | undefined): Promise<boolean> {
  const { start } = await client.mam.metadata().catch((error: unknown) => {
    if (isCondition(error, 'not-sent') || isCondition(error, 'remote-server-timeout')) throw error;
    return { start: undefined };
  });
  return known !== undefined && start !== undefined && start.id !== id && start.at > known;
}
