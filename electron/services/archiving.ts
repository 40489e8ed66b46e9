// What the person's server keeps of their messages (XEP-0441): asked each time, because other devices change it too.
import type { Archiving, Keeping } from '../../shared/archiving.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { Client } from '../xmpp/client.ts';
import type { Preferences } from '../xmpp/xep/0441-preferences.ts';
import { answered } from './refusals.ts';

export interface ArchivingRoad {
  /** Rejects with AppFailure 'lost' without a connection. */
  of(account: string): Promise<Archiving>;
  /** Resolves with what holds now. Rejects with AppFailure 'lost' or 'server-refused'. */
  change(account: string, keeping: Keeping): Promise<Archiving>;
}

const archivingOf = ({ keeping, always, never }: Preferences): Archiving => ({ keeping, exceptions: always.length + never.length });

export function makeArchiving(clientOf: (account: string) => Client | undefined): ArchivingRoad {
  const online = (account: string): Client => {
    const client = clientOf(account);
    if (client?.stream.connection.state !== 'online') throw new AppFailure('lost');
    return client;
  };

  return {
    async of(account) {
      try {
        return archivingOf(await answered(online(account).archivePreferences.fetch()));
      } catch (error) {
        // It lets nobody choose, or keeps nothing at all.
        if (error instanceof AppFailure && error.error.kind === 'server-refused') return { keeping: null, exceptions: 0 };
        throw error;
      }
    },
    async change(account, keeping) {
      const { fetch, change } = online(account).archivePreferences;
      // The whole of it is replaced: what others set for single people goes along.
      return archivingOf(await answered(fetch().then((before) => change({ ...before, keeping }))));
    },
  };
}
