// What the scripts need besides Node: real programs from the system. Missing ones are installed where that is possible without asking
// (Debian-like, root or passwordless sudo), otherwise the exact command is printed and the process ends with code 2.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export type Requirement =
  | 'debootstrap'
  | 'prosody'
  | 'prosody-database'
  | 'chromium'
  | 'headless-chromium'
  | 'emoji-font'
  | 'openssl'
  | 'dbus'
  | 'slixmpp'
  | 'tor';

type Part = {
  readonly name: string;
  readonly debian: string;
  readonly brew: string;
  readonly windows: string;
  readonly found: () => boolean;
};

const parts: Readonly<Record<Requirement, Part>> = {
  prosody: {
    name: 'Prosody (the XMPP server of the tests and the demo)',
    debian: 'prosody',
    brew: 'brew install prosody',
    windows: 'Prosody does not run on Windows: use WSL (Debian or Ubuntu)',
    found: () => program('prosody') !== undefined && program('prosodyctl') !== undefined,
  },
  'prosody-database': {
    name: "Prosody's way to SQLite (the benchmarks of long histories)",
    debian: 'lua-dbi-sqlite3',
    brew: 'luarocks install luadbi-sqlite3',
    windows: 'use WSL (Debian or Ubuntu)',
    found: () => spawnSync(program('lua5.4') ?? 'lua', ['-e', 'require "dbd.sqlite3"'], { stdio: 'ignore', timeout: 20_000 }).status === 0,
  },
  chromium: {
    name: "Chromium (where Electron's own binary cannot be had)",
    debian: 'chromium',
    brew: 'brew install --cask chromium',
    windows: 'winget install Hibbiki.Chromium',
    found: () => ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'].some((name) => program(name) !== undefined),
  },
  // Starts in half the time; where it is not to be had, a whole Chromium does.
  'headless-chromium': {
    name: "Chromium without a window (where Electron's own binary cannot be had)",
    debian: 'chromium-headless-shell',
    brew: 'brew install --cask chromium',
    windows: 'winget install Hibbiki.Chromium',
    found: () => program('chromium-headless-shell') !== undefined || (parts.chromium.found() && !obtainable('chromium-headless-shell')),
  },
  'emoji-font': {
    name: 'an emoji font',
    debian: 'fonts-noto-color-emoji',
    brew: 'part of macOS',
    windows: 'part of Windows',
    found: () => process.platform !== 'linux' || emojiFont(),
  },
  openssl: {
    name: 'openssl (throw-away certificates)',
    debian: 'openssl',
    brew: 'brew install openssl',
    windows: 'winget install ShiningLight.OpenSSL',
    found: () => program('openssl') !== undefined,
  },
  // What the benchmarks compare with; nothing else needs it.
  slixmpp: {
    name: 'slixmpp (a peer of the benchmarks)',
    debian: 'python3-slixmpp',
    brew: 'the benchmarks look for it in /usr/bin/python3',
    windows: 'use WSL (Debian or Ubuntu)',
    found: () => spawnSync('/usr/bin/python3', ['-c', 'import slixmpp'], { stdio: 'ignore', timeout: 20_000 }).status === 0,
  },
  debootstrap: {
    name: 'debootstrap (a Debian of its own for the newer servers)',
    debian: 'debootstrap',
    brew: 'not to be had on macOS',
    windows: 'not to be had on Windows',
    found: () => program('debootstrap') !== undefined,
  },
  tor: {
    name: 'Tor (a network of its own for the tests across servers)',
    debian: 'tor',
    brew: 'brew install tor',
    windows: 'use WSL (Debian or Ubuntu)',
    found: () => program('tor') !== undefined && program('tor-gencert') !== undefined,
  },
  // The desktop's parts that are spoken to over D-Bus exist on Linux only.
  dbus: {
    name: 'dbus-daemon (a private session bus for the tests)',
    debian: 'dbus-daemon',
    brew: 'not needed on macOS',
    windows: 'not needed on Windows',
    found: () => process.platform !== 'linux' || program('dbus-daemon') !== undefined,
  },
};

