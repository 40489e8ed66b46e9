// A server that answers <go n='...'/> with so many stanzas as fast as the line takes them: seven in ten out of an archive, live messages, presences.
import { type AddressInfo, createServer } from 'node:net';
import { ACCOUNT, messages, messageXml, resultXml } from '../corpus.ts';

const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='s1' from='kith.test' version='1.0'>";

export interface Sender {
  readonly port: number;
  close(): void;
}

export async function startSender(stanzas: number): Promise<Sender> {
  const texts = [...messages(stanzas)].map((sample, number) => {
    if (number % 10 < 7) return resultXml(sample, `${ACCOUNT}/kith`).join('9a5f2c1e');
    if (number % 10 < 9) return messageXml(sample);
    return `<presence from='${sample.peer}/phone' to='${ACCOUNT}'><show>away</show><status>${sample.number}</status></presence>`;
  });
  const whole = Buffer.from(texts.join(''));
  const ends: number[] = [];
  for (const text of texts) ends.push((ends.at(-1) ?? 0) + Buffer.byteLength(text));
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(HEADER);
    socket.on('data', (chunk) => {
      const count = /<go[^>]* n=["'](\d+)/.exec(chunk.toString('latin1'))?.[1];
      if (count !== undefined) socket.write(whole.subarray(0, ends[Number(count) - 1]));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
