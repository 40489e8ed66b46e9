// A throw-away archive for the tests of this folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAccounts } from '../../electron/archive/accounts.ts';
import { makeContacts } from '../../electron/archive/contacts.ts';
import { makeConversations } from '../../electron/archive/conversations.ts';
import { type Archive, type ArchiveOptions, openArchive } from '../../electron/archive/database.ts';
import type { Fact } from '../../electron/archive/facts.ts';
import { makeMessages } from '../../electron/archive/messages.ts';
import { makeOutbox } from '../../electron/archive/outbox.ts';
import { makeProfiles } from '../../electron/archive/profiles.ts';
import { makeQuarantine } from '../../electron/archive/quarantine.ts';
import { makeRemoval } from '../../electron/archive/removal.ts';
import { makeSessions } from '../../electron/archive/sessions.ts';
import { makeSync } from '../../electron/archive/sync.ts';

export const KEY = new Uint8Array(32).map((_, index) => index * 7 + 1);
export const NOW = Date.UTC(2026, 4, 1, 12);
export const ALICE = 'alice@example.org';
export const BOB = 'bob@example.org';

export function makeFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'kith-archive-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function makeStores(archive: Archive) {
  return {
    archive,
    accounts: makeAccounts(archive),
    contacts: makeContacts(archive),
    conversations: makeConversations(archive),
    messages: makeMessages(archive),
    outbox: makeOutbox(archive),
    profiles: makeProfiles(archive),
    sessions: makeSessions(archive),
    sync: makeSync(archive),
    quarantine: makeQuarantine(archive),
    removal: makeRemoval(archive),
  };
}

/** An open archive with the account 'a' (alice) and a conversation with bob. */
export function startArchive(options: ArchiveOptions = {}) {
  const folder = makeFolder();
  const archive = openArchive(folder.path, KEY, { now: () => NOW, ...options });
  const stores = makeStores(archive);
  stores.accounts.add('a', ALICE);
  const conversation = stores.conversations.open('a', BOB).id;
  return {
    ...stores,
    folder: folder.path,
    conversation,
    end() {
      archive.close();
      folder.remove();
    },
  };
}

export interface Where {
  readonly account: string;
  readonly conversation: string;
}

/** An archive for many runs, each in an account of its own, so that they cannot meet. */
export function startRuns() {
  const kit = startArchive();
  let count = 0;
  function setting(): Where {
    count += 1;
    const account = `run${count}`;
    kit.accounts.add(account, `${account}@example.org`);
    return { account, conversation: kit.conversations.open(account, BOB).id };
  }
  return { kit, setting };
}

export function incoming(conversation: string, body: string, more: Partial<Fact> = {}): Fact {
  return { account: 'a', conversation, direction: 'in', sender: BOB, sentAt: NOW, live: true, body, ...more };
}

/** What the counter of a conversation must be, counted from the rows. */
export function countUnread(archive: Archive, conversation: string): number {
  const row = archive
    .prepare<[number], { count: number }>('SELECT count(*) AS count FROM messages WHERE conversation = ? AND unread = 1')
    .get(Number(conversation));
  return row?.count ?? 0;
}

/** The same of those that mention the person. */
export function countMentions(archive: Archive, conversation: string): number {
  const count = archive.prepare<[number], { count: number }>(
    'SELECT count(*) AS count FROM messages m JOIN mentions n ON n.message = m.id WHERE m.conversation = ? AND m.unread = 1 AND n.me = 1',
  );
  return count.get(Number(conversation))?.count ?? 0;
}

/** Ids of the messages whose text has these words (already segmented). */
export function search(archive: Archive, phrase: string): readonly number[] {
  return archive
    .prepare<[string], { rowid: number }>('SELECT rowid FROM messages_text WHERE messages_text MATCH ? ORDER BY rowid')
    .all(`"${phrase}"`)
    .map((row) => row.rowid);
}
