import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPeer, type Peer } from './peer.ts';
import { type ProsodyServer, startProsody } from './prosody.ts';

const day = 24 * 60 * 60_000;

async function until(holds: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 10_000; !holds(); await sleep(20)) if (Date.now() > deadline) throw new Error(`never: ${what}`);
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a private Prosody', () => {
  const made = {} as { server: ProsodyServer };
  const sent = Math.floor((Date.now() - 3 * day) / 1000) * 1000;
  beforeAll(async () => {
    made.server = await startProsody({
      otherDomains: ['other.test'],
      accounts: { alice: 'a', bob: 'b', 'dora@other.test': 'd' },
      rosters: [['alice', 'bob']],
      names: { bob: 'Bob Čapek' },
      archive: [
        { from: 'bob', to: 'alice', body: 'second', at: sent + 5000 },
        { from: 'alice', to: 'bob', body: 'first 👋', at: sent, id: 'first-id' },
      ],
      waiting: [{ from: 'bob', to: 'alice', body: 'are you "there"?\nI\\we are', at: sent + day }],
    });
  });
  afterAll(() => made.server.stop());

  const person = (address: string, password: string): Promise<Peer> => connectPeer({ ...made.server, address, password });

  it('has the seeded contacts, the past and what waits', async () => {
    const alice = await person('alice@kith.test', 'a');
    expect(await alice.roster()).toEqual([{ address: 'bob@kith.test', name: 'Bob Čapek', subscription: 'both' }]);
    const waiting = await alice.waitForMessage(({ body }) => body !== undefined);
    expect(waiting.body).toBe('are you "there"?\nI\\we are');
    const past = await alice.archive({ with: 'bob@kith.test' });
    expect(past.map(({ from, body, stamp }) => ({ from, body, at: Date.parse(stamp) }))).toEqual([
      { from: 'alice@kith.test', body: 'first 👋', at: sent },
      { from: 'bob@kith.test', body: 'second', at: sent + 5000 },
      { from: 'bob@kith.test', body: waiting.body, at: sent + day },
    ]);
    expect(past[0]?.id).toBe('first-id');
    expect(waiting.stanza.getChild('stanza-id')?.attrs.id).toBe(past[2]?.archiveId);
    await alice.close();
    const bob = await person('bob@kith.test', 'b');
    expect((await bob.archive()).map(({ body }) => body)).toEqual(past.map(({ body }) => body));
    await bob.close();
  });

  it('carries messages and presence between people, over a kill -9 too', async () => {
    const bob = await person('bob@kith.test', 'b');
    const dora = await person('dora@other.test', 'd');
    const body = 'grüße 👨‍👩‍👧‍👦 '.repeat(2000);
    const id = await bob.send('dora@other.test', body, { chatState: 'active' });
    expect(await dora.waitForMessage((message) => message.id === id)).toMatchObject({ body, chatState: 'active', from: bob.jid });
    await dora.subscribe('bob@kith.test');
    await bob.waitForPresence(({ type, from }) => type === 'subscribe' && from === 'dora@other.test');
    await bob.approve('dora@other.test');
    await bob.presence('away', 'lunch');
    expect(await dora.waitForPresence(({ show }) => show === 'away')).toMatchObject({ from: bob.jid, status: 'lunch' });

    const pid = made.server.pid();
    await made.server.kill9();
    expect(pid !== undefined && runs(pid)).toBe(false);
    // Nobody else is given its port meanwhile.
    const other = createSocket('udp4').bind({ port: made.server.port, address: made.server.host, exclusive: true });
    expect(await Promise.race([once(other, 'error'), once(other, 'listening')])).toMatchObject([{ code: 'EADDRINUSE' }]);
    other.close();
    await made.server.restart();
    bob.drop();
    dora.drop();
    const again = await person('dora@other.test', 'd');
    expect((await again.archive({ with: 'bob@kith.test' })).filter((message) => message.id === id)).toHaveLength(1);
    expect(await again.roster()).toEqual([{ address: 'bob@kith.test', name: undefined, subscription: 'to' }]);
    await again.close();
  });

  it('changes its accounts while it runs', async () => {
    await made.server.addUser('erin', 'one');
    await (await person('erin@kith.test', 'one')).close();
    await made.server.setPassword('erin', 'two');
    await expect(person('erin@kith.test', 'one')).rejects.toThrow('not-authorized');
    await (await person('erin@kith.test', 'two')).close();
    await made.server.deleteUser('erin');
    await expect(person('erin@kith.test', 'two')).rejects.toThrow('not-authorized');
  });

  it('takes what seems to come from elsewhere', async () => {
    const alice = await person('alice@kith.test', 'a');
    await made.server.deliver("<message from='stranger@far.test' to='alice@kith.test' type='chat'><body>hello</body></message>");
    expect((await alice.waitForMessage(({ body }) => body === 'hello')).from).toBe('stranger@far.test');
    await alice.close();
  });

  it('can do without an archive', async () => {
    const server = await startProsody({ accounts: { alice: 'a' }, modules: { disable: ['mam'] }, directTls: false });
    const alice = await connectPeer({ ...server, address: 'alice@kith.test', password: 'a' });
    await expect(alice.archive()).rejects.toThrow('service-unavailable');
    expect(server.directTlsPort).toBe(0);
    await alice.close();
    await server.stop();
    expect(existsSync(server.dir)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('dies with its parent, and its folder goes with the next start', async () => {
    const module = join(import.meta.dirname, 'prosody.ts');
    const script = `const { startProsody } = await import(${JSON.stringify(module)});
      const server = await startProsody(); console.log(server.pid() + ' ' + server.dir); setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const [pid = '', dir = ''] = line.toString().trim().split(' ');
    expect(runs(Number(pid))).toBe(true);
    const gone = once(parent, 'exit');
    parent.kill('SIGKILL');
    await gone;
    await until(() => !runs(Number(pid)), 'Prosody dies with its parent');
    const next = await startProsody();
    expect(existsSync(dir)).toBe(false);
    await next.stop();
  });
});
