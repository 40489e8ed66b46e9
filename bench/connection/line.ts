// A TCP line to a server that can be cut for as long as one likes: first it swallows everything, then it is gone, then it is back.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Line {
  readonly port: number;
  /** Nothing goes through any more, and nobody is told. */
  swallow(): void;
  /** Resets what is open; from now on nobody can connect. */
  cut(): Promise<void>;
  /** Lets connections in again; resolves at the moment the first one is accepted. */
  mend(): Promise<{ readonly accepted: Promise<number> }>;
  close(): void;
}

export async function cutLine(to: { readonly host: string; readonly port: number }): Promise<Line> {
  const sockets = new Set<Socket>();
  let swallowing = false;
  let accepted: (at: number) => void = () => undefined;
  let server = await listen(0);
  const { port } = server.address() as AddressInfo;

  async function listen(on: number): Promise<Server> {
    const made = createServer((near) => {
      accepted(performance.now());
      const far = connect(to.port, to.host);
      for (const [from, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.setNoDelay(true);
        from.on('data', (chunk) => void (swallowing || other.write(chunk)));
        from.on('error', () => other.destroy());
        from.on('close', () => {
          sockets.delete(from);
          other.destroy();
        });
      }
    });
    made.listen(on, '127.0.0.1');
    await once(made, 'listening');
    return made;
  }

  return {
    port,
    swallow() {
      swallowing = true;
    },
    async cut() {
      const gone = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.resetAndDestroy();
      await gone;
    },
    async mend() {
      swallowing = false;
      const first = new Promise<number>((resolve) => {
        accepted = resolve;
      });
      server = await listen(port);
      return { accepted: first };
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
