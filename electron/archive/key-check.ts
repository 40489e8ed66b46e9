// Tells a wrong key from a damaged archive: an HMAC-SHA256 of a fixed label under the archive's key, in archive.check.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const LABEL = 'kith archive key check 1';

/** 'absent' also when the file holds no whole check: then only the archive itself can tell. */
export function checkKey(folder: string, key: Uint8Array): 'same' | 'different' | 'absent' {
  const path = join(folder, 'archive.check');
  if (!existsSync(path)) return 'absent';
  const stored = Buffer.from(readFileSync(path, 'latin1').trim(), 'hex');
  if (stored.length !== 32) return 'absent';
  return timingSafeEqual(stored, digest(key)) ? 'same' : 'different';
}

export function writeKeyCheck(folder: string, key: Uint8Array): void {
  const path = join(folder, 'archive.check');
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, `${digest(key).toString('hex')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}

function digest(key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(LABEL).digest();
}
