// The thread that looks through an archive (storage.ts). A program of its own in the build.
import { parentPort, workerData } from 'node:worker_threads';
import type { ArchivePlace } from '../archive/connection.ts';
import { damageOf } from '../archive/looking-through.ts';

parentPort?.postMessage(damageOf(workerData as ArchivePlace));
