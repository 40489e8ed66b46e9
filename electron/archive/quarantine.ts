// Stanzas whose handler failed: kept for diagnosis and counted as handled, so they are never replayed for ever.
import type { Archive } from './database.ts';

/** Per account; the oldest go first, so that a hostile sender cannot fill the disk with them. */
const KEPT = 200;
/** UTF-16 units of one stanza. */
const LIMIT = 64_000;

export interface Quarantined {
  readonly xml: string;
  readonly reason: string;
  readonly at: number;
}

export function makeQuarantine(archive: Archive) {
  const insert = archive.prepare<[string, string, string, number]>('INSERT INTO quarantine (account, xml, reason, at) VALUES (?, ?, ?, ?)');
  const trim = archive.prepare<[string]>(`
    DELETE FROM quarantine WHERE id IN (SELECT id FROM quarantine WHERE account = ? ORDER BY id DESC LIMIT -1 OFFSET ${KEPT})`);
  const all = archive.prepare<[string], Quarantined>('SELECT xml, reason, at FROM quarantine WHERE account = ? ORDER BY id');

  return {
    put(account: string, xml: string, reason: string): void {
      archive.transaction(() => {
        insert.run(account, xml.slice(0, LIMIT).toWellFormed(), reason, archive.now());
        trim.run(account);
      });
    },
    list: (account: string): readonly Quarantined[] => all.all(account),
  };
}
