// npm run bench -- hostile: how long Kith's main loop stands still, and how much memory it takes, when the server means harm.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authority, makeAuthority } from '../../test/support/certificates.ts';
import { startScriptedServer } from '../../test/support/server.ts';
import { contestant } from '../harness/contestant.ts';
import type { Group } from '../harness/group.ts';
import { type Bench, currentLoad } from '../harness/measure.ts';
import { type Attack, attacks } from './attacks.ts';
import type { Suffered, VictimInput } from './victim.ts';

const PASSWORD = 'a-password';

export const hostile: Group = {
  name: 'hostile',
  about:
    'The product without its window is signed in to a server in another process that then attacks it. The longest stall of its loop counts, how ' +
    'much processor time of its own the loop spent at most without a turn for anything else, and by how much the memory of its process grew at most. Every attack but the floods of harmless stanzas has to end with the right stream error, else there is no row.',
  needs: ['openssl'],
  rows: attacks.flatMap(({ id, what }) => [
    { id: `hostile.${id}`, what: `${what}: longest stall`, unit: 'ms' },
    { id: `hostile.${id}-work`, what: `${what}: most processor time at a stretch`, unit: 'ms' },
    { id: `hostile.${id}-memory`, what: `${what}: memory`, unit: 'MB' },
  ]),
  sizes: { megabytes: 16, stanzas: 1_000_000 },
  async run(bench) {
    const folder = mkdtempSync(join(tmpdir(), 'kith-hostile-'));
    try {
      const authority = await makeAuthority(folder);
      for (const each of attacks) await measure(bench, each, authority);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measure(bench: Bench, each: Attack, authority: Authority): Promise<void> {
  const rows = { stall: `hostile.${each.id}`, work: `hostile.${each.id}-work`, growth: `hostile.${each.id}-memory` } as const;
  if (!bench.wants(...Object.values(rows))) return;
  const bytes = each.bytes({ megabytes: bench.size('megabytes'), stanzas: bench.size('stanzas') });
  const before = currentLoad();
  const all: Suffered[] = [];
  for (let round = 0; round < bench.pairs; round++) all.push(await attack(each, bytes, authority));
  for (const figure of ['stall', 'work', 'growth'] as const)
    bench.judge(
      [rows[figure]],
      all.map((suffered) => ({ ours: suffered[figure] })),
      before,
    );
}

async function attack({ id, ends }: Attack, bytes: Uint8Array, authority: Authority): Promise<Suffered> {
  const certificate = await authority.issue({ names: ['kith.test'] });
  const server = await startScriptedServer();
  const connected = server.connection(30_000);
  const signedIn = connected.then((connection) => connection.login({ certificate, password: PASSWORD, streamManagement: true }));
  try {
    const input: VictimInput = { host: server.host, port: server.port, caFile: authority.caFile };
    const options = { execArgv: ['--expose-gc'], staged: () => strike() };
    const [suffered] = await Promise.all([contestant<Suffered>('hostile/victim.ts', input, options), signedIn]);
    return suffered;
  } finally {
    await server.close();
  }

  async function strike(): Promise<void> {
    const connection = await connected;
    // Cut off in the middle, what is left of the attack has nobody to go to.
    const sent = connection.send(bytes);
    if (ends === undefined) {
      await sent;
      await connection.send("<iq type='get' id='after' from='kith.test'><ping xmlns='urn:xmpp:ping'/></iq>");
      await connection.expect(/<iq[^>]*id="after"/, 240_000);
      return;
    }
    await connection.expect(/<stream:error>.*<\/stream:error>/s, 30_000);
    const said = connection.received().insideTls;
    if (!said.includes(`<stream:error><${ends} `)) throw new Error(`${id} ended with ${said.slice(-300)}`);
  }
}
