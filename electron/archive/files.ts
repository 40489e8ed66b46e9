// What has to be so with every file of the archive: the owner's alone, and on the disk when that is said.
import { chmodSync, closeSync, fsyncSync, openSync, statSync } from 'node:fs';

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Nobody but the owner; the log and its index inherit the mode of the file. */
export function tighten(path: string, mode: number): void {
  if ((statSync(path).mode & 0o077) !== 0 && process.platform !== 'win32') chmodSync(path, mode);
}

export function syncFile(path: string): void {
  // Windows wants a handle that may write.
  synced(path, 'r+');
}

export function syncFolder(folder: string): void {
  if (process.platform !== 'win32') synced(folder, 'r');
}

function synced(path: string, flags: string): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
