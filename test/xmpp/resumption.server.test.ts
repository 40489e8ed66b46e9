// XEP-0198 with a real Prosody behind a line that keeps breaking while both sides talk: nothing is lost, doubled or out of order.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, makeClient } from '../../electron/xmpp/client.ts';
import { systemClock } from '../../shared/clock.ts';
import { breakingLine, type Line } from '../support/breaking-line.ts';
import { trusting } from '../support/certificates.ts';
import { atOnce } from '../support/client.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';

describe('a line that breaks', () => {
  const made = {} as { server: ProsodyServer; bob: Peer; line: Line; alice: Client };
  const received: (string | undefined)[] = [];
  const arrived = new Set<string>();
  const sessions: string[] = [];

  beforeAll(async () => {
    made.server = await startProsody({ accounts: { alice: 'alice-password', bob: 'bob-password' } });
    const { domain, host, port, caFile } = made.server;
    made.bob = await connectPeer({ address: `bob@${domain}`, password: 'bob-password', host, port, caFile });
    made.line = await breakingLine(made.server);
    made.alice = makeClient({
      address: `alice@${domain}`,
      password: async () => 'alice-password',
      resource: 'kith',
      server: '127.0.0.1',
      port: made.line.port,
      authorities: trusting(caFile),
      clock: systemClock,
      random: Math.random,
      commit: (work) => work(),
      about: { version: '', tellsVersion: () => false, tellsTime: () => false },
      caps: { seenBy: () => false, cache: { find: () => undefined, keep: () => undefined } },
      guard: (_, work) => work(),
      stalled: () => undefined,
    });
    const { stream, session, messages, presence } = made.alice;
    messages.received.on(({ body }) => received.push(body));
    stream.arrived.on((tokens) => tokens.forEach((token) => void arrived.add(token)));
    stream.online.on((online) => {
      online.arrived.forEach((token) => void arrived.add(token));
      sessions.push(online.resumed ? 'resumed' : 'new');
    });
    // Nobody in this test waits for the back-off.
    stream.changed.on(({ state }) => {
      if (state === 'waiting') setImmediate(() => stream.now());
    });
    session.began.on(() => presence.announce());
    stream.start();
    await until(() => sessions.length === 1);
  });

  afterAll(async () => {
    await made.alice.stream.stop();
    made.line.close();
    await made.bob.close();
    await made.server.stop();
  });

  it('costs nothing, 25 times', async () => {
    const { alice, bob, line } = made;
    const total = 400;
    let sent = 0;
    let said = 0;
    for (let cut = 0; cut < 25; cut += 1) {
      line.cutAfter(1 + ((cut * 977) % 6000));
      while (sessions.length < cut + 2) {
        if (sent < total && alice.messages.send([{ to: bob.address, id: `a${sent}`, body: `${sent}`, token: `${sent}` }], atOnce))
          sent += 1;
        if (said < total) await bob.send(alice.address, `${said++}`);
        await new Promise((resolve) => setTimeout(resolve, 1));
        // Everything said already, or the line was down all the time: a question is traffic, too.
        if (alice.stream.connection.state === 'online') alice.stream.now();
      }
    }
    const numbers = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);
    await until(() => received.length >= said && arrived.size >= sent);
    await bob.waitForMessage(({ body }) => body === `${sent - 1}`);
    expect(received).toEqual(numbers(said));
    expect(bob.messages.map(({ body }) => body)).toEqual(numbers(sent));
    expect([...arrived]).toEqual(numbers(sent));
    expect(sessions).toEqual(['new', ...Array.from({ length: 25 }, () => 'resumed')]);
  });
});
