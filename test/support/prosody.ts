// A private, real Prosody on loopback for tests and the demo: own ports, own data folder, own throw-away certificate, gone with its parent.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { program } from '../../scripts/requirements.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import { type CertificateRequest, makeAuthority } from './certificates.ts';
import {
  answers,
  configuration,
  type Ports,
  type ProsodyOptions,
  type ReservedPort,
  reservePort,
  type SeedMessage,
  seedOf,
} from './prosody-setup.ts';
import { temporaryFolder } from './temporary.ts';

export interface ProsodyServer {
  readonly domain: string;
  readonly host: '127.0.0.1';
  /** STARTTLS. */
  readonly port: number;
  /** Direct TLS (XEP-0368); 0 when switched off. */
  readonly directTlsPort: number;
  readonly caFile: string;
  readonly dir: string;
  pid(): number | undefined;
  /** The process ended without being told to. */
  readonly died: Signal<void>;
  addUser(user: string, password: string): Promise<void>;
  deleteUser(user: string): Promise<void>;
  setPassword(user: string, password: string): Promise<void>;
  /** Puts messages straight into the archives of those they are for, who must be away. */
  archive(messages: readonly SeedMessage[]): Promise<void>;
  /** Closes all streams of an account with a stream error (RFC 6120 4.9.3). */
  disconnect(user: string, condition?: string, text?: string): Promise<void>;
  /** Routes a stanza as if it came from another server. */
  deliver(xml: string): Promise<void>;
  /** Ends at once, without a word to the clients, a frozen one without having read another byte; restart() brings it back. */
  kill9(): Promise<void>;
  /** Stops answering without closing anything, until thaw(). */
  freeze(): void;
  thaw(): void;
  /** The certificate it shows after the next restart(). */
  certify(request?: Partial<CertificateRequest>): Promise<void>;
  /** Shuts down if it runs, starts again on the same ports and data. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. May be called twice. */
  stop(): Promise<void>;
  /** What the server has said so far. */
  log(): string;
}

const host = '127.0.0.1';
/** Messages put into archives with one command: while it obeys, it does nothing else. */
const ARCHIVED = 500;

/** Starts a server; resolves when it answers and is seeded (about a second). Throws with the server's log when it does not come up. */
export async function startProsody(options: ProsodyOptions = {}): Promise<ProsodyServer> {
  const domain = options.domain ?? 'kith.test';
  const domains = [domain, ...(options.otherDomains ?? []), ...(options.guestDomain === undefined ? [] : [options.guestDomain])];
  if (program('prosody') === undefined) throw new Error('Prosody is not installed; "npm test" and "npm run demo" install it or say how.');
  const dir = temporaryFolder('kith-prosody');
  const control = join(dir, 'control');
  const logFile = join(dir, 'prosody.log');
  const configFile = join(dir, 'prosody.cfg.lua');
  for (const folder of [control, join(dir, 'data')]) mkdirSync(folder);
  const reserved: ReservedPort[] = [];
  const discard = (): void => {
    for (const each of reserved.splice(0)) each.release();
    rmSync(dir, { recursive: true, force: true });
  };
  const reserve = async (): Promise<number> => {
    const next = await reservePort();
    reserved.push(next);
    return next.port;
  };
  const log = (): string => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '');
  const died = signal<void>();
  const running: { child: Child | undefined } = { child: undefined };

  const lastResort = (): void => {
    running.child?.kill('SIGKILL');
    discard();
  };
  process.once('exit', lastResort);

  const start = async (ports: Ports): Promise<void> => {
    rmSync(join(control, 'ready'), { force: true });
    // What earlier starts said is no news.
    const said = log().length;
    const child = launch(configFile, logFile);
    running.child = child;
    void child.gone.then(() => running.child === child && died.emit());
    await ready({ child, control, port: ports.starttls, log: () => log().slice(said) });
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL', graceMs: number): Promise<void> => {
    const child = running.child;
    running.child = undefined;
    if (child === undefined) return;
    child.kill(signal);
    // Only to be ended in good order: one that is killed must not get to read what it was sent while it was frozen.
    if (signal === 'SIGTERM') child.kill('SIGCONT');
    if (!(await endsWithin(child, graceMs))) child.kill('SIGKILL');
    await child.gone;
  };

  let ports: Ports | undefined;
  let certify: ProsodyServer['certify'] | undefined;
  try {
    const authority = options.authority ?? (await makeAuthority(join(dir, 'tls')));
    const certificate = await authority.issue({ names: domains, ...options.certificate });
    certify = async (request = {}) => {
      const next = await authority.issue({ names: domains, ...request });
      copyFileSync(next.certFile, certificate.certFile);
      copyFileSync(next.keyFile, certificate.keyFile);
    };
    writeFileSync(join(control, 'seed.json'), JSON.stringify(seedOf(options, domain)));
    for (let attempt = 1; ports === undefined; attempt += 1) {
      const chosen = { starttls: await reserve(), direct: options.directTls === false ? 0 : await reserve() };
      writeFileSync(configFile, configuration({ options, domains, dir, control, ports: chosen, certificate }));
      try {
        await start(chosen);
        ports = chosen;
      } catch (error) {
        await end('SIGKILL', 0);
        if (!(error instanceof PortTaken) || attempt === 5) throw error;
      }
    }
  } catch (error) {
    process.off('exit', lastResort);
    discard();
    throw error;
  }

  const kept = ports;
  const ask = async (name: string, values: Readonly<Record<string, unknown>>): Promise<void> =>
    command(control, { name, host: domain, ...values }, log);
  const place = (user: string): { user: string; host: string } => {
    const [local = '', server = domain] = user.split('@');
    return { user: local, host: server };
  };
  return {
    domain,
    host,
    port: kept.starttls,
    directTlsPort: kept.direct,
    caFile: options.authority?.caFile ?? join(dir, 'tls', 'ca.pem'),
    dir,
    pid: () => running.child?.pid,
    died,
    addUser: (user, password) => ask('addUser', { ...place(user), password }),
    async archive(messages) {
      const all = seedOf({ archive: messages }, domain).archive;
      for (let at = 0; at < all.length; at += ARCHIVED) await ask('archive', { messages: all.slice(at, at + ARCHIVED) });
    },
    deleteUser: (user) => ask('deleteUser', place(user)),
    setPassword: (user, password) => ask('setPassword', { ...place(user), password }),
    disconnect: (user, condition = 'policy-violation', text = '') => ask('disconnect', { ...place(user), condition, text }),
    deliver: (xml) => ask('deliver', { xml }),
    kill9: () => end('SIGKILL', 0),
    freeze: () => void running.child?.kill('SIGSTOP'),
    thaw: () => void running.child?.kill('SIGCONT'),
    certify,
    async restart() {
      await end('SIGTERM', 6000);
      await start(kept);
    },
    async stop() {
      await end('SIGTERM', 1500);
      process.off('exit', lastResort);
      discard();
    },
    log,
  };
}

