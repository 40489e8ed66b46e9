// A stream over time: what ends it, when it comes back, and that nothing of it stays behind.
import { describe, expect, it } from 'vitest';
import { backOff } from '../../electron/xmpp/core/back-off.ts';
import { PASSWORD, type Subject, subjects } from '../support/client.ts';
import { fakeClock } from '../support/fake-clock.ts';
import type { ScriptedConnection } from '../support/server.ts';
import { until } from '../support/until.ts';

const NS_TLS = 'urn:ietf:params:xml:ns:xmpp-tls';
const NS_SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const REQUEST = '<r xmlns="urn:xmpp:sm:3"/>';
const { subject, made } = subjects();

const message = (body: string) => `<message from='bob@kith.test/x' type='chat'><body>${body}</body></message>`;

/** What keeps a process alive that has nothing left to do, but for the server that listens. */
const leftBehind = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout' || each === 'TCPSocketWrap');
/** What other test files have left in this worker. */
const before = leftBehind().length;

describe('coming back', () => {
  it('takes ever longer, a minute at most, most of it by chance', () => {
    const waits = (random: number) => Array.from({ length: 9 }, (_, attempt) => backOff(attempt, () => random));
    expect(waits(0)).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    expect(waits(1)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(backOff(1000, () => 0.5)).toBe(37_500);
  });

  it('waits longer each time nobody lets us in, or not for long', async () => {
    const alice = await subject();
    const waits: number[] = [];
    alice.client.stream.start();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      (await alice.server.connection()).reset();
      waits.push(await alice.backOff());
    }
    for (let attempt = 0; attempt < 3; attempt += 1) {
      (await alice.signedIn()).reset();
      waits.push(await alice.backOff());
    }
    expect(waits).toEqual([625, 1250, 2500, 5000, 10_000, 20_000]);
    const connection = await alice.signedIn();
    for (let third = 0; third < 3; third += 1) {
      alice.clock.advance(19_000);
      await alice.handled(connection);
    }
    alice.clock.advance(3_000);
    connection.reset();
    expect(await alice.backOff()).toBe(625);
    await alice.server.connection();
  });

  it('happens at once when somebody asks, once, and begins the back-off anew', async () => {
    const alice = await subject();
    const { stream } = alice.client;
    stream.start();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      (await alice.server.connection()).reset();
      await alice.backOff();
    }
    (await alice.server.connection()).reset();
    await alice.state('waiting');
    for (let click = 0; click < 3; click += 1) stream.now();
    (await alice.server.connection()).reset();
    expect(await alice.backOff()).toBe(625);
    await alice.server.connection();
    expect(alice.server.count()).toBe(7);
  });

  it.each([-86_400_000, 86_400_000])('is neither hurried nor kept waiting by a clock that jumps %d ms', async (jump) => {
    const clock = fakeClock();
    const jumped = { ms: 0 };
    const alice = await subject({ clock: { ...clock, now: () => clock.now() + jumped.ms } });
    const signIn = async (): Promise<ScriptedConnection> => {
      const connection = await alice.server.connection();
      await connection.login({ certificate: made.certificate, password: PASSWORD, streamManagement: true });
      await alice.state('online');
      return connection;
    };
    alice.client.stream.start();
    const connection = await signIn();
    jumped.ms = jump;
    clock.advance(10_000);
    expect(alice.states).toEqual(['connecting', 'online']);
    clock.advance(10_000);
    await connection.expect(REQUEST);
    jumped.ms = -jump;
    clock.advance(10_000);
    await alice.state('waiting');
    clock.advance(750);
    await signIn();
    expect(alice.server.count()).toBe(2);
    const stopped = alice.client.stream.stop();
    clock.advance(900);
    await stopped;
  });

  it('gives up an attempt after 130 s, when all ways through a proxy have had their time', async () => {
    const alice = await subject();
    alice.client.stream.start();
    const connection = await alice.server.connection();
    await connection.expect('<stream:stream');
    alice.clock.advance(129_000);
    await connection.send(`<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`);
    await connection.send(`<stream:features><starttls xmlns='${NS_TLS}'/></stream:features>`);
    await connection.expect('<starttls');
    alice.clock.advance(1000);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'timeout' });
    await connection.closed;
  });

  it('does not wait for ever for the password', async () => {
    const alice = await subject({ password: () => new Promise(() => undefined) });
    alice.client.stream.start();
    await alice.state('connecting');
    alice.clock.advance(40_000);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'timeout' });
    expect(alice.server.count()).toBe(0);
  });
});

