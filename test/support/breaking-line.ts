// A TCP line between Kith and a real server that the test can break in every way a line breaks.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

export interface Line {
  readonly port: number;
  /** Lets so many more bytes through in either direction, then resets both ends. */
  cutAfter(bytes: number): void;
  /** Resets both ends now. */
  cut(): void;
  /** From now on nothing passes and nobody is told. Switched off, it lets new connections pass; those it swallowed stay dead. */
  blackhole(on: boolean): void;
  /** Passes on so many bytes per write; 0 switches that off. */
  pieces(bytes: number): void;
  /** Keeps everything back for so long, in ms. */
  delay(ms: number): void;
  /** Ends the way to Kith (FIN), while the way to the server stays open. */
  halfClose(): void;
  close(): void;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  dead: boolean;
}

/** A relay to a server on loopback. */
export async function breakingLine(to: { readonly host: string; readonly port: number }): Promise<Line> {
  const state = { left: Number.POSITIVE_INFINITY, hole: false, pieces: 0, delay: 0 };
  const pairs = new Set<Pair>();
  const listener = createServer((near) => {
    const pair: Pair = { near, far: connect(to.port, to.host), dead: state.hole };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.resetAndDestroy();
      // The server hears nothing of what went into the hole.
      if (!pair.dead) pair.far.resetAndDestroy();
    };
    relay(pair, near, pair.far, end);
    relay(pair, pair.far, near, end);
  });

  function relay(pair: Pair, from: Socket, other: Socket, end: () => void): void {
    let before = Promise.resolve();
    from.on('error', end).on('close', end);
    from.on('data', (chunk: Buffer) => {
      if (pair.dead) return;
      const part = chunk.subarray(0, state.left);
      state.left -= chunk.length;
      const cut = state.left <= 0;
      if (cut) state.left = Number.POSITIVE_INFINITY;
      // One after the other, however long each is kept back.
      before = before.then(() => pass(pair, other, part)).then(() => (cut ? void setImmediate(end) : undefined));
    });
  }

  async function pass(pair: Pair, other: Socket, bytes: Buffer): Promise<void> {
    if (state.delay > 0) await sleep(state.delay);
    const size = state.pieces || bytes.length;
    for (let start = 0; start < bytes.length && !pair.dead && other.writable; start += size) {
      other.write(bytes.subarray(start, start + size));
      if (size < bytes.length) await nextTurn();
    }
  }

  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  return {
    port: (listener.address() as AddressInfo).port,
    cutAfter(bytes) {
      state.left = bytes;
    },
    cut() {
      for (const { near } of pairs) near.resetAndDestroy();
    },
    blackhole(on) {
      state.hole = on;
      if (on) for (const pair of pairs) pair.dead = true;
    },
    pieces(bytes) {
      state.pieces = bytes;
    },
    delay(ms) {
      state.delay = ms;
    },
    halfClose() {
      for (const { near } of pairs) near.end();
    },
    close() {
      for (const { near, far } of pairs) {
        near.destroy();
        far.destroy();
      }
      listener.close();
    },
  };
}
