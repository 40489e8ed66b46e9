// A port on which every connection attempt gets lost: the kernel drops what no longer fits into the queue of somebody who never accepts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface BlackHole {
  readonly port: number;
  close(): void;
}

const SLEEPER = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120_000);
  });
`;
const QUICK = 200;

export async function makeBlackHole(): Promise<BlackHole> {
  const child = spawn(process.execPath, ['-e', SLEEPER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [written] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(written);
  const queued: Socket[] = [];
  for (let filled = false; !filled; ) {
    if (queued.length > 20) throw new Error('the queue does not fill');
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    queued.push(socket);
    filled = await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), QUICK);
      socket.once('connect', () => {
        clearTimeout(timer);
        resolve(false);
      });
    });
  }
  return {
    port,
    close() {
      for (const socket of queued) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}
