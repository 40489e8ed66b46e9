// The single-instance lock: a socket in the profile. Binding it is the lock, connecting to it reaches the holder, and a socket that nobody answers was
// left by a killed process and is taken over.
import { closeSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

export interface Visit {
  readonly argv: readonly string[];
  readonly workingDirectory: string;
  readonly additionalData: unknown;
}

export interface InstanceLock {
  readonly held: boolean;
  /** True when this process holds the lock now; otherwise the holder has been told of the visit. Synchronous, as Electron's is. */
  request(visit: Visit): boolean;
  release(): void;
}

export function makeInstanceLock(folder: string, onVisit: (visit: Visit) => void): InstanceLock {
  let server: Server | undefined;
  mkdirSync(folder, { recursive: true });
  const { path, close } = shortPath(folder, 'instance.lock');

  const bind = (): boolean => {
    const candidate = createServer((socket) => {
      let text = '';
      socket.setEncoding('utf8');
      socket.on('error', () => socket.destroy());
      socket.on('data', (part: string) => {
        text += part;
        if (!text.endsWith('\n')) return;
        socket.end('heard\n');
        onVisit(JSON.parse(text) as Visit);
      });
    });
    // A failed bind is told twice: by `listening` at once, and by an event later.
    candidate.on('error', () => undefined);
    candidate.listen(path);
    if (!candidate.listening) return false;
    candidate.unref();
    server = candidate;
    return true;
  };

  return {
    get held() {
      return server !== undefined;
    },
    request(visit) {
      if (server !== undefined) return true;
      for (let attempt = 0; attempt < 3; attempt++) {
        if (bind()) return true;
        if (visitHolder(path, `${JSON.stringify(visit)}\n`)) return false;
        takeAside(path);
      }
      return false;
    },
    release() {
      if (server === undefined) return;
      server.close();
      server = undefined;
      rmSync(path, { force: true });
      close();
    },
  };
}

/** A socket's path fits into 108 bytes; a long one goes through the folder's open descriptor. */
function shortPath(folder: string, name: string): { path: string; close(): void } {
  const plain = join(folder, name);
  if (Buffer.byteLength(plain) < 104) return { path: plain, close: () => undefined };
  const descriptor = openSync(folder, 'r');
  return { path: `/proc/self/fd/${descriptor}/${name}`, close: () => closeSync(descriptor) };
}

/** Removes a dead socket by way of a name of its own, so that two recovering processes cannot remove each other's new one unseen. */
function takeAside(path: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // somebody else was faster
  }
  if (visitHolder(aside, '')) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

const VISITOR = `
const { connect } = require('node:net');
const { workerData } = require('node:worker_threads');
const done = (code) => { Atomics.store(workerData.state, 0, code); Atomics.notify(workerData.state, 0); process.exit(); };
const socket = connect(workerData.path);
socket.on('connect', () => workerData.message === '' ? done(1) : socket.write(workerData.message));
socket.on('data', () => done(1));
socket.on('error', (error) => done(error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? 2 : 1));
socket.on('close', () => done(1));
`;

/** True when somebody lives behind the socket, even one that does not answer within two seconds. Blocks: the answer is needed at once. */
function visitHolder(path: string, message: string): boolean {
  const state = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(VISITOR, { eval: true, workerData: { state, path, message }, execArgv: [] });
  worker.unref();
  Atomics.wait(state, 0, 0, 2000);
  return Atomics.load(state, 0) !== 2;
}
