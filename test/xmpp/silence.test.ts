// A server that says nothing any more: when it is asked, and when the connection is given up.
import { describe, expect, it } from 'vitest';
import { atOnce, subjects } from '../support/client.ts';
import { until } from '../support/until.ts';

const REQUEST = '<r xmlns="urn:xmpp:sm:3"/>';
const { subject } = subjects();

const message = (body: string) => `<message from='bob@kith.test/x' type='chat'><body>${body}</body></message>`;

describe('silence', () => {
  it('is asked about after 20 s and believed after 10 more: half a minute together', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    alice.clock.advance(20_000);
    await connection.expect(REQUEST);
    alice.clock.advance(9_999);
    expect(alice.client.stream.connection.state).toBe('online');
    alice.clock.advance(1);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'lost', detail: 'the server stopped answering' });
    await connection.closed;
  });

  it('is over with the answer', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    for (let minute = 0; minute < 5; minute += 1) {
      alice.clock.advance(20_000);
      await connection.reply(REQUEST, "<a xmlns='urn:xmpp:sm:3' h='0'/>");
      await until(() => alice.clock.due === alice.clock.now() + 20_000);
    }
    expect(alice.states).toEqual(['connecting', 'online']);
  });

  it('is no silence while a large stanza trickles in', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    for (const piece of ["<message from='bob@kith.test'><body>", 'long', ' ', 'story', '</body>', '</message>']) {
      alice.clock.advance(15_000);
      await connection.send(piece);
      await until(() => alice.clock.due === alice.clock.now() + 20_000);
    }
    expect(alice.disk.messages.map(({ body }) => body)).toEqual(['long story']);
  });

  it.each([true, false])(
    'is believed 5 s after a message was sent, however many follow (stream management: %s)',
    async (streamManagement) => {
      const alice = await subject();
      const connection = await alice.signedIn({ streamManagement });
      const send = (id: string) => alice.client.messages.send([{ to: 'bob@kith.test', id, body: id, token: id }], atOnce);
      send('1');
      await connection.expect(streamManagement ? REQUEST : '<ping xmlns="urn:xmpp:ping"/>');
      alice.clock.advance(4_000);
      send('2');
      alice.clock.advance(999);
      expect(alice.client.stream.connection.state).toBe('online');
      alice.clock.advance(1);
      expect(await alice.state('waiting')).toMatchObject({ failure: 'lost' });
      await connection.closed;
    },
  );

  it('is not ended by what was on its way before the question arrived', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    alice.client.messages.send([{ to: 'bob@kith.test', id: '1', body: '1', token: '1' }], atOnce);
    await connection.expect(REQUEST);
    alice.clock.advance(3_000);
    await connection.send("<message from='bob@kith.test'><body>crossing</body></message>");
    await until(() => alice.disk.messages.length === 1);
    alice.clock.advance(4_999);
    expect(alice.client.stream.connection.state).toBe('online');
    alice.clock.advance(1);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'lost', detail: 'the server stopped answering' });
  });

  it('is asked about at once when the machine wakes up', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    alice.client.stream.now();
    await connection.expect(REQUEST);
    alice.clock.advance(5_000);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'lost' });
  });

  it('means nothing while we do not listen', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    alice.client.stream.pause();
    await connection.send(message('waiting'));
    alice.client.messages.send([{ to: 'bob@kith.test', id: '1', body: '1', token: '1' }], atOnce);
    alice.client.stream.now();
    alice.clock.advance(600_000);
    alice.client.stream.resume();
    await alice.handled(connection);
    expect(alice.disk.messages.map(({ body }) => body)).toEqual(['waiting']);
    alice.clock.advance(30_000);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'lost' });
  });
});