interface Child {
  readonly pid: number | undefined;
  readonly gone: Promise<void>;
  exited(): boolean;
  kill(signal: NodeJS.Signals): void;
}

class PortTaken extends Error {}

function launch(configFile: string, logFile: string): Child {
  const prosody = program('prosody') ?? 'prosody';
  const setpriv = process.platform === 'linux' ? program('setpriv') : undefined;
  const words = [...(setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--']), prosody, '--config', configFile, '-F'];
  // In a group of its own, so that Ctrl+C leaves its end to this process. Straight into a file: a pipe nobody reads would stop the server once it is full.
  const output = openSync(logFile, 'a');
  const child = spawn(words[0] ?? prosody, words.slice(1), { stdio: ['ignore', output, output], detached: true });
  closeSync(output);
  const gone = new Promise<void>((done) => {
    child.once('error', () => done());
    child.once('exit', () => done());
  });
  return {
    pid: child.pid,
    gone,
    exited: () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => void child.kill(signal),
  };
}

async function endsWithin(child: Child, ms: number): Promise<boolean> {
  const late = Symbol('late');
  const timer = new AbortController();
  const first = await Promise.race([child.gone, sleep(ms, late, { signal: timer.signal }).catch(() => late)]);
  timer.abort();
  return first !== late;
}

async function ready(what: { child: Child; control: string; port: number; log: () => string }): Promise<void> {
  const deadline = Date.now() + 30_000;
  const failed = (why: string): Error => new Error(`Prosody ${why}. Its log:\n${what.log()}`);
  for (;;) {
    if (what.log().includes('Failed to open server port')) throw new PortTaken('a port was taken in between');
    if (what.child.exited()) throw failed('did not start');
    const answer = readAnswer(join(what.control, 'ready'));
    if (answer?.error !== undefined) throw failed(`could not be seeded (${answer.error})`);
    if (answer !== undefined && (await answers(what.port))) return;
    if (Date.now() > deadline) throw failed('did not come up within 30 seconds');
    await sleep(20);
  }
}

async function command(control: string, request: Readonly<Record<string, unknown>>, log: () => string): Promise<void> {
  const path = join(control, `command-${randomUUID()}`);
  writeFileSync(`${path}.new`, JSON.stringify(request));
  renameSync(`${path}.new`, `${path}.json`);
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(10)) {
    const answer = readAnswer(`${path}.done`);
    if (answer === undefined) continue;
    rmSync(`${path}.done`);
    if (answer.error !== undefined) throw new Error(`Prosody refused ${request.name}: ${answer.error}`);
    return;
  }
  throw new Error(`Prosody did not answer ${request.name}. Its log:\n${log()}`);
}

function readAnswer(path: string): { readonly error?: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { readonly error?: string };
  } catch {
    return undefined;
  }
}
