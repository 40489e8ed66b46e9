// What a server says that ends a stream, and what the client says when the server is at fault.
import { describe, expect, it } from 'vitest';
import { PASSWORD, type Subject, subjects } from '../support/client.ts';
import { startScriptedServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const NS_ERRORS = 'urn:ietf:params:xml:ns:xmpp-streams';
const { subject, made } = subjects();

const message = (body: string) => `<message from='bob@kith.test/x' type='chat'><body>${body}</body></message>`;

describe('what is no XMPP', () => {
  it.each([
    ['a tag that is never closed', 'not-well-formed', '<message><body></message>'],
    ['a prefix nobody declared', 'not-well-formed', '<message><x:body/></message>'],
    ['an attribute twice', 'not-well-formed', "<message id='1' id='2'/>"],
    ['an entity of its own', 'restricted-xml', '<message><body>&lol;</body></message>'],
    ['a document type in the middle', 'not-well-formed', "<!DOCTYPE lolz [<!ENTITY lol 'lol'>]>"],
    ['a comment', 'restricted-xml', '<message><!-- --></message>'],
    ['an instruction', 'restricted-xml', '<?php exit(); ?>'],
    ['text between stanzas', 'bad-format', 'hello'],
    ['bytes that are not UTF-8', 'unsupported-encoding', Buffer.from([...Buffer.from('<message><body>'), 0xc3, 0x28])],
    ['overlong UTF-8', 'unsupported-encoding', Buffer.from([...Buffer.from('<message><body>'), 0xc0, 0xaf])],
    ['a megabyte of one stanza', 'policy-violation', `<message><body>${'x'.repeat(1024 * 1024)}`],
    ['a tower', 'policy-violation', '<message>'.repeat(100)],
    ['a forest of attributes', 'policy-violation', `<message ${Array.from({ length: 100 }, (_, i) => `a${i}='1'`).join(' ')}/>`],
  ])('%s ends the stream with its reason, and only that is lost', async (_, condition, bad) => {
    const alice = await subject();
    const connection = await alice.signedIn();
    await connection.send(Buffer.concat([Buffer.from(message('before')), Buffer.from(bad), Buffer.from(message('behind'))]));
    const { since, retryAt } = await alice.state('waiting');
    await connection.expect(`<stream:error><${condition} xmlns="${NS_ERRORS}"/></stream:error></stream:stream>`);
    await connection.closed;
    expect(alice.client.stream.connection).toMatchObject({ failure: 'invalid-data' });
    expect(alice.disk.messages.map(({ body }) => body)).toEqual(['before']);
    expect([since, retryAt]).toEqual([alice.clock.now(), alice.clock.now() + 625]);
    alice.clock.advance(749);
    expect(alice.states).toEqual(['connecting', 'online', 'waiting']);
    alice.clock.advance(1);
    await alice.signedIn();
    expect(alice.disk.messages.map(({ body }) => body)).toEqual(['before']);
  });
});

describe('stream errors', () => {
  const ended = async (condition: string): Promise<Subject> => {
    const alice = await subject();
    const connection = await alice.signedIn();
    await connection.send(`<stream:error>${condition}</stream:error></stream:stream>`);
    await connection.expect('</stream:stream>');
    await connection.closed;
    return alice;
  };
  const named = (name: string) => `<${name} xmlns='${NS_ERRORS}'/>`;

  it.each([
    ['conflict', 'conflict'],
    ['not-authorized', 'account-disabled'],
  ])('%s waits for the person', async (condition, failure) => {
    const alice = await ended(named(condition));
    expect(await alice.state('stopped')).toMatchObject({ failure, detail: condition });
    await until(() => alice.clock.waiting === 0);
    expect(alice.server.count()).toBe(1);
  });

  it.each([
    ['system-shutdown', 'server-shutdown'],
    ['host-unknown', 'unknown-host'],
    ['policy-violation', 'server-error'],
    ['reset', 'lost'],
    ['connection-timeout', 'lost'],
    ['what-nobody-knows', 'server-error'],
  ])('%s is tried again', async (condition, failure) => {
    const alice = await ended(named(condition));
    expect(await alice.state('waiting')).toMatchObject({ failure, detail: condition });
    await alice.backOff();
    await alice.signedIn();
  });

  it('one that says nothing is tried again, and so is a stream that only ends', async () => {
    expect(await (await ended('')).state('waiting')).toMatchObject({ failure: 'server-error', detail: 'undefined-condition' });
    const alice = await subject();
    const connection = await alice.signedIn();
    await connection.close();
    await connection.expect('</stream:stream>');
    expect(await alice.state('waiting')).toMatchObject({ failure: 'lost' });
  });

  it('system-shutdown brings nobody back at once: everybody else was sent away, too', async () => {
    const waits = [0, 0.999].map(async (chance) => {
      const alice = await subject({ random: () => chance });
      const connection = await alice.signedIn();
      await connection.send(`<stream:error>${named('system-shutdown')}</stream:error></stream:stream>`);
      return (await alice.state('waiting')).retryAt - alice.clock.now();
    });
    expect(await Promise.all(waits)).toEqual([1000, 59_941]);
  });

  describe('see-other-host', () => {
    const elsewhere = (place: string) =>
      `<stream:error><see-other-host xmlns='${NS_ERRORS}'>${place}</see-other-host></stream:error></stream:stream>`;

    it('leads there at once, and they have to prove that they speak for the same domain', async () => {
      const other = await startScriptedServer();
      const alice = await subject();
      const connection = await alice.signedIn();
      await connection.send(elsewhere(`${other.host}:${other.port}`));
      const there = await other.connection();
      await there.login({ certificate: made.certificate, password: PASSWORD, streamManagement: true });
      await alice.state('online');
      there.reset();
      // Only that once: the next attempt asks the DNS again.
      await alice.backOff();
      await alice.signedIn();
      expect(other.count()).toBe(1);
      await other.close();
    });

    it('leads there also before sign-in, once the server has proven itself', async () => {
      const other = await startScriptedServer();
      const alice = await subject();
      alice.client.stream.start();
      const connection = await alice.server.connection();
      await connection.openStream("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
      await connection.reply('<starttls', "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
      await connection.startTls(made.certificate);
      await connection.expect('<stream:stream');
      await connection.send(`<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`);
      await connection.send(elsewhere(`${other.host}:${other.port}`));
      const there = await other.connection();
      await there.login({ certificate: made.certificate, password: PASSWORD, streamManagement: true });
      await alice.state('online');
      expect(alice.states).not.toContain('waiting');
      await other.close();
    });

    it('means the usual port where it names none, not the one the person gave', async () => {
      const given = await startScriptedServer();
      const alice = await subject({ server: given.host, port: given.port });
      alice.client.stream.start();
      const connection = await given.connection();
      await connection.login({ certificate: made.certificate, password: PASSWORD, streamManagement: true });
      await alice.state('online');
      await connection.send(elsewhere('127.0.0.9'));
      expect(await alice.state('waiting')).toMatchObject({ failure: 'refused', detail: expect.stringContaining('127.0.0.9:5222') });
      await given.close();
    });

    it('goes before the place where the session is kept', async () => {
      const [kept, other] = await Promise.all([startScriptedServer(), startScriptedServer()]);
      const alice = await subject();
      const enabled = `<enabled xmlns='urn:xmpp:sm:3' id='resume-1' resume='true' location='${kept.host}:${kept.port}'/>`;
      const connection = await alice.signedIn({ enabled });
      await connection.send(elsewhere(`${other.host}:${other.port}`));
      const there = await other.connection();
      await there.login({ certificate: made.certificate, password: PASSWORD, streamManagement: true });
      await alice.state('online');
      expect(kept.count()).toBe(0);
      await Promise.all([kept.close(), other.close()]);
    });

    it('gets no password there from somebody who speaks for another domain', async () => {
      const other = await startScriptedServer({ domain: 'other.test' });
      const certificate = await made.authority.issue({ names: ['other.test'] });
      const alice = await subject();
      const connection = await alice.signedIn();
      await connection.send(elsewhere(`${other.host}:${other.port}`));
      const there = await other.connection();
      await there.openStream("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
      await there.reply('<starttls', "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
      await there.startTls(certificate).catch(() => undefined);
      expect(await alice.state('waiting')).toMatchObject({ failure: 'bad-certificate' });
      await there.closed;
      expect(there.received().insideTls).toBe('');
      await other.close();
    });

    it('leads nowhere before TLS, and nowhere that is no host', async () => {
      const other = await startScriptedServer();
      const alice = await subject();
      alice.client.stream.start();
      const plain = await alice.server.connection();
      await plain.expect('<stream:stream');
      await plain.send(`<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`);
      await plain.send(elsewhere(`${other.host}:${other.port}`));
      await alice.backOff();
      const connection = await alice.signedIn();
      await connection.send(elsewhere('not a host'));
      expect(await alice.state('waiting')).toMatchObject({ failure: 'server-error' });
      expect(other.count()).toBe(0);
      await other.close();
    });

    it('leads three times round, then waits', async () => {
      const alice = await subject();
      let connection = await alice.signedIn();
      for (let hop = 0; hop < 3; hop += 1) {
        const next = alice.server.connection();
        await connection.send(elsewhere(`${alice.server.host}:${alice.server.port}`));
        connection = await next;
        await connection.login({ certificate: made.certificate, password: PASSWORD, streamManagement: true });
        await alice.state('online');
      }
      await connection.send(elsewhere(`${alice.server.host}:${alice.server.port}`));
      await alice.state('waiting');
      expect(alice.server.count()).toBe(4);
    });
  });

  it('conflict: two that take the place from each other come back only when a person says so', async () => {
    const alice = await subject();
    for (let click = 0; click < 2; click += 1) {
      alice.client.stream.now();
      const connection = await alice.signedIn();
      await connection.send(`<stream:error>${named('conflict')}</stream:error></stream:stream>`);
      await alice.state('stopped');
      alice.clock.advance(3_600_000);
    }
    expect(alice.server.count()).toBe(2);
  });
});
