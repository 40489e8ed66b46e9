// The thread of authorities.ts: reads, tells, ends. A program of its own in the build.
import { parentPort, workerData } from 'node:worker_threads';
import { type AuthoritiesJob, readAuthorities } from './authorities.ts';

parentPort?.postMessage(readAuthorities(workerData as AuthoritiesJob));
