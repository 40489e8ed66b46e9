// The copies of a message as they come by every road, into an archive in which each run has an account of its own.
import type { Fact } from '../../electron/archive/facts.ts';
import { BOB, NOW, startRuns, type Where } from './support.ts';

export type Copy = 'live' | 'live with archive id' | 'carbon' | 'archive' | 'archive again' | 'resend';
export const COPIES: readonly Copy[] = ['live', 'live with archive id', 'carbon', 'archive', 'resend'];

export function copyOf(kind: Copy, name: string, direction: 'in' | 'out', { account, conversation }: Where): Fact {
  const base = {
    account,
    conversation,
    direction,
    sender: direction === 'in' ? BOB : `${account}@example.org`,
    stanzaId: name,
    originId: name,
    body: `text of ${name}`,
    mentions: [{ from: 8, to: 9, address: `${account}@example.org` }],
  };
  switch (kind) {
    case 'live':
    case 'resend':
      return { ...base, sentAt: NOW, live: true };
    case 'live with archive id':
    case 'carbon':
      return { ...base, sentAt: NOW + 50, live: true, archiveId: `archive-${name}` };
    case 'archive':
      return { ...base, sentAt: NOW + 7, live: false, archiveId: `archive-${name}` };
    case 'archive again':
      return { ...base, sentAt: NOW + 7, live: false, archiveId: `second-${name}` };
  }
}

export function startCopies() {
  const { kit, setting } = startRuns();

  function storeCopy(fact: Fact) {
    if (fact.live) return kit.messages.receive(fact);
    const [stored] = kit.messages.receivePage([fact], { account: fact.account }).stored;
    if (stored === undefined) throw new Error('the page stored nothing');
    return stored;
  }

  function rowsOf(where: Where) {
    return kit.archive
      .prepare<[number], Record<string, unknown>>(
        'SELECT body, direction, state, stanza_id, origin_id, archive_id, sent_at, position FROM messages WHERE conversation = ? ORDER BY position',
      )
      .all(Number(where.conversation));
  }

  return { kit, setting, storeCopy, rowsOf };
}
