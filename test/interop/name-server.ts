// A name server on loopback that knows where each domain's XMPP server listens (SRV, RFC 2782), and nothing else.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface NameServer {
  readonly port: number;
  /** From now on this domain's server takes other servers on this port. */
  place(domain: string, port: number): void;
  /** Names that were asked for, with the type of the question. */
  readonly asked: readonly string[];
  stop(): void;
}

const A = 1;
const SRV = 33;
const TTL = 1;

export async function startNameServer(): Promise<NameServer> {
  const ports = new Map<string, number>();
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, type, question } = readQuestion(query);
    asked.push(`${type} ${name}`);
    const [service, domain = ''] = name.split('._tcp.');
    const port = ports.get(domain);
    const record =
      type === SRV && service === '_xmpp-server' && port !== undefined
        ? Buffer.concat([numbers(0, 0, port), labels(domain)])
        : type === A && ports.has(name)
          ? Buffer.from([127, 0, 0, 1])
          : undefined;
    // The answer's name is a pointer to the question's (RFC 1035 4.1.4).
    const answer = record === undefined ? Buffer.alloc(0) : Buffer.concat([numbers(0xc00c, type, 1, 0, TTL, record.length), record]);
    const head = numbers(0x8580, 1, record === undefined ? 0 : 1, 0, 0);
    socket.send(Buffer.concat([query.subarray(0, 2), head, question, answer]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: (socket.address() as AddressInfo).port,
    place: (domain, port) => void ports.set(domain, port),
    asked,
    stop: () => void socket.close(),
  };
}

function readQuestion(query: Buffer): { readonly name: string; readonly type: number; readonly question: Buffer } {
  const parts: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    parts.push(query.toString('latin1', at + 1, at + 1 + length).toLowerCase());
    at += 1 + length;
  }
  return { name: parts.join('.'), type: query.readUInt16BE(at + 1), question: query.subarray(12, at + 5) };
}

function labels(name: string): Buffer {
  return Buffer.concat([...name.split('.').map((part) => Buffer.from([part.length, ...Buffer.from(part)])), Buffer.from([0])]);
}

/** Each in two bytes. */
function numbers(...values: readonly number[]): Buffer {
  return Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])));
}
