// A TCP line between Kith and a real server that the test can break.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Line {
  readonly port: number;
  /** Lets so many more bytes through in either direction, then resets both ends. */
  cutAfter(bytes: number): void;
  /** Resets both ends now. */
  cut(): void;
  close(): void;
}

/** A relay to a server on loopback that breaks when told. */
export async function breakingLine(to: { readonly host: string; readonly port: number }): Promise<Line> {
  const left = { bytes: Number.POSITIVE_INFINITY };
  const pairs = new Set<readonly [Socket, Socket]>();
  const listener = createServer((near) => {
    const pair = [near, connect(to.port, to.host)] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      for (const socket of pair) socket.resetAndDestroy();
    };
    for (const [from, other] of [pair, pair.toReversed()] as [Socket, Socket][]) {
      from.on('close', end).on('error', end);
      from.on('data', (chunk: Buffer) => {
        other.write(chunk.subarray(0, left.bytes));
        left.bytes -= chunk.length;
        if (left.bytes > 0) return;
        left.bytes = Number.POSITIVE_INFINITY;
        setImmediate(end);
      });
    }
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  return {
    port: (listener.address() as AddressInfo).port,
    cutAfter: (bytes) => {
      left.bytes = bytes;
    },
    cut() {
      for (const [near] of pairs) near.resetAndDestroy();
    },
    close() {
      for (const [near] of pairs) near.destroy();
      listener.close();
    },
  };
}
