// Stanzas per second of processor time that one way of reading makes of a socket's bytes: Kith's wire, saxes alone with the same limits, or
// @xmpp/client as it comes.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { client as stockClient } from '@xmpp/client';
import { DEFAULT_LIMITS } from '../../electron/xmpp/core/parser.ts';
import { makeSaxes } from '../../electron/xmpp/core/saxes.ts';
import { makeWire } from '../../electron/xmpp/core/wire.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { systemClock } from '../../shared/clock.ts';
import { report } from '../harness/contestant.ts';

export interface StanzasInput {
  readonly reader: 'kith' | 'saxes' | 'stock';
  readonly port: number;
  readonly stanzas: number;
}

/** Asks for so many stanzas; `counted` is called with how many came since the last call. */
interface Reader {
  ask(count: number): void;
  counted(came: (count: number) => void): void;
}

report(async ({ reader, port, stanzas }: StanzasInput): Promise<number> => {
  const { ask, counted } = await { kith, saxes, stock }[reader](port);
  let waiting = 0;
  let done: () => void = () => undefined;
  counted((count) => {
    waiting -= count;
    if (waiting === 0) done();
  });
  const read = (count: number): Promise<void> =>
    new Promise((resolve) => {
      done = resolve;
      waiting = count;
      ask(count);
    });
  await read(Math.ceil(stanzas / 5));
  const began = process.cpuUsage();
  await read(stanzas);
  const { user, system } = process.cpuUsage(began);
  return (stanzas / (user + system)) * 1e6;
});

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

async function kith(port: number): Promise<Reader> {
  const wire = makeWire({ domain: 'kith.test', from: 'alice@kith.test', socket: await dial(port), secure: false, clock: systemClock });
  await wire.open();
  return {
    ask: (count) => wire.send(xml('go', { n: count })),
    counted: (came) => wire.listen((elements) => came(elements.length)),
  };
}

/** What reading strictly and within limits costs at the least: no tree, every text and attribute given out. */
async function saxes(port: number): Promise<Reader> {
  const socket = await dial(port);
  const parser = makeSaxes({ xmlns: true });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let came: (count: number) => void = () => undefined;
  let stanzas = 0;
  let depth = 0;
  let attributes = 0;
  let bytes = 0;
  const refuse = (): never => {
    throw new Error('a limit was reached');
  };
  for (const name of ['doctype', 'comment', 'processinginstruction'] as const) parser.on(name, refuse);
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentagstart', ({ name }) => {
    attributes = 0;
    if (name.length > DEFAULT_LIMITS.nameLength || depth > DEFAULT_LIMITS.depth) refuse();
  });
  parser.on('attribute', ({ name }) => {
    if (name.length > DEFAULT_LIMITS.nameLength || ++attributes > DEFAULT_LIMITS.attributes) refuse();
  });
  parser.on('opentag', () => void depth++);
  parser.on('text', () => undefined);
  parser.on('closetag', () => {
    if (--depth > 1) return;
    stanzas++;
    bytes = 0;
  });
  socket.on('data', (chunk: Buffer) => {
    stanzas = 0;
    bytes += chunk.length;
    if (bytes > DEFAULT_LIMITS.stanzaBytes + chunk.length) refuse();
    parser.write(decoder.decode(chunk, { stream: true }));
    if (stanzas > 0) came(stanzas);
  });
  socket.write('<stream:stream>');
  return {
    ask: (count) => void socket.write(`<go n='${count}'/>`),
    counted: (handler) => {
      came = handler;
    },
  };
}

async function stock(port: number): Promise<Reader> {
  const service = `xmpp://127.0.0.1:${port}`;
  const client = stockClient({ service, domain: 'kith.test', username: 'alice', credentials: async () => undefined });
  client.reconnect.stop();
  client.on('error', (error: Error) => {
    throw error;
  });
  await client.connect(service);
  await client.open({ domain: 'kith.test' });
  return {
    ask: (count) => void client.write(`<go n='${count}'/>`),
    counted: (came) => void client.on('element', () => came(1)),
  };
}
