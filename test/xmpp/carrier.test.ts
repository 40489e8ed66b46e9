// How much of a turn of the loop one connection may have.
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Carrier } from '../../electron/xmpp/core/carrier.ts';
import { until } from '../support/until.ts';

const CHUNK = 16 * 1024;

/** A connection on which 64 chunks wait, and what has been handed on of them. */
function flood() {
  const raw = new Duplex({ read: () => undefined, write: (_, __, done) => done() });
  const carrier = new Carrier({ socket: new Socket(), secure: true, frames: raw });
  const got: number[] = [];
  carrier.on('data', (chunk: Buffer) => got.push(chunk[0] ?? -1));
  for (let number = 0; number < 64; number += 1) raw.push(Buffer.alloc(CHUNK, number));
  return { raw, carrier, got };
}

const all = Array.from({ length: 64 }, (_, number) => number);

it('is bounded, and everything arrives in its order', async () => {
  const { got } = flood();
  let most = 0;
  for (let before = 0; got.length < 64; before = got.length) {
    await nextTurn();
    most = Math.max(most, got.length - before);
  }
  expect(most).toBeLessThanOrEqual(4);
  expect(got).toEqual(all);
});

it('does not wake what was paused', async () => {
  const { carrier, got } = flood();
  await nextTurn();
  carrier.pause();
  const before = got.length;
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  expect(got.length).toBe(before);
  carrier.resume();
  await until(() => got.length === 64);
  expect(got).toEqual(all);
});

it('leaves to whoever comes next what was not read', async () => {
  const { raw, carrier, got } = flood();
  await nextTurn();
  const next: number[] = [];
  raw.on('data', (chunk: Buffer) => next.push(chunk[0] ?? -1));
  carrier.release();
  await until(() => got.length + next.length >= 64);
  expect([...got, ...next.slice(-(64 - got.length))]).toEqual(all);
});

it('hears the end, however much came before it', async () => {
  const { raw, carrier, got } = flood();
  const closed = new Promise((resolve) => carrier.once('close', resolve));
  raw.push(null);
  await closed;
  expect(got).toEqual(all);
});
