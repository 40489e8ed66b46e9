// The peers of signing in: each in a process of its own, until it says "done".
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from '@playwright/test';
import { program } from '../../scripts/requirements.ts';
import { ROOT } from '../../scripts/tools.ts';
import type { Authority } from '../../test/support/certificates.ts';
import { startWebServer } from '../../test/support/web-server.ts';
import { type Answers, converse, DOMAIN, PASSWORD, type Place } from '../answering-server.ts';
import { ACCOUNT } from '../corpus.ts';

const PEERS = join(import.meta.dirname, '..', 'peers');
export const PYTHON = '/usr/bin/python3';
/** ms; a peer that is not done by then never will be. */
const PATIENCE = 300_000;

export async function slixmpp({ host, port }: Place, caFile: string, people: number, done: () => void): Promise<void> {
  const words = [join(PEERS, 'slixmpp_people.py'), host, String(port), ACCOUNT, PASSWORD, caFile, String(people)];
  const child = spawn(PYTHON, words, { stdio: ['ignore', 'pipe', 'inherit'], timeout: PATIENCE });
  const exited = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) if (line === `done ${people}`) done();
  await exited;
}

/** Its packed form is one file that needs nothing else, so nothing else is fetched. */
const CONVERSE = {
  name: '@converse/headless',
  version: '14.0.0',
  sha512: 'mllTpV3sye5VQGXvthzep2rgDphoe1gmdfrRcZRPUG4pa7dAjNzyvkNQXHCzHS1UPnsaqAAhGb0c8MXSSzIOwA==',
};

/** The folder with Converse.js, fetched when it is not there yet; undefined where that fails. */
export function findConverse(): string | undefined {
  const folder = join(ROOT, 'node_modules', '.cache', 'kith', `converse-${CONVERSE.version}`);
  const dist = join(folder, 'package', 'dist');
  if (existsSync(dist)) return dist;
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const packed = spawnSync('npm', ['pack', `${CONVERSE.name}@${CONVERSE.version}`, '--pack-destination', fresh, '--silent'], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  const file = join(fresh, packed.stdout?.trim() ?? '');
  if (packed.status !== 0 || !existsSync(file)) return undefined;
  const found = createHash('sha512').update(readFileSync(file)).digest('base64');
  if (found !== CONVERSE.sha512) throw new Error(`${CONVERSE.name} ${CONVERSE.version} is not what it was: sha512 ${found}`);
  if (spawnSync('tar', ['xzf', file, '-C', fresh]).status !== 0) return undefined;
  renameSync(fresh, folder);
  return dist;
}

export const converseVersion = CONVERSE.version;

export interface ConverseRun {
  /** Seconds from the accepted connection to everybody's presence, or `patience`. */
  measure(): Promise<number>;
  end(): Promise<void>;
}

/** Over WebSocket, as pages have to. */
export async function startConverse(
  dist: string,
  authority: Authority,
  people: number,
  answers: Answers,
  patience: number,
): Promise<ConverseRun> {
  const server = await startWebServer(await authority.issue({ names: ['localhost'] }), DOMAIN);
  // The page comes out of this process, not from the address it speaks to.
  const args = ['--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets'];
  const browser = await chromium.launch({ executablePath: program('chromium') ?? '', args });

  async function measure(): Promise<number> {
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    try {
      await serveFiles(page, dist);
      const done = page.waitForEvent('console', { predicate: (message) => message.text() === `done ${people}`, timeout: 0 });
      // Closing the page ends the waiting, when it was in vain.
      done.catch(() => undefined);
      const query = new URLSearchParams({ address: ACCOUNT, password: PASSWORD, people: String(people) });
      await page.goto(`https://localhost:${server.port}/?${query}`);
      const connection = await server.connection();
      const began = performance.now();
      // RFC 7395 3.3: a frame for each.
      const sendAll = async (stanzas: readonly string[]): Promise<void> => {
        for (const stanza of stanzas) await connection.send(stanza);
      };
      const talk = connection.login({ password: PASSWORD }).then(() => converse({ ...connection, sendAll }, answers));
      const late = new Promise<void>((resolve) => setTimeout(resolve, patience * 1000));
      await Promise.race([done, late, talk.then(() => Promise.reject(new Error('Converse.js left')))]);
      return (performance.now() - began) / 1000;
    } finally {
      await page.close();
    }
  }

  return {
    measure,
    async end() {
      await browser.close();
      await server.close();
    },
  };
}

async function serveFiles(page: Page, dist: string): Promise<void> {
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/')
      return route.fulfill({ contentType: 'text/html', body: '<!doctype html><script type="module" src="/peer.js"></script>' });
    if (pathname === '/peer.js') return route.fulfill({ contentType: 'text/javascript', path: join(PEERS, 'converse.js') });
    const file = join(dist, pathname.replace(/^.*\//, ''));
    return existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 });
  });
}
