// Why the archive cannot be opened, read or written, in the words of shared/storage.ts.
// Codes: SQLite result and extended result codes, and the errno names of Node's file functions.
import type { StorageTrouble, StorageTroubleKind } from '../../shared/storage.ts';

/** Thrown by openArchive and setAside; nothing has been overwritten. */
export class ArchiveTrouble extends Error {
  readonly trouble: StorageTrouble;
  constructor(trouble: StorageTrouble) {
    super(trouble.detail === undefined ? trouble.kind : `${trouble.kind}: ${trouble.detail}`);
    this.name = 'ArchiveTrouble';
    this.trouble = trouble;
  }
}

const KINDS: Readonly<Record<string, StorageTroubleKind>> = {
  SQLITE_FULL: 'full',
  SQLITE_READONLY: 'read-only',
  SQLITE_PERM: 'read-only',
  SQLITE_BUSY: 'locked',
  SQLITE_LOCKED: 'locked',
  SQLITE_CORRUPT: 'corrupt',
  SQLITE_NOTADB: 'corrupt',
  SQLITE_IOERR: 'unreadable',
  SQLITE_CANTOPEN: 'unreadable',
  SQLITE_PROTOCOL: 'unreadable',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
  EBUSY: 'locked',
  EIO: 'unreadable',
  ENOENT: 'unreadable',
  EEXIST: 'unreadable',
  ENOTDIR: 'unreadable',
  EISDIR: 'unreadable',
  EMFILE: 'unreadable',
  ENFILE: 'unreadable',
  ELOOP: 'unreadable',
  ENAMETOOLONG: 'unreadable',
};

/** The storage trouble behind an error, or undefined when the error is not the storage's (a bug, a broken constraint). */
export function troubleOf(error: unknown): StorageTroubleKind | undefined {
  if (error instanceof ArchiveTrouble) return error.trouble.kind;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  // SQLITE_IOERR_FSYNC -> SQLITE_IOERR: the first two words are the primary code.
  const primary = error.code.split('_').slice(0, 2).join('_');
  return Object.hasOwn(KINDS, primary) ? KINDS[primary] : undefined;
}
