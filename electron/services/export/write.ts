// An export on its way into a file: under another name until it is whole, so that nothing half-written ever stands under the name it was given.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { ExportFormat, ExportTrouble } from '../../../shared/export.ts';
import type { Whole } from '../../archive/whole.ts';
import type { Format, Header } from './format.ts';
import { makeHtml } from './html.ts';
import { json } from './json.ts';
import { makeText } from './text.ts';

export interface Written {
  /** Told after every so many messages; false ends it. */
  goOn(written: number): boolean;
}

/** In UTF-16 units. */
const PIECE = 65_536;
const MESSAGES = 200;

const FORMATS: Readonly<Record<ExportFormat, () => Format>> = { html: makeHtml, json: () => json, text: makeText };

/** Writes everything into an open file; false when it was ended early. */
export function writeExport(file: number, whole: Whole, header: Header, kind: ExportFormat, { goOn }: Written): boolean {
  const format = FORMATS[kind]();
  let written = 0;
  let waiting = '';
  const put = (piece: string): void => {
    waiting += piece;
    if (waiting.length >= PIECE) flush();
  };
  const flush = (): void => {
    const bytes = Buffer.from(waiting);
    // What is left of a disk may take less than it was given.
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    waiting = '';
  };
  put(format.begin(header));
  for (const [index, chat] of header.chats.entries()) {
    put(format.chat(chat, index === 0));
    let first = true;
    for (const message of whole.messages(chat.id)) {
      put(format.message(message, chat, first));
      first = false;
      if (++written % MESSAGES === 0 && !goOn(written)) return false;
    }
    put(format.chatEnd());
  }
  put(format.end());
  flush();
  return goOn(written);
}

/** `write` gets an open file of its own; what it wrote stands under `path` once it returned true, and nowhere otherwise. */
export function intoPlace(path: string, write: (file: number) => boolean): boolean {
  const partial = `${path}.${process.pid}.partial`;
  // Nobody else reads what was said.
  const file = openSync(partial, 'wx', 0o600);
  let open = true;
  let whole = false;
  try {
    whole = write(file);
    if (whole) fsyncSync(file);
    open = false;
    closeSync(file);
    if (whole) renameSync(partial, path);
    return whole;
  } catch (error) {
    whole = false;
    throw error;
  } finally {
    if (open) closeSync(file);
    if (!whole) rmSync(partial, { force: true });
  }
}

const TROUBLES: Readonly<Record<string, ExportTrouble>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'too-large',
  EACCES: 'not-allowed',
  EPERM: 'not-allowed',
  EROFS: 'not-allowed',
  EISDIR: 'not-allowed',
  ENOENT: 'gone',
  ENOTDIR: 'gone',
  ENODEV: 'gone',
  ENXIO: 'gone',
};

export function exportTrouble(error: unknown): { readonly trouble: ExportTrouble; readonly detail: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { trouble: TROUBLES[code] ?? 'other', detail: error instanceof Error ? error.message : String(error) };
}
