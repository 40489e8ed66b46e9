// STARTTLS for the stock client of peer.ts: it trusts one throw-away authority for one domain without touching the trust of the whole
// process, and hands on whole characters (the stock socket decodes each piece of TCP by itself and garbles what is cut in two).
import { readFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Client, Transport } from '@xmpp/client';

export interface PeerEndpoint {
  readonly host: string;
  readonly port: number;
  readonly domain: string;
  readonly caFile: string;
}

/** A transport of @xmpp/client, made from its own for Direct TLS: it goes to this endpoint and presents itself as already secure. */
export function peerTransport(endpoint: PeerEndpoint, directTls: Transport): Transport {
  class PeerSocket extends directTls.prototype.Socket {
    override connect(): void {
      startTls(endpoint).then(
        (raw) => {
          const secure = connectTls({ socket: raw, servername: endpoint.domain, ca: readFileSync(endpoint.caFile, 'utf8') });
          secure.setEncoding('utf8');
          this._attachSocket(secure);
        },
        (error: unknown) => this.emit('error', error),
      );
    }
  }
  const own = { Socket: PeerSocket, socketParameters: () => ({}) };
  return { prototype: Object.assign(Object.create(directTls.prototype), own) };
}

/** What the client's start() does, without its promise that is left alone when signing in fails. */
export function goOnline(what: { client: Client; service: string; domain: string; timeoutMs: number }): Promise<void> {
  const { client, service, domain, timeoutMs } = what;
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`not online within ${timeoutMs} ms`)), timeoutMs);
    const settled = (end: () => void) => () => {
      clearTimeout(timer);
      end();
    };
    client.once('online', settled(done));
    const failed = (error: unknown): void => settled(() => fail(error))();
    client.once('error', failed);
    client
      .connect(service)
      .then(() => client.open({ domain }))
      .catch(failed);
  });
}

/** Opens a plain stream as far as <proceed/> (RFC 6120 5.4.2). */
async function startTls(endpoint: PeerEndpoint): Promise<Socket> {
  const socket = connectTcp({ host: endpoint.host, port: endpoint.port });
  await new Promise<void>((done, fail) => {
    let received = '';
    let asked = false;
    const failed = (why: string): void => {
      socket.destroy();
      fail(new Error(`STARTTLS with ${endpoint.host}:${endpoint.port} failed: ${why}. Received: ${received}`));
    };
    socket.setTimeout(10_000, () => failed('no answer within 10 seconds'));
    socket.on('error', (error) => failed(error.message));
    socket.on('close', () => failed('the connection was closed'));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (!asked && received.includes('</stream:features>')) {
        asked = true;
        socket.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
      } else if (/<proceed[^>]*>/.test(received)) {
        socket.removeAllListeners();
        socket.setTimeout(0);
        done();
      }
    });
    socket.write(
      `<?xml version='1.0'?><stream:stream to='${endpoint.domain}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`,
    );
  });
  return socket;
}
