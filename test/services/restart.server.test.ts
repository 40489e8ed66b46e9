// XEP-0198 across the end of a process, on a real Prosody: what is killed resumes, what quits says goodbye.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { KnownAccount } from '../../shared/account.ts';
import { breakingLine, type Line } from '../support/breaking-line.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type KithChild, startKith } from './kith-child.ts';

let server: ProsodyServer;
let bob: Peer;
let line: Line;
const folders: string[] = [];
const running = new Set<KithChild>();

beforeAll(async () => {
  const accounts = { alice: 'alice-password', bob: 'bob-password', carol: 'carol-password' };
  server = await startProsody({
    accounts,
    rosters: [
      ['alice', 'bob'],
      ['alice', 'carol'],
    ],
  });
  const { host, port, caFile, domain } = server;
  bob = await connectPeer({ address: `bob@${domain}`, password: 'bob-password', host, port, caFile });
  await bob.presence('away', 'in a meeting');
  line = await breakingLine(server);
});

afterEach(async () => {
  for (const each of running) await each.kill9();
  running.clear();
});

afterAll(async () => {
  line.close();
  await bob.close();
  await server.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function start(folder: string, known: readonly KnownAccount[] = []): Promise<KithChild> {
  const kith = await startKith({ folder, caFile: server.caFile, password: 'alice-password', known });
  running.add(kith);
  return kith;
}

async function signedIn() {
  const folder = mkdtempSync(join(tmpdir(), 'kith-restart-'));
  folders.push(folder);
  const kith = await start(folder);
  const account = await kith.call('signIn', `alice@${server.domain}`, server.host, line.port);
  await until(async () => (await kith.call('present')).some(([address, shown]) => address === bob.address && shown === 'away'));
  const conversation = await kith.call('open', bob.address);
  const again = () => start(folder, [account]);
  return { kith, conversation, again };
}

const bodies = async (kith: KithChild, conversation: string) => (await kith.call('rows', conversation)).map(({ body }) => body);

it('a killed Kith goes on with its session: who is there, what came meanwhile, what was not sent, once', async () => {
  const { kith, conversation, again } = await signedIn();
  await kith.call('send', conversation, 'arrives');
  await until(async () => (await kith.call('rows', conversation)).every(({ state }) => state === 'sent'));
  const presences = bob.presences.length;
  await kith.kill9();
  await bob.send(`alice@${server.domain}`, 'while away');

  const later = await again();
  const unsent = await later.call('send', conversation, 'written before it is online');
  expect(unsent).not.toBe('');
  await later.call('start');
  await until(() => later.sessions.length > 0);
  expect(later.sessions).toEqual(['resumed']);
  await until(async () => (await later.call('present')).some(([address, shown]) => address === bob.address && shown === 'away'));
  await bob.waitForMessage(({ body }) => body === 'written before it is online');
  await until(async () => (await bodies(later, conversation)).includes('while away'));
  expect((await bodies(later, conversation)).toSorted()).toEqual(['arrives', 'while away', 'written before it is online']);
  await until(() => later.incoming.length > 0);
  expect(later.incoming).toEqual(['while away']);
  // Nobody saw alice leave or come.
  // Said once more, because nobody knows whether it arrived; nobody sees it go.
  await until(() => bob.presences.length > presences);
  expect(bob.presences.slice(presences).map(({ type, show }) => [type, show])).toEqual([[undefined, undefined]]);
});

it('what was written and not acknowledged when it was killed arrives once', async () => {
  for (const bytes of [0, 250, 500]) {
    const { kith, conversation, again } = await signedIn();
    line.cutAfter(bytes);
    const said = [0, 1, 2].map((number) => `${bytes} ${number}`);
    for (const text of said) await kith.call('send', conversation, text);
    await kith.kill9();
    line.cutAfter(Number.POSITIVE_INFINITY);
    const later = await again();
    await later.call('start');
    await until(async () =>
      (await later.call('rows', conversation)).every(({ direction, state }) => direction === 'in' || state === 'sent'),
    );
    await bob.waitForMessage(({ body }) => body === said[2]);
    expect(bob.messages.flatMap(({ body }) => (body?.startsWith(`${bytes} `) ? [body] : []))).toEqual(said);
    expect(later.sessions[0]).toBe('resumed');
    await later.quit();
    running.delete(later);
  }
});

it('Kith that quits says goodbye: its people see it leave, and the next start begins anew', async () => {
  const { kith, again } = await signedIn();
  const presences = bob.presences.length;
  await kith.quit();
  running.delete(kith);
  await bob.waitForPresence((presence) => bob.presences.indexOf(presence) >= presences && presence.type === 'unavailable');
  const later = await again();
  await later.call('start');
  await until(() => later.sessions.length > 0);
  expect(later.sessions).toEqual(['new']);
});
