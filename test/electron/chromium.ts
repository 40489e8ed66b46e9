// Starts the system's Chromium as the renderer of the stand-in. It lives in a private folder inside the app's user data and ends with this process,
// also when that is killed: the pipe breaks, and the kernel sends SIGKILL where setpriv exists.

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { chromiumArguments } from './argv.ts';
import { type Cdp, connectPipe } from './cdp.ts';
import type { Bounds } from './target.ts';

export interface Chromium {
  readonly cdp: Cdp;
  /** "156.0.8078.79" */
  readonly version: string;
  /** The id of a new page: on a display and without a DevTools port in a window of its own, without tabs and address bar. */
  openPage(place: Bounds): Promise<string>;
  /** Ends Chromium and resolves when it is gone; it has a second to write its profile. */
  close(): Promise<void>;
  /** Ends Chromium without waiting, for a process that is already exiting. */
  kill(): void;
}

export interface ChromiumOptions {
  readonly userData: string;
  readonly switches: ReadonlyMap<string, string>;
  /** Rules for names of privileged schemes, see scheme.ts. */
  readonly hostRules: string;
  /** Open a DevTools port beside the pipe; its `DevTools listening` line goes to stderr. */
  readonly debuggingPort: string | undefined;
  /** Chromium ended although nobody asked for it. */
  readonly onDeath: (lastWords: string) => void;
}

const DEFAULTS: readonly string[] = [
  'disable-gpu',
  'disable-quic',
  'disable-background-networking',
  'disable-component-update',
  'disable-sync',
  'disable-dev-shm-usage',
  'disable-breakpad',
  'disable-extensions',
  'disable-hang-monitor',
  'disable-renderer-backgrounding',
  'disable-background-timer-throttling',
  'disable-backgrounding-occluded-windows',
  'disable-search-engine-choice-screen',
  'no-first-run',
  'no-default-browser-check',
  'no-proxy-server',
  'metrics-recording-only',
  'password-store=basic',
  'autoplay-policy=no-user-gesture-required',
  // One process less to start.
  'enable-features=NetworkServiceInProcess2',
  'disable-features=Translate,MediaRouter,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,OptimizationHints,LocalNetworkAccessChecks,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,SpareRendererForSitePerProcess',
];

