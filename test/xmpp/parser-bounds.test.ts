// Sixteen megabytes of malice: refused with the right stream error after the first megabyte at the latest, and never kept.
import { describe, expect, it } from 'vitest';
import { attacks } from '../../bench/hostile/attacks.ts';
import { makeParser } from '../../electron/xmpp/core/parser.ts';

const HEADER = `<?xml version='1.0'?><s:stream xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams' version='1.0'>`;
const READ = 64 * 1024;
const FLOOD = 10_000;

/** What is held after every socket's read, at most, in MB beyond what was there before. */
function suffer(bytes: Uint8Array) {
  const faults: string[] = [];
  let elements = 0;
  let read = 0;
  const parser = makeParser({
    onStart: () => undefined,
    onElement: () => void elements++,
    onEnd: () => undefined,
    onFault: ({ condition }) => void faults.push(condition),
  });
  parser.write(Buffer.from(HEADER));
  const before = process.memoryUsage();
  let growth = 0;
  for (let at = 0; at < bytes.length; at += READ) {
    const early = faults.length === 0;
    parser.write(bytes.subarray(at, at + READ));
    if (!early) continue;
    read = at + READ;
    const { heapUsed, external } = process.memoryUsage();
    growth = Math.max(growth, heapUsed - before.heapUsed + external - before.external);
  }
  return { faults, elements, read, growth: growth / 2 ** 20 };
}

describe('a hostile server', () => {
  for (const { what, ends, bytes } of attacks) {
    it(`${what}: ${ends ?? 'read to the end'}`, () => {
      const { faults, elements, read, growth } = suffer(bytes({ megabytes: 16, stanzas: FLOOD }));
      if (ends === undefined) return expect({ faults, elements }).toEqual({ faults: [], elements: FLOOD });
      expect({ faults, elements }).toEqual({ faults: [ends], elements: 0 });
      // The read in which the megabyte is full.
      expect(read).toBeLessThanOrEqual(1024 * 1024 + READ);
      // Garbage that nobody has collected yet counts as well.
      expect(growth).toBeLessThan(32);
    });
  }
});
