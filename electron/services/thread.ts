// One question to a thread of its own, which answers and ends.
import { Worker } from 'node:worker_threads';

/** Rejects when the thread cannot run or ends without a word. It keeps no process alive. */
export function askThread<T>(program: URL, workerData: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData, execArgv: [] });
    worker.unref();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread ended with ${code}`)));
  });
}
