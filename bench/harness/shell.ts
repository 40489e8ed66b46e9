// The shell that windows are measured in: whichever the tests run on.
import { join } from 'node:path';
import { build } from '../../scripts/build.ts';
import { findElectron } from '../../scripts/electron.ts';
import { needs } from '../../scripts/requirements.ts';

export async function findShell(): Promise<void> {
  await build();
  const { kind, distPath, sentence } = await findElectron();
  console.log(sentence);
  if (distPath !== undefined) process.env.ELECTRON_OVERRIDE_DIST_PATH = distPath;
  if (kind === 'stand-in') await needs(['chromium']);
}

export function shellName(): string {
  return process.env.ELECTRON_OVERRIDE_DIST_PATH?.endsWith(join('test', 'electron')) ? 'the stand-in' : 'Electron';
}
