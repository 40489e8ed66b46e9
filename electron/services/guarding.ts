// A stanza that cannot be handled is kept apart and counts as handled; what is the disk's fault is not the stanza's.
import type { Archive } from '../archive/database.ts';
import { makeQuarantine } from '../archive/quarantine.ts';
import { troubleOf } from '../archive/trouble.ts';
import type { ClientOptions } from '../xmpp/client.ts';

export function makeGuard(archive: Archive, warn: (what: string, error: unknown) => void): (account: string) => ClientOptions['guard'] {
  const quarantine = makeQuarantine(archive);
  return (account) => (stanza, work) => {
    try {
      archive.attempt(work);
    } catch (error) {
      if (troubleOf(error) !== undefined) throw error;
      warn('a stanza could not be handled', error);
      quarantine.put(account, stanza.toString(), error instanceof Error ? error.name : 'unknown');
    }
  };
}
