// `npm start`: builds what is stale, finds Electron and runs the app with the given arguments, exit code and signals passed through.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { build } from './build.ts';
import { type Electron, findElectron, NoElectron } from './electron.ts';
import { needs } from './requirements.ts';

const root = resolve(import.meta.dirname, '..');

async function find(): Promise<Electron> {
  try {
    return await findElectron();
  } catch (error) {
    if (!(error instanceof NoElectron)) throw error;
    console.error(`${error.message}
Kith needs it on this system. One of these brings it:
  1. with access to github.com:        npx install-electron
  2. from a mirror:                    ELECTRON_MIRROR=https://your.mirror/electron/ npx install-electron
  3. from a folder you have unpacked:  ELECTRON_OVERRIDE_DIST_PATH=/path/to/electron npm start`);
    process.exit(2);
  }
}

const electron = await find();
console.log(electron.sentence);
await needs(electron.needs);
await build();

const child = spawn(electron.path, ['.', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
child.on('error', (error) => {
  console.error(`Electron does not start: ${error.message}`);
  process.exit(2);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Ctrl+C reaches the app by itself: it is in the same terminal.
  process.on(signal, () => signal === 'SIGINT' || child.kill(signal));
}
child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
