// Bytes from the page, which no call carries: they are put down at /drop, and a call names them by the id that came back.
import { randomUUID } from 'node:crypto';

export interface Drops {
  /** Undefined when it is too large. */
  add(bytes: Uint8Array): string | undefined;
  /** Undefined for what is not there, or was taken already. */
  take(id: string): Uint8Array | undefined;
}

/** Of one, and how many wait. */
export const DROP_BYTES = 256 * 1024;
const MOST = 4;

export function makeDrops(): Drops {
  const waiting = new Map<string, Uint8Array>();
  return {
    add(bytes) {
      if (bytes.length > DROP_BYTES) return undefined;
      const id = randomUUID();
      waiting.set(id, bytes);
      for (const old of [...waiting.keys()].slice(0, -MOST)) waiting.delete(old);
      return id;
    },
    take(id) {
      const bytes = waiting.get(id);
      waiting.delete(id);
      return bytes;
    },
  };
}
