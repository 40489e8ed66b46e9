// Where an export goes: the person says so in the system's dialog. The name that is proposed holds nothing of what others wrote but letters.
import { join } from 'node:path';
import { type BrowserWindow, dialog, type SaveDialogOptions } from 'electron';
import type { ExportFormat } from '../../shared/export.ts';
import { words } from './words.ts';

const ENDINGS: Readonly<Record<ExportFormat, string>> = { html: 'html', json: 'json', text: 'txt' };
/** In code points, well below what file systems take in bytes. */
const LONGEST = 40;

export async function chooseExport(
  window: BrowserWindow | undefined,
  folder: string,
  subject: string | null,
  format: ExportFormat,
): Promise<string | undefined> {
  const ending = ENDINGS[format];
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  const options: SaveDialogOptions = {
    title: words.export.title,
    defaultPath: join(folder, `${words.export.name(subject === null ? null : fileName(subject), day)}.${ending}`),
    filters: [{ name: words.export.kinds[format], extensions: [ending] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  };
  const { canceled, filePath } = await (window === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
  return canceled || filePath === '' ? undefined : filePath;
}

/** Letters, marks, digits and a little more, of whatever script. */
function fileName(subject: string): string {
  const allowed = subject.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}@._ -]+/gu, ' ');
  return [...allowed.replace(/\s+/g, ' ').trim()].slice(0, LONGEST).join('').trim();
}
