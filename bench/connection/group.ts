// npm run bench -- connection: how fast what the socket brings becomes stanzas, and how fast a broken connection is whole again.
import { setTimeout as sleep } from 'node:timers/promises';
import { startProsody } from '../../test/support/prosody.ts';
import { contestant } from '../harness/contestant.ts';
import type { Group } from '../harness/group.ts';
import { type Bench, currentLoad, interleave } from '../harness/measure.ts';
import { versionOf } from '../harness/results.ts';
import type { Pair } from '../harness/row.ts';
import { cutLine } from './line.ts';
import type { ResumeInput } from './resume.ts';
import { startSender } from './sender.ts';
import type { StanzasInput } from './stanzas.ts';

export const connection: Group = {
  name: 'connection',
  about:
    'From the bytes of a TCP socket to elements, per second of processor time, the sender in another process: the floor is saxes with namespaces and the same limits, which builds no ' +
    'tree; the peer is the stock @xmpp/client, which has no limits and is not strict. Resuming: from the first accepted TCP connection after the cut to the ' +
    'acknowledgement of the message that was lost in it, on a real Prosody; the floor is a script that knows what to say.',
  needs: ['prosody', 'openssl'],
  versions: () => ({ Prosody: versionOf('prosodyctl', 'about') }),
  rows: [
    { id: 'connection.stanzas', what: 'Reading stanzas, against saxes alone', unit: '/s' },
    { id: 'connection.stanzas-stock', what: 'Reading stanzas, against the stock @xmpp/client', unit: '/s' },
    { id: 'connection.resume', what: 'Resuming after a cut of 30 s, against a script', unit: 'ms' },
  ],
  sizes: { stanzas: 40_000, cut: 30 },
  async run(bench) {
    await stanzas(bench);
    await resume(bench);
  },
};

async function stanzas(bench: Bench): Promise<void> {
  const rows = ['connection.stanzas', 'connection.stanzas-stock'];
  if (!bench.wants(...rows)) return;
  const count = bench.size('stanzas');
  const sender = await startSender(count);
  const read = (reader: StanzasInput['reader']) => () =>
    contestant<number>('connection/stanzas.ts', { reader, port: sender.port, stanzas: count } satisfies StanzasInput);
  try {
    await bench.measure(rows, { ours: read('kith'), floor: read('saxes'), peer: read('stock') });
  } finally {
    sender.close();
  }
}

/** All are cut off at the same time and come back one after the other, in turns, each alone. */
async function resume(bench: Bench): Promise<void> {
  if (!bench.wants('connection.resume')) return;
  const clients = Array.from({ length: bench.pairs }, (_, number) => [`kith${number}`, `script${number}`]).flat();
  const accounts = Object.fromEntries([...clients, 'bob'].map((user) => [user, 'a-password']));
  const server = await startProsody({ accounts, resumeSeconds: 300 });
  try {
    const lost = await Promise.all(clients.map((user) => loseOne(server, user)));
    const took = async (user: string): Promise<number> => (await lost[clients.indexOf(user)]?.comeBack()) ?? Number.NaN;
    await sleep(bench.size('cut') * 1000);
    const before = currentLoad();
    const pairs: Pair[] = [];
    for (let round = 0; round < bench.pairs; round++) {
      pairs.push(await interleave({ ours: () => took(`kith${round}`), floor: () => took(`script${round}`) }, round));
    }
    bench.judge(['connection.resume'], pairs, before);
  } finally {
    await server.stop();
  }
}

/** Signs one client in and cuts it off with a message on its way; comeBack() resolves with how long the way back took, in ms. */
async function loseOne(server: Awaited<ReturnType<typeof startProsody>>, user: string): Promise<{ comeBack(): Promise<number> }> {
  const line = await cutLine(server);
  const input: ResumeInput = {
    client: user.startsWith('kith') ? 'kith' : 'script',
    ...{ host: server.host, port: line.port, domain: server.domain, caFile: server.caFile, user, password: 'a-password' },
  };
  const cut = Promise.withResolvers<void>();
  const mended = Promise.withResolvers<void>();
  let acknowledged = 0;
  const finished = contestant<void>('connection/resume.ts', input, {
    async staged(stage) {
      if (stage === 'ready') line.swallow();
      if (stage === 'acknowledged') acknowledged = performance.now();
      if (stage !== 'written') return;
      await line.cut();
      cut.resolve();
      await mended.promise;
    },
  });
  await Promise.race([cut.promise, finished]);
  return {
    async comeBack() {
      const { accepted } = await line.mend();
      mended.resolve();
      await finished;
      line.close();
      return acknowledged - (await accepted);
    },
  };
}