export async function startChromium(options: ChromiumOptions): Promise<Chromium> {
  const home = privateFolder(options.userData);
  const env = { ...process.env, TMPDIR: temporary(home), PATH: `${withoutOpener(home)}${delimiter}${process.env.PATH ?? ''}` };
  const sandbox = sandboxUsable(options.switches) ? [] : ['--no-sandbox'];
  const profile = `--user-data-dir=${join(home, 'profile')}`;
  const child = spawnWithParent(
    findChromium(),
    [
      ...(isHeadless() ? ['--headless=new'] : []),
      ...sandbox,
      ...(options.debuggingPort === undefined ? [] : [`--remote-debugging-port=${options.debuggingPort}`]),
      '--remote-debugging-pipe',
      '--no-startup-window',
      profile,
      `--host-resolver-rules=${options.hostRules}`,
      ...chromiumArguments(new Map(DEFAULTS.map((each) => splitSwitch(each))), options.switches),
    ],
    env,
  );

  const words: string[] = [];
  let closing = false;
  const exited = new Promise<void>((resolve) => {
    child.on('error', (error) => words.push(String(error)));
    child.on('close', () => {
      if (!closing) options.onDeath(words.slice(-5).join('\n'));
    });
    // Not 'close': a process of Chromium's may outlive it and hold the pipe.
    child.on('exit', () => resolve());
    child.on('error', () => resolve());
  });
  const [, , stderr, input, output] = child.stdio as unknown as [null, null, Readable, Writable, Readable];
  createInterface({ input: stderr }).on('line', (line) => {
    // Playwright waits for exactly this line; the rest is Chromium's talk with itself.
    if (line.startsWith('DevTools listening on ws://')) process.stderr.write(`${line}\n`);
    else if (words.push(line) > 50) words.shift();
  });
  const cdp = connectPipe(input, output);
  const { product } = await cdp.send<{ product: string }>('Browser.getVersion');

  async function openPage({ x: left, y: top, width, height }: Bounds): Promise<string> {
    // Headless Chromium ignores the place.
    const place = isHeadless() ? { width, height } : { left, top, width, height };
    const tab = async () =>
      (await cdp.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank', newWindow: true, ...place })).targetId;
    if (isHeadless() || options.debuggingPort !== undefined) return tab();
    // A second Chromium on the same profile asks the first one for the window, and ends; without a bar about switches nobody typed.
    const mark = randomUUID();
    spawn(findChromium(), [...sandbox, profile, '--test-type', `--app=data:text/html,<title>${mark}</title>`], { env, stdio: 'ignore' }).on(
      'error',
      () => undefined,
    );
    for (let tries = 0; tries < 100; tries++) {
      const { targetInfos } = await cdp.send<{ targetInfos: { targetId: string; url: string }[] }>('Target.getTargets');
      const found = targetInfos.find((each) => each.url.includes(mark));
      if (found !== undefined) {
        const { windowId } = await cdp.send<{ windowId: number }>('Browser.getWindowForTarget', { targetId: found.targetId });
        await cdp.send('Browser.setWindowBounds', { windowId, bounds: place });
        return found.targetId;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return tab();
  }

  return {
    cdp,
    openPage,
    version: product.slice(product.indexOf('/') + 1),
    async close() {
      closing = true;
      const killer = setTimeout(() => child.kill('SIGKILL'), 1000);
      // Rejected when Chromium breaks the pipe before it answers, which is what was asked for.
      cdp.send('Browser.close').catch(() => undefined);
      await exited;
      clearTimeout(killer);
      release(home);
    },
    kill() {
      if (closing) return;
      closing = true;
      child.kill('SIGKILL');
      release(home);
    },
  };
}

/** No window can be seen: focus and visibility are then kept by the stand-in. */
export function isHeadless(): boolean {
  return process.env.KITH_HEADLESS === '1' || (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY);
}

/** The path of the system's Chromium: KITH_CHROMIUM, else on PATH; where no window can be seen the one without, which starts in half the time. */
function findChromium(): string {
  const given = process.env.KITH_CHROMIUM;
  const path = given ?? (isHeadless() ? which('chromium-headless-shell') : undefined) ?? which('chromium') ?? which('chromium-browser');
  if (path === undefined || !existsSync(path)) {
    throw new Error(
      `The stand-in for Electron draws with the system's Chromium, which is not there${given ? ` (KITH_CHROMIUM=${given})` : ''}: apt-get install chromium`,
    );
  }
  return path;
}

function which(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** A process group of its own, so that Ctrl+C in the terminal reaches the app and not its renderer. */
function spawnWithParent(command: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const setpriv = which('setpriv');
  const line = setpriv === undefined ? [command, ...args] : [setpriv, '--pdeathsig', 'KILL', command, ...args];
  return spawn(line[0] ?? command, line.slice(1), { env, detached: true, stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
}

/** Chromium refuses its sandbox as root; for others it needs its setuid program or user namespaces. */
function sandboxUsable(switches: ReadonlyMap<string, string>): boolean {
  if (switches.has('no-sandbox') || process.getuid?.() === 0) return false;
  if (existsSync('/usr/lib/chromium/chrome-sandbox')) return true;
  const kernel = (name: string) => (existsSync(name) ? readFileSync(name, 'utf8').trim() : undefined);
  return (
    kernel('/proc/sys/kernel/unprivileged_userns_clone') !== '0' && kernel('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') !== '1'
  );
}

/**
 * The folder for Chromium's profile: `Chromium` in the user data, or one by process id when another live process uses that. What a killed
 * predecessor left as locks is removed, so that Chromium never takes a recycled process id for a running browser.
 */
function privateFolder(userData: string): string {
  const usual = join(userData, 'Chromium');
  const home = existsSync(join(usual, 'owner')) && alive(readFileSync(join(usual, 'owner'), 'utf8')) ? `${usual}-${process.pid}` : usual;
  mkdirSync(join(home, 'profile'), { recursive: true });
  for (const lock of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) rmSync(join(home, 'profile', lock), { force: true });
  rmSync(temporary(home), { recursive: true, force: true });
  mkdirSync(temporary(home), { mode: 0o700 });
  writeFileSync(join(home, 'owner'), identity(process.pid));
  return home;
}

function release(home: string): void {
  rmSync(join(home, 'owner'), { force: true });
  rmSync(temporary(home), { recursive: true, force: true });
  if (/-\d+$/.test(home)) rmSync(home, { recursive: true, force: true });
}

/** Process id and start time: the pair that is never used twice. */
function identity(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return `${pid} gone`;
  }
}

function alive(owner: string): boolean {
  const pid = Number.parseInt(owner, 10);
  return pid !== process.pid && !owner.endsWith('gone') && identity(pid) === owner;
}

/** Chromium puts a socket below its TMPDIR, whose path must fit into 108 bytes. */
function temporary(home: string): string {
  const inside = join(home, 'tmp');
  if (Buffer.byteLength(inside) <= 55) return inside;
  return join(tmpdir(), `kith-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`);
}

/** A folder in front of PATH whose xdg-open does nothing: a page's mailto: link must not start other programs. */
function withoutOpener(home: string): string {
  writeFileSync(join(temporary(home), 'xdg-open'), '#!/bin/sh\nexit 0\n', { mode: 0o700 });
  return temporary(home);
}

function splitSwitch(text: string): [string, string] {
  const at = text.indexOf('=');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
