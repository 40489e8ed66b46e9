// One connection, from the first header to the last byte: what still goes out, what no longer comes in.
import { once } from 'node:events';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { connect as dialTls, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamFailure } from '../../electron/xmpp/core/stream-failure.ts';
import { makeWire, streamError, type Wire } from '../../electron/xmpp/core/wire.ts';
import { type Element, xml } from '../../electron/xmpp/core/xml.ts';
import { subjects } from '../support/client.ts';
import { type FakeClock, fakeClock } from '../support/fake-clock.ts';
import { startScriptedServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const HEADER = "<stream:stream version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
const FAILURE = new StreamFailure('lost', 'test');
const { made } = subjects();

interface Line {
  readonly clock: FakeClock;
  readonly wire: Wire;
  readonly socket: Socket;
  readonly peer: Socket;
  /** What the peer has read. */
  readonly said: () => string;
}

describe('a wire', () => {
  const open = {} as { listener: Server };
  beforeEach(async () => {
    open.listener = createServer({ allowHalfOpen: true });
    open.listener.listen(0, '127.0.0.1');
    await once(open.listener, 'listening');
  });
  afterEach(() => open.listener.close());

  async function line(): Promise<Line> {
    const accepted = once(open.listener, 'connection');
    const address = open.listener.address();
    const socket = dial(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
    await once(socket, 'connect');
    const [peer] = (await accepted) as [Socket];
    const heard: Buffer[] = [];
    peer.on('data', (chunk: Buffer) => heard.push(chunk)).on('error', () => undefined);
    const clock = fakeClock();
    const wire = makeWire({ domain: 'kith.test', from: 'alice@kith.test', socket, secure: true, clock });
    const opened = wire.open();
    peer.write(HEADER);
    await opened;
    return { clock, wire, socket, peer, said: () => Buffer.concat(heard).toString() };
  }

  it('tells why it ends, reads on until the other side has left, and hears nothing of it', async () => {
    const { wire, socket, peer, clock, said } = await line();
    const received: (readonly Element[])[] = [];
    wire.listen((elements) => received.push(elements));
    peer.write('<message id="1"/>');
    await until(() => received.length === 2);
    wire.pause();
    wire.fail(FAILURE, streamError('undefined-condition'));
    wire.fail(new StreamFailure('conflict', 'too late'));
    wire.send(xml('message'));
    peer.write(`<message id="2"/>${' '.repeat(1024 * 1024)}`);
    await until(() => said().endsWith('</stream:error></stream:stream>'));
    expect(await wire.ended).toBe(FAILURE);
    await expect(wire.next()).rejects.toBe(FAILURE);
    await expect(wire.open()).rejects.toBe(FAILURE);
    expect(socket.destroyed).toBe(false);
    peer.end();
    await once(socket, 'close');
    expect(received.map((elements) => elements.map(({ attrs }) => attrs.id))).toEqual([[], ['1']]);
    expect(clock.waiting).toBe(0);
  });

  it('does not wait for ever for somebody who will not leave', async () => {
    const { wire, socket, clock } = await line();
    wire.fail(FAILURE, streamError('policy-violation'));
    clock.advance(1000);
    expect(socket.destroyed).toBe(true);
  });

  it('ends without a word when it is dropped, and forgets what nobody has asked for', async () => {
    const { wire, socket, peer, said } = await line();
    peer.write('<a/><b/>');
    expect((await wire.next()).name).toBe('a');
    wire.drop(FAILURE);
    await expect(wire.next()).rejects.toBe(FAILURE);
    expect(socket.destroyed).toBe(true);
    await once(peer, 'end');
    expect(said()).toMatch(/^<\?xml version='1.0'\?><stream:stream [^<]*>$/);
  });

  it('still gives what came before the other side left', async () => {
    const { wire, peer } = await line();
    peer.end('<a/><b/></stream:stream>');
    expect((await wire.ended).kind).toBe('lost');
    expect((await wire.next(({ name }) => name === 'b')).name).toBe('b');
    expect(wire.passed).toBe(1);
    expect((await wire.next()).name).toBe('a');
    await expect(wire.next()).rejects.toMatchObject({ kind: 'lost' });
  });

  it('forgets what was said on the stream before', async () => {
    const { wire, peer } = await line();
    peer.write('<a/><b/>');
    await wire.next();
    const opened = wire.open();
    peer.write(`${HEADER}<c/>`);
    await opened;
    expect((await wire.next()).name).toBe('c');
  });

  it('says goodbye once, and nothing after it', async () => {
    const { wire, peer, said } = await line();
    const closed = [wire.close(), wire.close()];
    wire.send(xml('message'));
    await until(() => said().endsWith('</stream:stream>'));
    peer.write('<message/></stream:stream>');
    await Promise.all(closed);
    await once(peer, 'end');
    expect(said().match(/<\/stream:stream>/g)).toHaveLength(1);
    expect(said()).not.toContain('<message');
  });

  it('leaves the socket to TLS while it is lent, and ends with it when it was given up meanwhile', async () => {
    const server = await startScriptedServer({ directTls: made.certificate });
    const raw = dial(server.port, server.host);
    await once(raw, 'connect');
    const wire = makeWire({ domain: 'kith.test', from: 'alice@kith.test', socket: raw, secure: false, clock: fakeClock() });
    const tls: TLSSocket = dialTls({ socket: wire.detach(), servername: 'kith.test', rejectUnauthorized: false });
    await once(tls, 'secureConnect');
    wire.drop(FAILURE);
    expect(raw.destroyed).toBe(false);
    wire.attach(tls, true);
    expect(tls.destroyed).toBe(true);
    await (await server.connection()).closed;
    await server.close();
  });
});
