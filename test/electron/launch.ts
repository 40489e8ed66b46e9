// The start of the stand-in's process, in the order of Electron's own: command line, preloaded files, inspector, the app's main script, Chromium, ready.
import { existsSync, readFileSync, statSync } from 'node:fs';
import inspector from 'node:inspector';
import { createRequire, registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseCommandLine } from './argv.ts';
import { MODULE, makeStandIn } from './stand-in.ts';

const executable = process.env.KITH_STANDIN_EXE ?? join(import.meta.dirname, 'electron');
delete process.env.KITH_STANDIN_EXE;
delete process.env.NODE_COMPILE_CACHE; // for this process only

const given = process.argv.slice(2);
const line = parseCommandLine(given);
process.argv = [executable, ...given];

const { root, main, manifest } = findApp(resolve(line.app));
const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string };
Object.defineProperties(process, {
  execPath: { value: executable, writable: true },
  type: { value: 'browser' },
  defaultApp: { value: true },
  resourcesPath: { value: join(import.meta.dirname, 'resources') },
  // Chromium's version is known once it runs.
  versions: { value: { ...process.versions, electron: version, chrome: '' }, enumerable: true },
});

const standIn = makeStandIn({
  root,
  manifest,
  executable,
  switches: new Map(line.switches),
  debuggingPort: line.switches.get('remote-debugging-port'),
});
(globalThis as unknown as Record<symbol, object>)[MODULE] = standIn.electron;

const module = pathToFileURL(join(import.meta.dirname, 'main.ts')).href;
registerHooks({
  resolve(specifier, context, next) {
    if (!/^electron(\/(main|common))?$/.test(specifier)) return next(specifier, context);
    return { url: module, format: 'module-typescript', shortCircuit: true };
  },
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => standIn.quit());
process.on('exit', () => standIn.abandon());
// Electron shows a box and goes on after an uncaught error, and only warns of a rejection; a test reads standIn.errors.
process.on('uncaughtException', (error: unknown) => report('A JavaScript error occurred in the main process', error, 'uncaughtException'));
process.on('unhandledRejection', (reason: unknown) => report('UnhandledPromiseRejectionWarning', reason, 'unhandledRejection'));

for (const file of line.requires) createRequire(join(process.cwd(), 'app.js'))(resolve(file));
if (line.inspect !== undefined) inspector.open(line.inspect, '127.0.0.1');

try {
  await import(pathToFileURL(main).href);
} catch (error) {
  console.error(`App threw an error during load\n${text(error)}`);
  standIn.fail(1);
}
try {
  await standIn.start();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  standIn.fail(2);
}

function report(what: string, error: unknown, event: 'uncaughtException' | 'unhandledRejection'): void {
  standIn.state.errors.push(text(error));
  // The app has a listener of its own, so the word is its.
  if (process.listenerCount(event) === 1) console.error(`${what}\n${text(error)}`);
}

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The app's folder, main script and package.json; a file is an app without one. */
function findApp(path: string): {
  root: string;
  main: string;
  manifest: { name?: string; productName?: string; version?: string; main?: string };
} {
  if (existsSync(path) && statSync(path).isFile()) return { root: dirname(path), main: path, manifest: {} };
  const file = join(path, 'package.json');
  if (!existsSync(file)) {
    console.error(`Error launching app\nUnable to find Electron app at ${path}`);
    process.exit(1);
  }
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; productName?: string; version?: string; main?: string };
  const main = join(path, manifest.main ?? 'index.js');
  if (!existsSync(main)) {
    console.error(`Error launching app\nUnable to find Electron app at ${path}\n\n${main} does not exist: "npm run build" makes it`);
    process.exit(1);
  }
  return { root: path, main, manifest };
}
