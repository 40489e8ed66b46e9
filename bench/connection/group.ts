// npm run bench -- connection: how fast what the socket brings becomes stanzas, and how fast a broken connection is whole again.
import { contestant } from '../harness/contestant.ts';
import type { Group } from '../harness/group.ts';
import type { Bench } from '../harness/measure.ts';
import { startSender } from './sender.ts';
import type { StanzasInput } from './stanzas.ts';

export const connection: Group = {
  name: 'connection',
  about:
    'From the bytes of a TCP socket to elements, per second of processor time, the sender in another process: the floor is saxes with namespaces and the same limits, which builds no ' +
    'tree; the peer is the stock @xmpp/client, which has no limits and is not strict.',
  needs: [],
  rows: [
    { id: 'connection.stanzas', what: 'Reading stanzas, against saxes alone', unit: '/s' },
    { id: 'connection.stanzas-stock', what: 'Reading stanzas, against the stock @xmpp/client', unit: '/s' },
  ],
  sizes: { stanzas: 40_000 },
  async run(bench) {
    await stanzas(bench);
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
