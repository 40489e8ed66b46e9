// An archive of an earlier Kith: a copy of its file, then the steps of the schema it lacks. With many messages that takes seconds.
import { constants, copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ArchivePlace, FILE, openForWriting } from './connection.ts';
import { sizeOf, syncFile, syncFolder } from './files.ts';
import { type Migration, migrate } from './migrations.ts';
import { ArchiveTrouble } from './trouble.ts';

/** `found`: the version it has. Nobody else has it open. */
export function update(place: ArchivePlace, steps: readonly Migration[], found: number): void {
  const { folder } = place;
  // Closed, the whole of it lies in one file.
  openForWriting(place).close();
  keepCopy(folder, found);
  const db = openForWriting(place);
  try {
    migrate(db, steps);
  } finally {
    db.close();
  }
  for (let older = 1; older < found; older++) rmSync(join(folder, copyName(older)), { force: true });
}

/** archive.v<version>.backup.db, under the same key. Where the file system can, the two share what stays the same. */
function keepCopy(folder: string, version: number): void {
  const file = join(folder, FILE);
  const path = join(folder, copyName(version));
  const partial = `${path}.partial`;
  if (sizeOf(`${file}-wal`) > 0) throw new ArchiveTrouble({ kind: 'locked', folder, detail: 'somebody else reads it' });
  try {
    copyFileSync(file, partial, constants.COPYFILE_FICLONE);
    syncFile(partial);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  syncFolder(folder);
}

/** What the person deletes would live on in the copy of an earlier version. */
export function dropCopies(folder: string): void {
  for (const name of readdirSync(folder)) if (/^archive\.v\d+\.backup\.db$/.test(name)) rmSync(join(folder, name), { force: true });
}

function copyName(version: number): string {
  return `archive.v${version}.backup.db`;
}
