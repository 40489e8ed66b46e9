// The files of an archive in a folder of their own, anew for every test: filled, held by another process, or as kill -9 leaves them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';
import { openArchive } from '../../electron/archive/database.ts';
import { ArchiveTrouble } from '../../electron/archive/trouble.ts';
import type { StorageTroubleKind } from '../../shared/storage.ts';
import { ALICE, BOB, KEY, makeFolder, makeStores, NOW } from './support.ts';

export const CANARY = 'canary-in-a-coal-mine';
export const OTHER_KEY = new Uint8Array(32).fill(9);
const HOLDER = fileURLToPath(import.meta.resolve('./holder.ts'));

export function kindOf(work: () => unknown): StorageTroubleKind | 'none' {
  try {
    work();
    return 'none';
  } catch (error) {
    if (error instanceof ArchiveTrouble) return error.trouble.kind;
    throw error;
  }
}

/** Call at the top of a file. */
export function archiveFiles() {
  let place: ReturnType<typeof makeFolder>;
  /** `parent`: what the archive's folder lies in. */
  const files = { parent: '', folder: '' };
  beforeEach(() => {
    place = makeFolder();
    files.parent = place.path;
    files.folder = join(place.path, 'archive');
  });
  afterEach(() => place.remove());

  function fill(path = files.folder, close = true) {
    const archive = openArchive(path, KEY, { now: () => NOW });
    const stores = makeStores(archive);
    stores.accounts.add('a', ALICE);
    const { id } = stores.conversations.open('a', BOB);
    archive.transaction(() => {
      for (let n = 0; n < 200; n++) stores.messages.send(id, `${CANARY} ${n} ${'x'.repeat(300)}`, { stanzaId: `s${n}`, originId: `s${n}` });
    });
    if (close) archive.close();
    return { ...stores, conversation: id };
  }

  const open = (key = KEY) => openArchive(files.folder, key).close();

  /** Name -> bytes of everything that carries data; the lock and the log's index carry none. */
  function bytes(): ReadonlyMap<string, string> {
    const names = readdirSync(files.folder).filter((name) => name !== 'archive.lock' && !name.endsWith('-shm'));
    return new Map(
      names.map((name) => [name, readFileSync(join(files.folder, name)).toString('base64')] as const).filter(([, data]) => data !== ''),
    );
  }

  /** The files as kill -9 would leave them: with their log. */
  function crash(): void {
    const copy = `${files.folder}-copy`;
    const { archive, conversation, conversations } = fill(files.folder, false);
    archive.pragma('wal_checkpoint(TRUNCATE)');
    conversations.saveDraft(conversation, 'only in the log', null);
    cpSync(files.folder, copy, { recursive: true });
    archive.close();
    rmSync(files.folder, { recursive: true });
    cpSync(copy, files.folder, { recursive: true });
  }

  async function hold(mode: string) {
    const child = spawn(process.execPath, [HOLDER, files.folder, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    if (mode === 'hold') await once(child.stdout, 'data');
    return { child, ended };
  }

  return { files, fill, open, bytes, crash, hold };
}
