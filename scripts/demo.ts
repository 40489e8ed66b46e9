// npm run demo: Kith signed in as Alice on a private server, with Bob and Carol as real clients on the other side. Everything lives in
// throw-away folders and ends together, whichever part ends first.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProsodyServer, startProsody } from '../test/support/prosody.ts';
import { temporaryFolder } from '../test/support/temporary.ts';
import { build } from './build.ts';
import { endOnInterrupt } from './demo-end.ts';
import type { ToPeople } from './demo-people.ts';
import { alice, bob, carol, conversation, everyone, waiting } from './demo-story.ts';
import { type Electron, findElectron } from './electron.ts';
import { needs, program } from './requirements.ts';

const root = resolve(import.meta.dirname, '..');

async function demo(): Promise<void> {
  await needs(['prosody', 'openssl', 'emoji-font']);
  const electron = await electronOrLeave();
  console.log(electron.sentence);
  await needs(electron.needs);

  const ending = endOnInterrupt();
  try {
    const folder = temporaryFolder('kith-demo');
    ending.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    const server = await startServer();
    ending.add(() => server.stop());
    server.died.on(() => ending.end(1, 'The server was ended from outside, so the demo ends.'));

    const people = await startPeople(server, (code) => ending.end(1, `Bob and Carol went away (code ${code}), so the demo ends.`));
    ending.add(() => endPeople(people));
    const tell = (pids: readonly (number | undefined)[]): void =>
      sayTo(people, { leftovers: { pids: pids.filter((pid) => pid !== undefined), folders: [folder, server.dir] } });
    tell([server.pid()]);

    await build();
    if (ending.begun()) return;
    const app = openApp({ electron, folder, server });
    ending.add(() => endProcess(app.process));
    tell([server.pid(), app.process.pid]);
    app.process.once('error', (error) => ending.end(1, `Kith could not be started: ${error.message}`));
    app.process.once('exit', (code) =>
      ending.end(code ?? 0, code === 0 || code === null ? 'Kith was closed; the demo ends.' : app.failure(code)),
    );
    explain(server);
    endWithNpm(() => ending.end(1));
  } catch (error) {
    ending.end(1, `The demo could not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function electronOrLeave(): Promise<Electron> {
  try {
    return await findElectron();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    console.error('"npm start" says how to get it.');
    process.exit(2);
  }
}

function startServer(): Promise<ProsodyServer> {
  const now = Date.now();
  return startProsody({
    accounts: Object.fromEntries(everyone.map(({ user, password }) => [user, password])),
    names: Object.fromEntries(everyone.map(({ user, name }) => [user, name])),
    rosters: [
      [alice.user, bob.user],
      [alice.user, carol.user],
      [bob.user, carol.user],
    ],
    archive: conversation(now),
    waiting: waiting(now),
  });
}

async function startPeople(server: ProsodyServer, left: (code: number | string) => void): Promise<ChildProcess> {
  const people = fork(join(import.meta.dirname, 'demo-people.ts'), { detached: true });
  people.once('exit', (code, signal) => left(code ?? signal ?? 'unknown'));
  const { host, port, caFile, domain } = server;
  sayTo(people, { start: { host, port, caFile, domain } });
  await Promise.race([once(people, 'message'), once(people, 'exit')]);
  return people;
}

function sayTo(people: ChildProcess, message: ToPeople): void {
  if (people.connected) people.send(message);
}

async function endPeople(people: ChildProcess): Promise<void> {
  sayTo(people, { stop: true });
  await endProcess(people);
}

interface AppStart {
  readonly electron: Electron;
  readonly folder: string;
  readonly server: ProsodyServer;
}

/** Starts Kith on a throw-away profile, already signed in as Alice. */
function openApp({ electron, folder, server }: AppStart): { process: ChildProcess; failure: (code: number) => string } {
  const profile = join(folder, 'profile');
  const output = join(folder, 'kith.log');
  mkdirSync(profile, { mode: 0o700 });
  const signIn = { address: `${alice.user}@${server.domain}`, password: alice.password, server: server.host, port: server.port };
  // Electron's own binary refuses to run as root with its sandbox on.
  const asRoot = process.getuid?.() === 0 && electron.kind !== 'stand-in' ? ['--no-sandbox'] : [];
  const setpriv = process.platform === 'linux' ? program('setpriv') : undefined;
  const dying = setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'TERM', '--'];
  const [command = electron.path, ...args] = [...dying, electron.path, '.', `--user-data-dir=${profile}`, ...asRoot];
  const log = openSync(output, 'a', 0o600);
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      ...environment,
      // The same Node as here, also where the system's own is an older one.
      PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
      ...(electron.distPath === undefined ? {} : { ELECTRON_OVERRIDE_DIST_PATH: electron.distPath }),
      KITH_THROWAWAY: '1',
      KITH_EXTRA_CA: server.caFile,
      KITH_SIGN_IN: JSON.stringify(signIn),
    },
  });
  return { process: child, failure: (code) => [`Kith ended with code ${code}. It said:`, ...lastWords(output)].join('\n') };
}

function lastWords(file: string): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
    .slice(-8)
    .map((line) => `  ${line}`);
}

/** SIGTERM by pid, SIGKILL after five seconds. */
async function endProcess(child: ChildProcess): Promise<void> {
  const running = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  if (running()) child.kill('SIGTERM');
  for (const deadline = Date.now() + 5000; running() && Date.now() < deadline; ) await sleep(20);
  if (running()) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

/** Under npm this process would outlive a killed npm without anybody noticing. */
function endWithNpm(end: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), 1000).unref();
}

function explain(server: ProsodyServer): void {
  console.log(`Kith is open as ${alice.name}. Bob and Carol are online and answer; two chats have messages waiting.`);
  console.log(`Join with another client: ${server.host}, port ${server.port} (STARTTLS) or ${server.directTlsPort} (Direct TLS)`);
  for (const { user, password } of everyone) console.log(`  ${user}@${server.domain}  password ${password}`);
  console.log(`  its certificate is signed by ${server.caFile}`);
  console.log('Close the window or press Ctrl+C: everything ends and its folders are removed.');
}

await demo();