/** Returns once everything asked for is there; otherwise says what to do and ends the process with code 2 (130 after Ctrl+C). */
export async function needs(what: readonly Requirement[]): Promise<void> {
  const missing = missingOf(what);
  if (missing.length === 0) return;
  if (process.platform !== 'linux' || program('apt-get') === undefined) giveUp(missing, explain(missing));
  const packages = missing.map((item) => parts[item].debian);
  const become = rights();
  if (become === undefined) giveUp(missing, [`  ${commandFor(packages)}`]);

  console.log(`Installing with apt-get what is missing, once (no service is started): ${packages.join(', ')} …`);
  const result = await install(become, packages);
  if (result.code === 130) process.exit(130);
  const left = missingOf(what);
  if (left.length > 0)
    giveUp(left, [
      ...result.complaints.map((line) => `  apt-get says: ${line}`),
      `  ${commandFor(left.map((item) => parts[item].debian))}`,
    ]);
}

/** The full path of a program on PATH or in the usual folders, or undefined. */
export function program(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'];
  const names = process.platform === 'win32' ? [`${name}.exe`] : [name];
  for (const folder of folders) {
    if (folder === '') continue;
    for (const file of names) if (executable(join(folder, file))) return join(folder, file);
  }
  return undefined;
}

/** Debian's archive has the package, and installing asks nobody. */
function obtainable(debian: string): boolean {
  const ask = program('apt-cache');
  if (ask === undefined || rights() === undefined) return false;
  return spawnSync(ask, ['show', debian], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

function missingOf(what: readonly Requirement[]): Requirement[] {
  return [...new Set(what)].filter((item) => !parts[item].found());
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function emojiFont(): boolean {
  if (existsSync('/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf')) return true;
  const fcList = program('fc-list');
  if (fcList === undefined) return false;
  const list = spawnSync(fcList, [':lang=und-zsye', 'family'], { encoding: 'utf8', timeout: 20_000 });
  return list.status === 0 && list.stdout.trim() !== '';
}

/** The words that put a command into root's hands: none for root, sudo where it asks nothing. */
function rights(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  if (program('sudo') === undefined) return undefined;
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore', timeout: 10_000 }).status === 0 ? ['sudo', '-n'] : undefined;
}

function commandFor(packages: readonly string[]): string {
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  return `${sudo}apt-get update && ${sudo}apt-get install --no-install-recommends ${packages.join(' ')}`;
}

function explain(missing: readonly Requirement[]): string[] {
  return missing.map((item) => {
    const part = parts[item];
    if (process.platform === 'darwin') return `  ${part.name}: ${part.brew}`;
    if (process.platform === 'win32') return `  ${part.name}: ${part.windows}`;
    return `  ${part.name}: install it with your system's package manager (Debian calls it ${part.debian})`;
  });
}

function giveUp(missing: readonly Requirement[], lines: readonly string[]): never {
  console.error(`Missing on this machine: ${missing.map((item) => parts[item].name).join(', ')}.`);
  console.error('Get it like this, then start again:');
  for (const line of lines) console.error(line);
  process.exit(2);
}

type Installed = { readonly code: number; readonly complaints: readonly string[] };

async function install(become: readonly string[], packages: readonly string[]): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'kith-install-'));
  const log = join(folder, 'apt.log');
  const [command = 'sh', ...args] = [...become, 'sh', join(import.meta.dirname, 'requirements.sh'), log, ...packages];
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  // The script restores the system before it ends, so an interruption is handed to it and waited for.
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  const limit = setTimeout(() => child.kill('SIGTERM'), 50 * 60_000);
  try {
    const code = await new Promise<number>((resolve) => {
      child.once('error', () => resolve(127));
      child.once('exit', (status, signal) => resolve(status ?? (signal === null ? 1 : 130)));
    });
    return { code, complaints: code === 0 ? [] : complaints(log) };
  } finally {
    clearTimeout(limit);
    for (const signal of signals) process.off(signal, forward);
    rmSync(folder, { recursive: true, force: true });
  }
}

function complaints(log: string): string[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  const errors = lines.filter((line) => line.startsWith('E:') || line.startsWith('dpkg: error'));
  return (errors.length > 0 ? errors : lines.filter((line) => line !== '')).slice(-3);
}
