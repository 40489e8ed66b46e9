// Ten thousand messages a second into one chat, and how many a second are stored in the end; against catching up with as many.
import type { Authority } from '../../test/support/certificates.ts';
import { startAnsweringServer } from '../answering-server.ts';
import { messages, messageXml } from '../corpus.ts';
import { contestant } from '../harness/contestant.ts';
import type { Bench } from '../harness/measure.ts';
import { startReplay } from './against-replay.ts';
import type { FloodInput } from './flood.ts';

const PEER = 'flood@kith.test';
const RATE = 10_000;
/** How many go in one write. */
const SLICE = 100;
const PATIENCE = 900_000;

export async function flood(bench: Bench, authority: Authority): Promise<void> {
  const rows = ['history.flood'];
  if (!bench.wants(...rows)) return;
  const seconds = bench.size('seconds');
  const replay = await startReplay(seconds * RATE, authority);
  try {
    await bench.measure(rows, {
      ours: () => drained(seconds, authority),
      floor: async () => (seconds * RATE) / (await replay.read('kith')),
    });
  } finally {
    await replay.server.close();
  }
}

/** Messages stored per second, from the first that was sent to the last that is stored. */
async function drained(seconds: number, authority: Authority): Promise<number> {
  const texts = [...messages(seconds * RATE)].map((sample) => messageXml({ ...sample, peer: PEER, outgoing: false }));
  const server = await startAnsweringServer(authority, {
    answer: (iq, result) =>
      iq.includes('jabber:iq:roster')
        ? result(`<query xmlns='jabber:iq:roster'><item jid='${PEER}' subscription='both'/></query>`)
        : undefined,
  });
  try {
    const accepted = server.accepted();
    let began = Number.NaN;
    let ended = Number.NaN;
    const input: FloodInput = {
      host: server.host,
      port: server.port,
      domain: server.domain,
      caFile: authority.caFile,
      messages: texts.length,
    };
    await contestant<void>('history/flood.ts', input, {
      patience: PATIENCE,
      async staged(stage) {
        if (stage === 'done') {
          ended = performance.now();
          return;
        }
        const { connection } = await accepted;
        began = performance.now();
        pour(connection.send).catch(() => connection.reset());
      },
    });
    return (texts.length * 1000) / (ended - began);
  } finally {
    await server.close();
  }

  async function pour(send: (text: string) => Promise<void>): Promise<void> {
    const began = performance.now();
    for (let sent = 0; sent < texts.length; sent += SLICE) {
      const due = began + (sent * 1000) / RATE;
      if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      await send(texts.slice(sent, sent + SLICE).join(''));
    }
  }
}
