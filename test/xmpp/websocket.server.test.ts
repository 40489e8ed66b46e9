// A real Prosody behind a network that lets only the web through, reached by a proxy that knows no other way: WebSocket found in host-meta.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, makeClient } from '../../electron/xmpp/client.ts';
import { through } from '../../electron/xmpp/core/proxy.ts';
import { systemClock } from '../../shared/clock.ts';
import { trusting } from '../support/certificates.ts';
import { atOnce } from '../support/client.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { type ReservedPort, reservePort } from '../support/prosody-setup.ts';
import { type ScriptedProxy, startProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';

describe('only the web', () => {
  const made = {} as {
    server: ProsodyServer;
    bob: Peer;
    alice: Client;
    proxy: ScriptedProxy;
    meta: ReturnType<typeof createServer>;
    https: ReservedPort;
  };
  const received: (string | undefined)[] = [];
  const arrived: string[] = [];
  const sessions: string[] = [];

  beforeAll(async () => {
    made.https = await reservePort();
    const https = made.https.port;
    made.server = await startProsody({
      domain: 'kith.test',
      accounts: { alice: 'alice-password', bob: 'bob-password' },
      modules: { enable: ['websocket'] },
      config: { https_ports: [https], https_interfaces: ['127.0.0.1'], consider_websocket_secure: true },
    });
    const { domain, host, port, caFile, dir } = made.server;
    made.bob = await connectPeer({ address: `bob@${domain}`, password: 'bob-password', host, port, caFile });
    const [, key = '', cert = ''] =
      /ssl = \{ key = "(.*)", certificate = "(.*)" \}/.exec(readFileSync(join(dir, 'prosody.cfg.lua'), 'utf8')) ?? [];
    const link = `<Link rel='urn:xmpp:alt-connections:websocket' href='wss://${domain}:${https}/xmpp-websocket'/>`;
    made.meta = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) =>
      request.url === '/.well-known/host-meta'
        ? response.end(`<?xml version='1.0'?><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>${link}</XRD>`)
        : response.writeHead(404).end(),
    );
    await new Promise<void>((done) => made.meta.listen(0, '127.0.0.1', done));
    const routes = { [`${domain}:443`]: (made.meta.address() as AddressInfo).port, [`${domain}:${https}`]: https };
    made.proxy = await startProxy({ kind: 'http', routes });
    made.alice = makeClient({
      address: `alice@${domain}`,
      password: async () => 'alice-password',
      resource: 'kith',
      network: () => through({ proxy: { kind: 'http', host: '127.0.0.1', port: made.proxy.port }, password: async () => undefined }),
      resolver: { srv: async () => [], addresses: async () => [] },
      authorities: trusting(caFile),
      clock: systemClock,
      random: Math.random,
      about: { version: '', tellsVersion: () => false, tellsTime: () => false },
      caps: { seenBy: () => false, cache: { find: () => undefined, keep: () => undefined } },
      commit: (work) => work(),
      guard: (_, work) => work(),
      stalled: () => undefined,
    });
    const { stream, session, messages, presence } = made.alice;
    messages.received.on(({ body }) => received.push(body));
    stream.arrived.on((tokens) => arrived.push(...tokens));
    stream.online.on((online) => {
      arrived.push(...online.arrived);
      sessions.push(online.resumed ? 'resumed' : 'new');
    });
    stream.changed.on(({ state }) => {
      if (state === 'waiting') setImmediate(() => stream.now());
    });
    session.began.on(() => presence.announce());
    stream.start();
    await until(() => sessions.length === 1);
  });

  afterAll(async () => {
    await made.alice.stream.stop();
    await made.bob.close();
    await made.proxy.close();
    made.meta.close();
    await made.server.stop();
    made.https.release();
  });

  it('is enough to sign in, to talk, and to take up where a broken line left', async () => {
    const { alice, bob, proxy } = made;
    expect(alice.stream.security).toMatchObject({ certificate: { subject: 'kith.test' }, mechanism: expect.stringMatching(/^SCRAM-/) });
    expect(alice.stream.managed).toBe(true);
    expect(proxy.asked.filter((where) => where.endsWith(':5222') || where.endsWith(':5223'))).not.toEqual([]);

    alice.messages.send([{ to: bob.address, id: 'a1', body: 'over the web', token: 't1' }], atOnce);
    await bob.waitForMessage(({ body }) => body === 'over the web');
    await bob.send(alice.address, 'and back & forth');
    await until(() => received.includes('and back & forth'));

    proxy.cut();
    await bob.send(alice.address, 'meanwhile');
    await until(() => sessions.length === 2 && received.includes('meanwhile'));
    expect(sessions).toEqual(['new', 'resumed']);
    alice.messages.send([{ to: bob.address, id: 'a2', body: 'again', token: 't2' }], atOnce);
    await bob.waitForMessage(({ body }) => body === 'again');
    await until(() => new Set(arrived).size === 2);
    expect(received).toEqual(['and back & forth', 'meanwhile']);
  });
});
