// An archive as the version of Kith before this one left it, large enough for a thread; and its update held where its copy is written.
import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openArchive } from '../../electron/archive/database.ts';
import { migrations } from '../../electron/archive/migrations.ts';
import { furnish } from './seed-profile.ts';

export const OLD = migrations.length - 1;
export const copyOfOld = (folder: string): string => join(folder, `archive.v${OLD}.backup.db`);

/** With one chat, with bob, of one message. In SQL: what the stores write may be newer. */
export function makeOldArchive(folder: string, key: Uint8Array, account: string, bytes = 9_000_000): void {
  const archive = openArchive(folder, key, { migrations: migrations.slice(0, OLD) });
  archive.transaction(() => {
    archive.prepare<[string]>("INSERT INTO accounts (id, address, created_at) VALUES (?, 'alice@kith.test', 1)").run(account);
    const chat = archive.prepare<[string]>(
      "INSERT INTO conversations (account, address, active_at, created_at, last_message, accepted) VALUES (?, 'bob@kith.test', 1, 1, 1, 1)",
    );
    const { lastInsertRowid } = chat.run(account);
    archive
      .prepare<[string, number | bigint]>(
        `INSERT INTO messages (account, conversation, direction, sender, position, sent_at, stored_at, state, length, body)
          VALUES (?, ?, 'in', 'bob@kith.test', 1, 1, 1, 'received', 7, 'old one')`,
      )
      .run(account, lastInsertRowid);
    archive.prepare<[Uint8Array]>("INSERT INTO pictures VALUES ('large', 'image/png', 0, ?)").run(randomBytes(bytes));
  });
  archive.close();
}

/** The folder of its archive, whose update waits until somebody reads a named pipe or the process ends. */
export function makeHeldProfile(profile: string): string {
  const folder = join(profile, 'archive');
  const key = randomBytes(32);
  const account = randomUUID();
  furnish(profile, key, account);
  makeOldArchive(folder, key, account);
  const { status } = spawnSync('mkfifo', ['-m', '600', `${copyOfOld(folder)}.partial`]);
  if (status !== 0) throw new Error('no named pipe');
  return folder;
}
