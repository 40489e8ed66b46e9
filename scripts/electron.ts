// Which executable plays Electron: the one ELECTRON_OVERRIDE_DIST_PATH names, Electron's own binary, or the stand-in in test/electron.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { isHeadless } from '../test/electron/chromium.ts';
import type { Requirement } from './requirements.ts';

const root = resolve(import.meta.dirname, '..');
const standIn = join(root, 'test', 'electron');
const refusal = join(root, 'node_modules', '.cache', 'kith', 'electron-refused');

const DAY_MS = 86_400_000;
const DOWNLOAD_MS = 180_000;

export interface Electron {
  readonly path: string;
  /** What ELECTRON_OVERRIDE_DIST_PATH must be so that Playwright takes the same one; undefined for the binary in node_modules. */
  readonly distPath?: string;
  readonly kind: 'real' | 'stand-in';
  /** What it cannot run without. */
  readonly needs: readonly Requirement[];
  /** For the person, e.g. printed before the tests. */
  readonly sentence: string;
}

/** Elsewhere than on Linux there is nothing to stand in for the binary. */
export class NoElectron extends Error {}

/**
 * Finds Electron; tries once a day to download its binary (at most three minutes, under a second without a network).
 * Rejects with NoElectron where the binary is missing and the stand-in does not run.
 */
export async function findElectron(): Promise<Electron> {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    const distPath = resolve(override);
    const path = join(distPath, platformPath() ?? 'electron');
    if (!existsSync(path)) throw new NoElectron(`ELECTRON_OVERRIDE_DIST_PATH is ${override}, but there is no ${path}.`);
    if (distPath === standIn) return standingIn('Using the stand-in for Electron, as ELECTRON_OVERRIDE_DIST_PATH says.');
    return { path, distPath, kind: 'real', needs: [], sentence: `Using the Electron in ${distPath}, as ELECTRON_OVERRIDE_DIST_PATH says.` };
  }
  const before = installed();
  if (before !== undefined) return real(before);
  if (!refusedLately()) {
    await download();
    const after = installed();
    if (after !== undefined) return real(after);
    mkdirSync(dirname(refusal), { recursive: true });
    writeFileSync(refusal, '');
  }
  if (process.platform !== 'linux') throw new NoElectron("Electron's own binary is not installed and could not be downloaded.");
  return standingIn(
    "Electron's own binary is not installed and could not be downloaded: using the stand-in with the system's Chromium (test/electron/README.md).",
  );
}

function standingIn(sentence: string): Electron {
  return {
    path: join(standIn, 'electron'),
    distPath: standIn,
    kind: 'stand-in',
    needs: [isHeadless() ? 'headless-chromium' : 'chromium'],
    sentence,
  };
}

function real(path: string): Electron {
  rmSync(refusal, { force: true });
  return { path, kind: 'real', needs: [], sentence: "Using Electron's own binary." };
}

function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
}

/** The binary's place inside dist, once its installer has written it down. */
function platformPath(): string | undefined {
  const file = join(packageFolder(), 'path.txt');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function installed(): string | undefined {
  const inside = platformPath();
  if (inside === undefined) return undefined;
  const path = join(packageFolder(), 'dist', inside);
  return existsSync(path) ? path : undefined;
}

function refusedLately(): boolean {
  return existsSync(refusal) && Date.now() - statSync(refusal).mtimeMs < DAY_MS;
}

/** Runs the package's own installer; whether it worked is seen by what lies there afterwards. */
async function download(): Promise<void> {
  console.log("Looking for Electron's own binary...");
  // Its output is a stack trace where there is no network, which says less than our sentence.
  const child = spawn(process.execPath, [join(packageFolder(), 'install.js')], {
    stdio: 'ignore',
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: '' },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), DOWNLOAD_MS);
  await new Promise<void>((done) => {
    child.on('error', () => done());
    child.on('close', () => done());
  });
  clearTimeout(timer);
}
