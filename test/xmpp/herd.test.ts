// A hundred people of one server that died: they do not all come back in the same moment, and not in waves (RFC 6120 3.3).
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { makeStream, type Stream } from '../../electron/xmpp/core/stream.ts';
import { generator } from '../services/soak.ts';
import { fakeClock } from '../support/fake-clock.ts';

const PEOPLE = 100;
const STEP = 250; // ms
const streams: Stream[] = [];
const server = createServer((socket) => void socket.on('error', () => undefined).resetAndDestroy());
afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.stop()));
  server.close();
});

it('they come spread over time', async () => {
  const clock = fakeClock();
  const random = generator(1);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  let came = 0;
  server.on('connection', () => {
    came += 1;
  });
  for (let number = 0; number < PEOPLE; number += 1) {
    const address = `user${number}@kith.test`;
    const there = { server: '127.0.0.1', port };
    const stream = makeStream({
      ...there,
      address,
      password: async () => '',
      resource: 'kith',
      authorities: async () => ({ all: [], own: [] }),
      clock,
      random,
    });
    streams.push(stream);
    stream.start();
  }
  /** All who came in the next two seconds, in steps shorter than any wait. */
  async function twoSeconds(): Promise<number> {
    const before = came;
    for (let passed = 0; passed < 2_000; passed += STEP) {
      while (streams.some(({ connection }) => connection.state !== 'waiting')) await nextTurn();
      clock.advance(STEP);
      await nextTurn();
    }
    return came - before;
  }
  const counts: number[] = [];
  for (let pair = 0; pair < 9; pair += 1) counts.push(await twoSeconds());
  // Everybody at first, then fewer and fewer: never nobody and then all of them.
  const [first = 0, ...later] = counts.slice(1);
  expect(first).toBeLessThan(1.5 * PEOPLE);
  expect(Math.max(...later)).toBeLessThan(0.8 * PEOPLE);
  expect(Math.min(...later)).toBeGreaterThan(0.05 * PEOPLE);
});
