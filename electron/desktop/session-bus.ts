// A connection to the D-Bus session bus over its unix socket (D-Bus Specification 0.43, "Authentication Protocol", "Server Addresses").
// Electron does not say whether a tray host exists; this asks. It starts nothing and owns no name.
import { connect, type Socket } from 'node:net';
import { signal } from '../../shared/signal.ts';
import { type BusMessage, decodeMessage, encodeMessage, MESSAGE_LIMIT } from './bus-codec.ts';

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

export type SessionBus = Awaited<ReturnType<typeof connectBus>>;

/** A method call was answered with an error; `name` is the error's. */
export class BusError extends Error {
  constructor(name: string, detail: string) {
    super(detail === '' ? name : `${name}: ${detail}`);
    this.name = name;
  }
}

const DAEMON = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };
/** How long an answer may take, in ms. */
const PATIENCE = 1000;

/** Socket paths of a server address, in order; abstract ones begin with NUL. */
export function socketPaths(address: string): string[] {
  return address.split(';').flatMap((each) => {
    const [transport, rest = ''] = each.split(/:(.*)/s);
    if (transport !== 'unix') return [];
    const values = new Map(rest.split(',').map((pair) => pair.split(/=(.*)/s) as [string, string]));
    const given = values.get('path') ?? (values.has('abstract') ? `%00${values.get('abstract')}` : undefined);
    try {
      return given === undefined || given === '' ? [] : [decodeURIComponent(given)];
    } catch {
      return [];
    }
  });
}

/** Connects, proves who we are (SASL EXTERNAL) and says Hello. Rejects when nothing answers within `patience` ms, as every call does. */
export async function connectBus(address: string, patience = PATIENCE) {
  const paths = socketPaths(address);
  if (paths.length === 0) throw new Error('the session bus has no address that can be used');
  const failures: unknown[] = [];
  for (const path of paths) {
    try {
      return await open(path, patience);
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

async function open(path: string, patience: number) {
  const socket = connect(path);
  // The bus alone is no reason to keep the process.
  socket.unref();
  try {
    const early = await authenticate(socket, patience);
    const bus = makeBus(socket, early, patience);
    await bus.call({ ...DAEMON, member: 'Hello' });
    return bus;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Resolves with what came after the handshake. */
function authenticate(socket: Socket, patience: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const timer = setTimeout(() => reject(new Error('the session bus did not answer')), patience);
    const done = (end: () => void) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      end();
    };
    socket.once('error', (error) => done(() => reject(error)));
    socket.once('close', () => done(() => reject(new Error('the session bus hung up'))));
    socket.once('connect', () => {
      const uid = Buffer.from(String(process.getuid?.() ?? '')).toString('hex');
      socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
    });
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      const end = heard.indexOf('\r\n');
      if (end === -1) return;
      if (!heard.startsWith('OK ')) return done(() => reject(new Error('the session bus refused us')));
      socket.write('BEGIN\r\n');
      done(() => resolve(Buffer.from(heard.slice(end + 2), 'latin1')));
    });
  });
}

function makeBus(socket: Socket, early: Buffer, patience: number) {
  /** Signals, and calls made to us. */
  const heard = signal<BusMessage>();
  const closed = signal<void>();
  const waiting = new Map<number, { resolve(body: readonly unknown[]): void; reject(error: Error): void; timer: NodeJS.Timeout }>();
  let received: Buffer = early;
  let serial = 0;
  let over = false;

  const end = () => {
    if (over) return;
    over = true;
    socket.destroy();
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new Error('the session bus hung up'));
    }
    waiting.clear();
    closed.emit();
  };
  const take = (message: BusMessage) => {
    const answered = message.replySerial === undefined ? undefined : waiting.get(message.replySerial);
    if (message.type === 'signal' || message.type === 'call') return heard.emit(message);
    if (answered === undefined || message.replySerial === undefined) return;
    waiting.delete(message.replySerial);
    clearTimeout(answered.timer);
    if (message.type === 'reply') answered.resolve(message.body ?? []);
    else answered.reject(new BusError(message.errorName ?? 'error', String(message.body?.[0] ?? '')));
  };
  const read = (data: Buffer) => {
    received = received.length === 0 ? data : Buffer.concat([received, data]);
    try {
      for (let next = decodeMessage(received); next !== undefined; next = decodeMessage(received)) {
        received = received.subarray(next.length);
        take(next.message);
      }
      if (received.length > MESSAGE_LIMIT) end();
    } catch {
      // Whoever sends this is no bus: nothing after it can be read.
      end();
    }
  };
  const send = (message: Omit<BusMessage, 'serial'>): number => {
    serial += 1;
    if (!over) socket.write(encodeMessage({ ...message, serial }));
    return serial;
  };
  const call = (to: BusCall): Promise<readonly unknown[]> => {
    if (over) return Promise.reject(new Error('the session bus hung up'));
    return new Promise((resolve, reject) => {
      const id = send({ type: 'call', ...to });
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new Error(`${to.member}: no answer`));
      }, patience);
      waiting.set(id, { resolve, reject, timer });
    });
  };

  socket.on('data', read);
  socket.on('error', end);
  socket.on('close', end);
  return {
    heard,
    closed,
    call,
    send,
    /** Signals that match the rule arrive through `heard` from now on. */
    match: (rule: string) => call({ ...DAEMON, member: 'AddMatch', signature: 's', body: [rule] }),
    close: end,
  };
}