describe('stopping', () => {
  const asksForTls = async (c: ScriptedConnection): Promise<void> => {
    await c.openStream(`<starttls xmlns='${NS_TLS}'/>`);
    await c.expect('<starttls');
  };
  const shakesHands = async (c: ScriptedConnection): Promise<void> => {
    await asksForTls(c);
    await c.send(`<proceed xmlns='${NS_TLS}'/>`);
    await c.expect('\u0016\u0003');
  };
  const isOnline = async (c: ScriptedConnection, alice: Subject): Promise<void> => {
    await c.login({ certificate: made.certificate, password: PASSWORD, streamManagement: true });
    await alice.state('online');
  };
  const phases: readonly [string, (c: ScriptedConnection, alice: Subject) => Promise<unknown>][] = [
    ['connecting', async () => undefined],
    ['opening the stream', (c) => c.expect('<stream:stream')],
    ['asking for TLS', asksForTls],
    ['shaking hands', shakesHands],
    [
      'signing in',
      async (c) => {
        await asksForTls(c);
        await c.send(`<proceed xmlns='${NS_TLS}'/>`);
        await c.startTls(made.certificate);
        await c.openStream(`<mechanisms xmlns='${NS_SASL}'><mechanism>SCRAM-SHA-1</mechanism></mechanisms>`);
        await c.expect('<auth');
      },
    ],
    ['online', isOnline],
    [
      'waiting',
      async (c, alice) => {
        await isOnline(c, alice);
        c.reset();
        await alice.state('waiting');
      },
    ],
  ];

  it.each(phases)('while %s leaves nothing behind, and it can be started again', async (_, reach) => {
    const alice = await subject();
    alice.client.stream.start();
    const connection = await alice.server.connection();
    await reach(connection, alice);
    const stopped = alice.client.stream.stop();
    // Nobody answers our </stream>.
    alice.clock.advance(900);
    await stopped;
    expect(alice.states.at(-1)).toBe('offline');
    await connection.closed;
    await until(() => alice.clock.waiting === 0 && leftBehind().length <= before, 3000);
    await alice.signedIn();
    expect(alice.server.count()).toBe(2);
  });

  it.each(phases)('and starting again at once while %s is one attempt after the other', async (_, reach) => {
    const alice = await subject();
    const { stream } = alice.client;
    stream.start();
    const connection = await alice.server.connection();
    await reach(connection, alice);
    for (let click = 0; click < 3; click += 1) {
      void stream.stop();
      stream.start();
    }
    alice.clock.advance(900);
    await connection.closed;
    await alice.signedIn();
    expect(alice.states.join(' ')).toMatch(/^(connecting )?(online )?(waiting )?(offline )+connecting online$/);
    expect(alice.server.count()).toBe(2);
  });

  it('in the moment the server leaves the handshake does not end the process', async () => {
    for (let round = 0; round < 10; round += 1) {
      const alice = await subject();
      alice.client.stream.start();
      const connection = await alice.server.connection();
      await shakesHands(connection);
      connection.reset();
      if (round % 2 === 0) await connection.closed;
      await alice.client.stream.stop();
      expect(alice.client.stream.connection.state).toBe('offline');
    }
  });

  it('is over at once when nothing was begun, and when it waits for the password', async () => {
    const alice = await subject({ password: () => new Promise(() => undefined) });
    await alice.client.stream.stop();
    expect(alice.states).toEqual([]);
    alice.client.stream.start();
    await alice.state('connecting');
    await alice.client.stream.stop();
    expect(alice.states).toEqual(['connecting', 'offline']);
    expect(alice.clock.waiting).toBe(0);
  });

  it('says goodbye, with the count of what it has', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    await connection.send(message('1'));
    await until(() => alice.disk.messages.length === 1);
    const stopped = alice.client.stream.stop();
    await connection.reply('<a xmlns="urn:xmpp:sm:3" h="1"/></stream:stream>', '</stream:stream>');
    await stopped;
    await connection.closed;
    await until(() => alice.clock.waiting === 0);
    expect(alice.states).toEqual(['connecting', 'online', 'offline']);
  });
});
