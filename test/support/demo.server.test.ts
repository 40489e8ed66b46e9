import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ToPeople } from '../../scripts/demo-people.ts';
import { manners } from '../../scripts/demo-replies.ts';
import { alice, bob, everyone } from '../../scripts/demo-story.ts';
import { connectPeer } from './peer.ts';
import { type ProsodyServer, startProsody } from './prosody.ts';

describe("the demo's people", () => {
  const made = {} as { server: ProsodyServer; people: ChildProcess };
  const tell = (message: ToPeople) => made.people.send(message);
  beforeEach(async () => {
    const accounts = Object.fromEntries(everyone.map(({ user, password }) => [user, password]));
    made.server = await startProsody({ accounts, rosters: [[alice.user, bob.user]] });
    made.people = fork(resolve(import.meta.dirname, '../../scripts/demo-people.ts'));
    const { host, port, caFile, domain } = made.server;
    tell({ start: { host, port, caFile, domain } });
    expect((await Promise.race([once(made.people, 'message'), once(made.people, 'exit')]))[0]).toBe('ready');
  });
  afterEach(async () => {
    if (made.people.exitCode === null) made.people.kill('SIGKILL');
    await made.server.stop();
  });

  it('are there with a status, type before they answer, and leave when told', async () => {
    const person = await connectPeer({ ...made.server, address: `alice@${made.server.domain}`, password: alice.password });
    expect((await person.waitForPresence(({ from }) => from.startsWith('bob@'))).status).not.toBe('');
    await person.send(`bob@${made.server.domain}`, 'Hello Bob!');
    await person.waitForMessage(({ body }) => body === manners.bob.hello);
    expect(person.messages.map(({ chatState }) => chatState)).toEqual(['composing', 'active']);
    await person.close();
    const left = once(made.people, 'exit');
    tell({ stop: true });
    expect((await left)[0]).toBe(0);
  });

  it('clear away what a killed demo leaves behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kith-leftover-'));
    const { server } = made;
    tell({ leftovers: { pids: [server.pid() ?? 0].filter((pid) => pid > 0), folders: [folder] } });
    const [died, left] = [new Promise<void>((done) => server.died.on(done)), once(made.people, 'exit')];
    made.people.disconnect();
    await died;
    await left;
    expect(existsSync(folder)).toBe(false);
  });
});
