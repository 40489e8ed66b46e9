// kill -9 at every named step of taking a message in and of sending one, on a real Prosody: once and in order on both sides, whatever the step.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { xml } from '@xmpp/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KnownAccount } from '../../shared/account.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import type { CrashPoint } from './crash-points.ts';
import { type KithChild, startKith } from './kith-child.ts';

const PASSWORD = 'a-password';
const MISSED = 120;
/** For a dozen starts, in ms. */
const PATIENCE = 120_000;

let server: ProsodyServer;
let bob: Peer;
const folders: string[] = [];
const running = new Set<KithChild>();

beforeAll(async () => {
  const users = ['alice', 'bob', 'carol', 'dora'];
  server = await startProsody({
    accounts: Object.fromEntries(users.map((user) => [user, PASSWORD])),
    rosters: users.filter((user) => user !== 'bob').map((user) => [user, 'bob'] as const),
  });
  const { host, port, caFile, domain } = server;
  bob = await connectPeer({ address: `bob@${domain}`, password: PASSWORD, host, port, caFile });
});

afterAll(async () => {
  for (const each of running) await each.kill9();
  await bob.close();
  await server.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A person at a Kith that ends at a point and is started again. */
async function person(user: string) {
  const folder = mkdtempSync(join(tmpdir(), 'kith-crash-'));
  folders.push(folder);
  const start = async (known: readonly KnownAccount[]): Promise<KithChild> => {
    const kith = await startKith({ folder, caFile: server.caFile, password: PASSWORD, known });
    running.add(kith);
    return kith;
  };
  const address = `${user}@${server.domain}`;
  let kith = await start([]);
  const account = await kith.call('signIn', address, server.host, server.port);
  const conversation = await kith.call('open', bob.address);
  return {
    address,
    conversation,
    kith: () => kith,
    /** It reaches the point while the test does this, and is gone. */
    async dies(point: CrashPoint, text: string, deed: () => Promise<unknown>): Promise<void> {
      await kith.call('crashAt', point, text);
      await Promise.all([kith.gone, deed().catch((error: unknown) => expect(String(error)).toContain('Kith is gone'))]);
      running.delete(kith);
    },
    async again(): Promise<KithChild> {
      kith = await start([account]);
      return kith;
    },
    rows: () => kith.call('rows', conversation),
    async bodies() {
      return (await kith.call('rows', conversation)).map(({ body }) => body);
    },
  };
}

const heardByBob = (who: { readonly address: string }) =>
  bob.messages.filter(({ from, body }) => from.startsWith(who.address) && body !== undefined).map(({ body }) => body);

it('what comes in is there once, wherever Kith was killed', { timeout: PATIENCE }, async () => {
  const alice = await person('alice');
  await until(async () => (await alice.kith().call('present')).some(([address]) => address === bob.address));
  const said: string[] = [];
  for (const point of ['arrived', 'inside received', 'committed received', 'acknowledged'] as const) {
    said.push(`killed when ${point}`, `after ${point}`);
    await alice.dies(point, `killed when ${point}`, () => bob.send(alice.address, `killed when ${point}`));
    await bob.send(alice.address, `after ${point}`);
    const next = await alice.again();
    await next.call('start');
    await until(async () => (await alice.bodies()).includes(`after ${point}`));
    expect(next.sessions).toEqual(['resumed']);
  }
  expect(await alice.bodies()).toEqual(said);

  // The contact list takes the same road.
  const { host, port, caFile } = server;
  const other = await connectPeer({ address: alice.address, password: PASSWORD, host, port, caFile });
  for (const point of ['inside listed', 'committed listed'] as const) {
    const item = xml('item', { jid: bob.address, name: point });
    await alice.dies(point, point, () => other.request(xml('iq', { type: 'set' }, xml('query', { xmlns: 'jabber:iq:roster' }, item))));
    const next = await alice.again();
    await next.call('start');
    await until(() => next.sessions.length > 0);
    await until(async () => (await next.call('contacts')).some(([, name]) => name === point));
    expect(next.sessions).toEqual(['resumed']);
  }
  await other.close();
});

it('history that is read page by page goes on behind the last page that was stored', { timeout: PATIENCE }, async () => {
  const dora = await person('dora');
  const said = ['before'];
  await bob.send(dora.address, 'before');
  await until(async () => (await dora.bodies()).length === 1);
  await dora.kith().quit();
  // More than two pages of Prosody's.
  for (let number = 0; number < MISSED; number += 1) {
    said.push(`missed ${number}`);
    await bob.send(dora.address, `missed ${number}`);
  }
  for (const [point, count] of [
    ['inside received', 40],
    ['committed received', 80],
  ] as const) {
    await dora.again();
    await dora.dies(point, String(count), () => dora.kith().call('start'));
  }
  const next = await dora.again();
  await next.call('start');
  await until(async () => (await dora.rows()).length > MISSED && (await next.call('complete', dora.conversation)));
  expect(await dora.bodies()).toEqual(said);
});

it('what leaves arrives once, wherever Kith was killed, and is still a draft where it was not stored yet', {
  timeout: PATIENCE,
}, async () => {
  const carol = await person('carol');
  const send = (text: string) => () => carol.kith().call('send', carol.conversation, text);
  await until(async () => (await carol.kith().call('present')).some(([address]) => address === bob.address));
  await carol.kith().call('saveDraft', carol.conversation, 'nearly sent');
  await carol.dies('inside pending', 'nearly sent', send('nearly sent'));
  await (await carol.again()).call('start');
  expect(await carol.rows()).toEqual([]);
  expect(await carol.kith().call('draft', carol.conversation)).toBe('nearly sent');

  const said: string[] = [];
  const steps = [
    'committed pending',
    'inside sending',
    'committed sending',
    'written',
    'answered',
    'inside sent',
    'committed sent',
  ] as const;
  for (const point of steps) {
    const text = `killed when ${point}`;
    said.push(text);
    await until(async () => (await carol.kith().call('states'))[0] === 'online');
    await carol.dies(point, text, send(text));
    await carol.again();
    // And once more, while it leaves again.
    if (point === 'committed sending') {
      await carol.dies('written', text, () => carol.kith().call('start'));
      await carol.again();
    }
    await carol.kith().call('start');
    await until(() => carol.kith().sessions.length > 0);
    expect([point, ...carol.kith().sessions]).toEqual([point, 'resumed']);
    await until(async () => (await carol.rows()).every(({ state }) => state === 'sent'));
    await bob.waitForMessage(({ body }) => body === text);
  }
  expect(await carol.bodies()).toEqual(said);
  expect(heardByBob(carol)).toEqual(said);

  // The server dies with Kith, and only its archive knows what arrived: all of it, or nothing.
  for (const arrives of [true, false]) {
    const text = `both are killed, and the server ${arrives ? 'has' : 'has not'} read it`;
    said.push(text);
    await until(async () => (await carol.kith().call('states'))[0] === 'online');
    if (!arrives) server.freeze();
    await carol.dies('written', text, send(text));
    if (arrives) await bob.waitForMessage(({ body }) => body === text);
    await server.kill9();
    await server.restart();
    const next = await carol.again();
    await next.call('start');
    await until(async () => (await carol.rows()).every(({ state }) => state === 'sent'));
    expect(next.sessions).toEqual(['new']);
  }
  const { host, port, caFile } = server;
  const reader = await connectPeer({ address: bob.address, password: PASSWORD, host, port, caFile });
  expect((await reader.archive({ with: carol.address })).map(({ body }) => body)).toEqual(said);
  expect(await carol.bodies()).toEqual(said);
  await reader.close();
});
