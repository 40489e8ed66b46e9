// The person's own certificate: a file chosen in the system's dialog, read here and held in memory until it is used. No path leaves.
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import { words } from './words.ts';

export interface CertificateFile {
  readonly name: string;
  readonly file: Uint8Array;
}

export interface CertificateFiles {
  choose(): Promise<{ readonly id: string; readonly name: string } | null>;
  /** Undefined for what was not chosen here. */
  find(id: string): CertificateFile | undefined;
}

/** Enough for a chain with its keys; whatever is longer is something else, and is refused as unreadable. */
const LIMIT = 256 * 1024;

export function makeCertificateFiles(window: () => BrowserWindow | undefined): CertificateFiles {
  const chosen = new Map<string, CertificateFile>();
  return {
    async choose() {
      const options: OpenDialogOptions = {
        title: words.certificate.title,
        properties: ['openFile'],
        filters: [
          { name: words.certificate.kind, extensions: ['p12', 'pfx', 'pem', 'crt', 'cer', 'key'] },
          { name: words.certificate.any, extensions: ['*'] },
        ],
      };
      const parent = window();
      const { filePaths } = await (parent === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(parent, options));
      const [path] = filePaths;
      if (path === undefined) return null;
      const handle = await open(path);
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(LIMIT), 0, LIMIT, 0);
        const id = randomUUID();
        const name = basename(path).slice(0, 255);
        chosen.set(id, { name, file: Uint8Array.from(buffer.subarray(0, bytesRead)) });
        return { id, name };
      } finally {
        await handle.close();
      }
    },
    find: (id) => chosen.get(id),
  };
}
