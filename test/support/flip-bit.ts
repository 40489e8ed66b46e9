// Damage to an archive, and its undoing: one bit of a page, in the file as it stands.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

export function flipBit(path: string, page: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  const at = (page - 1) * 4096 + 1000;
  readSync(file, byte, 0, 1, at);
  writeSync(file, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
  closeSync(file);
}
