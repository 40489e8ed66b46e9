// The thread that brings a large archive up to date (storage.ts). A program of its own in the build.
import { parentPort, workerData } from 'node:worker_threads';
import type { ArchivePlace } from '../archive/connection.ts';
import { openArchive } from '../archive/database.ts';
import { ArchiveTrouble } from '../archive/trouble.ts';
import type { Updated } from './storage.ts';

function update({ folder, key }: ArchivePlace): Updated {
  try {
    const archive = openArchive(folder, key);
    archive.close();
    return { unclean: archive.unclean };
  } catch (error) {
    if (error instanceof ArchiveTrouble) return { trouble: error.trouble };
    throw error;
  }
}

parentPort?.postMessage(update(workerData as ArchivePlace));
