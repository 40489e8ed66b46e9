// The thread that moves the archive's log into its file (checkpoints.ts). A program of its own in the build.
import { parentPort, workerData } from 'node:worker_threads';
import { type ArchivePlace, openForCheckpoints } from '../archive/connection.ts';
import type { CheckpointAsk } from './checkpoints.ts';

const archive = openForCheckpoints(workerData as ArchivePlace);
parentPort?.on('message', (ask: CheckpointAsk) => {
  if (ask === 'end') {
    archive.close();
    parentPort?.close();
    return;
  }
  archive.checkpoint();
  parentPort?.postMessage('done');
});
