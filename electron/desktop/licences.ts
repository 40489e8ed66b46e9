// What Kith contains, as the build wrote it down: names, versions, licences and their texts.
import { readFile } from 'node:fs/promises';
import type { Licence } from '../../shared/ipc.ts';

export async function readLicences(file: string): Promise<readonly Licence[]> {
  return JSON.parse(await readFile(file, 'utf8')) as readonly Licence[];
}
