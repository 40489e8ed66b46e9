// From the first byte to a bound stream, with an honest server and with those in its place that are not.
import { describe, expect, it } from 'vitest';
import { atOnce, PASSWORD, type Subject, type SubjectOptions, subjects } from '../support/client.ts';
import type { ScriptedConnection } from '../support/server.ts';
import { attribute, type LoginOptions, login } from '../support/server-login.ts';
import { until } from '../support/until.ts';

const NS_TLS = 'urn:ietf:params:xml:ns:xmpp-tls';
const NS_SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const NS_BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
const NS_ERRORS = 'urn:ietf:params:xml:ns:xmpp-streams';
const NS_STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas';
const SASL = `<mechanisms xmlns='${NS_SASL}'><mechanism>SCRAM-SHA-256</mechanism></mechanisms>`;
const HEADER = "<stream:stream version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
const { subject, made } = subjects();

async function started(alice: Subject): Promise<ScriptedConnection> {
  alice.client.stream.start();
  return alice.server.connection();
}

/** Not one byte of authentication was said in clear. */
function expectNothingSaid(connection: ScriptedConnection): void {
  const { beforeTls } = connection.received();
  expect(beforeTls).toContain('<stream:stream');
  expect(beforeTls).not.toMatch(/<auth|<response|alice/);
}

describe.each([
  ['STARTTLS', false],
  ['direct TLS', true],
])('signing in over %s', (_, directTls) => {
  it('works when every byte comes alone, and so do messages both ways', async () => {
    const alice = await subject({ directTls });
    const connection = await started(alice);
    connection.cut(1);
    const { jid, username, mechanism } = await connection.login({
      password: PASSWORD,
      streamManagement: true,
      ...(directTls ? {} : { certificate: made.certificate }),
    });
    await alice.state('online');
    expect({ jid, username, mechanism }).toEqual({ jid: 'alice@kith.test/kith.1', username: 'alice', mechanism: 'SCRAM-SHA-256' });
    expect(alice.client.session.jid).toBe('alice@kith.test/kith.1');

    await connection.send(
      "<message from='bob@kith.test/x' type='chat'><body>Grüße 👋 &amp; <![CDATA[<3]]></body></message>\n<r xmlns='urn:xmpp:sm:3'/>",
    );
    await connection.expect('<a xmlns="urn:xmpp:sm:3" h="1"/>');
    expect(alice.disk.messages.map(({ body }) => body)).toEqual(['Grüße 👋 & <3']);

    const arrived: string[] = [];
    alice.client.stream.arrived.on((tokens) => arrived.push(...tokens));
    expect(alice.client.messages.send([{ to: 'bob@kith.test', id: 'm1', body: 'Na? <&>"\' 🤝', token: 'row-1' }], atOnce)).toBe(true);
    expect(await connection.element('message')).toContain('<body>Na? &lt;&amp;&gt;');
    await connection.reply('<r xmlns="urn:xmpp:sm:3"/>', "<a xmlns='urn:xmpp:sm:3' h='1'/>");
    await alice.handled(connection);
    expect(arrived).toEqual(['row-1']);
    if (directTls) expect(connection.received().beforeTls).toBe('');
    else expectNothingSaid(connection);
  });

  it('says who it is only inside TLS (RFC 6120 4.7.1)', async () => {
    const alice = await subject({ directTls });
    const connection = await alice.signedIn();
    expect(connection.received().beforeTls).not.toContain('from=');
    expect(connection.received().insideTls).toContain('from="alice@kith.test"');
  });
});

describe('before TLS', () => {
  const attacks: readonly [string, string, (connection: ScriptedConnection) => Promise<unknown>][] = [
    [
      'an offer without STARTTLS',
      'no-encryption',
      async (c) => {
        await c.openStream(SASL);
        await c.reply('<starttls', `<stream:error><not-authorized xmlns='${NS_ERRORS}'/></stream:error></stream:stream>`);
      },
    ],
    [
      'no features at all',
      'no-encryption',
      async (c) => {
        await c.openStream('');
        await c.expect('<starttls');
        await c.close();
      },
    ],
    [
      'a refusal',
      'no-encryption',
      async (c) => {
        await c.openStream(`<starttls xmlns='${NS_TLS}'/>${SASL}`);
        await c.reply('<starttls', `<failure xmlns='${NS_TLS}'/></stream:stream>`);
      },
    ],
    [
      'success for a question nobody asked',
      'no-encryption',
      async (c) => {
        await c.openStream(`<starttls xmlns='${NS_TLS}'/>`);
        await c.reply('<starttls', `<success xmlns='${NS_SASL}'/>`);
      },
    ],
    [
      'a server that does not know the domain',
      'unknown-host',
      (c) => c.send(`${HEADER}<stream:error><host-unknown xmlns='${NS_ERRORS}'/></stream:error></stream:stream>`),
    ],
    ['a web server', 'not-xmpp', (c) => c.reply('<stream:stream', 'HTTP/1.1 400 Bad Request\r\n\r\n<html></html>')],
    ['a server of another time', 'too-old', (c) => c.send(HEADER.replace("version='1.0'", ''))],
    ['a server for servers', 'not-xmpp', (c) => c.send(HEADER.replace('client', 'server'))],
    [
      'noise in the place of the handshake',
      'not-xmpp',
      async (c) => {
        await c.openStream(`<starttls xmlns='${NS_TLS}'/>`);
        await c.reply('<starttls', `<proceed xmlns='${NS_TLS}'/>`);
        await c.expect('\u0016\u0003');
        await c.send('this is no TLS at all');
      },
    ],
    [
      'another domain',
      'bad-certificate',
      async (c) => {
        const stolen = await made.authority.issue({ names: ['mallory.test'] });
        await c.openStream(`<starttls xmlns='${NS_TLS}'/>`);
        await c.reply('<starttls', `<proceed xmlns='${NS_TLS}'/>`);
        await c.startTls(stolen).catch(() => undefined);
      },
    ],
  ];
  it.each(attacks)('gives nothing away to %s', async (_, failure, attack) => {
    const alice = await subject();
    const connection = await started(alice);
    await attack(connection);
    expect(await alice.state('waiting')).toMatchObject({ failure });
    await connection.closed;
    expectNothingSaid(connection);
    expect(connection.received().insideTls).toBe('');
    expect(alice.states).toEqual(['connecting', 'waiting']);
  });

  it('asks for TLS even where it is not offered, and takes it (RFC 7590 3.1)', async () => {
    const alice = await subject();
    const connection = await started(alice);
    await connection.openStream(SASL);
    await connection.reply('<starttls', `<proceed xmlns='${NS_TLS}'/>`);
    await connection.startTls(made.certificate);
    await connection.login({ password: PASSWORD });
    await alice.state('online');
    expectNothingSaid(connection);
  });

  it('does not wait long for an answer where it was not offered', async () => {
    const alice = await subject();
    const connection = await started(alice);
    await connection.openStream(SASL);
    await connection.expect('<starttls');
    alice.clock.advance(5_000);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'no-encryption' });
    expectNothingSaid(connection);
  });

  it.each([
    ['features', `<stream:features>${SASL}</stream:features>`],
    ['a message', "<message from='bob@kith.test'><body>from nowhere</body></message>"],
    ['half an element', "<message from='bob@kith.test'><body>"],
  ])('forgets %s injected behind <proceed/>', async (_, injected) => {
    const alice = await subject();
    const connection = await started(alice);
    await connection.openStream(`<starttls xmlns='${NS_TLS}'/>`);
    await connection.reply('<starttls', `<proceed xmlns='${NS_TLS}'/>${injected}`);
    await connection.startTls(made.certificate);
    await connection.login({ password: PASSWORD });
    await alice.state('online');
    await alice.handled(connection);
    expect(alice.disk.messages).toEqual([]);
    expectNothingSaid(connection);
  });

  it('does not go on where what was injected is not even XML', async () => {
    const alice = await subject();
    const connection = await started(alice);
    await connection.openStream(`<starttls xmlns='${NS_TLS}'/>`);
    await connection.reply('<starttls', `<proceed xmlns='${NS_TLS}'/></a>`);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'invalid-data' });
    await connection.closed;
    expectNothingSaid(connection);
  });
});

describe('the proof', () => {
  const cases: readonly [string, string, Partial<LoginOptions>][] = [
    ['a wrong signature', 'server-unproven', { signature: 'wrong' }],
    ['no signature', 'server-unproven', { signature: 'missing' }],
    ['nothing but PLAIN', 'plain-only', { mechanisms: ['PLAIN'] }],
    ['a mechanism that was taken away', 'offer-altered', { vouch: { mechanisms: ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'SCRAM-SHA-1'] } }],
    ['types without a mechanism that binds', 'offer-altered', { bindings: ['tls-exporter'] }],
    ['another channel than ours', 'wrong-password', { mechanisms: ['SCRAM-SHA-1-PLUS'], binding: () => Buffer.alloc(32) }],
    ['nothing but what nobody knows', 'no-safe-sign-in', { mechanisms: ['X-OAUTH2', 'ANONYMOUS', 'EXTERNAL', 'DIGEST-MD5'] }],
    ['another password', 'wrong-password', { password: 'something else' }],
  ];
  it.each(cases)('%s ends it until the person acts', async (_, failure, options) => {
    const alice = await subject();
    const connection = await started(alice);
    // The script of an honest login is never finished by a client that leaves.
    const unfinished = connection.login({ certificate: made.certificate, password: PASSWORD, ...options }).catch(() => undefined);
    expect(await alice.state('stopped')).toMatchObject({ failure });
    await connection.closed;
    await unfinished;
    expect(alice.states).toEqual(['connecting', 'stopped']);
    expect(connection.received().insideTls).not.toContain('<bind');
    expect(connection.received().insideTls).not.toContain(Buffer.from(`\0alice\0${PASSWORD}`).toString('base64'));
    await until(() => alice.clock.waiting === 0);
    expect(alice.server.count()).toBe(1);
  });

  it('is demanded of a server that lets us in at once', async () => {
    const alice = await subject();
    const connection = await started(alice);
    await connection.openStream(`<starttls xmlns='${NS_TLS}'/>`);
    await connection.reply('<starttls', `<proceed xmlns='${NS_TLS}'/>`);
    await connection.startTls(made.certificate);
    await connection.openStream(SASL);
    await connection.reply(/<auth.*<\/auth>/, `<success xmlns='${NS_SASL}'/>`);
    expect(await alice.state('stopped')).toMatchObject({ failure: 'server-unproven' });
    await connection.closed;
  });

  it.each([
    ['temporary-auth-failure', 'waiting', 'sign-in-later'],
    ['account-disabled', 'stopped', 'account-disabled'],
    ['credentials-expired', 'stopped', 'password-expired'],
    ['malformed-request', 'stopped', 'sign-in-misunderstood'],
    ['invalid-authzid', 'stopped', 'not-your-address'],
    ['aborted', 'waiting', 'sign-in-aborted'],
  ] as const)('%s leads to %s', async (condition, state, failure) => {
    const alice = await subject();
    const connection = await started(alice);
    await connection.openStream(`<starttls xmlns='${NS_TLS}'/>`);
    await connection.reply('<starttls', `<proceed xmlns='${NS_TLS}'/>`);
    await connection.startTls(made.certificate);
    await connection.openStream(SASL);
    await connection.reply(/<auth.*<\/auth>/, `<failure xmlns='${NS_SASL}'><${condition}/></failure></stream:stream>`);
    expect(await alice.state(state)).toMatchObject({ failure });
    await connection.closed;
  });

  it('signs in after the person has acted, with the password of then', async () => {
    const passwords = ['wrong', PASSWORD];
    const alice = await subject({ password: async () => passwords.shift() ?? '' });
    const connection = await started(alice);
    await connection.login({ certificate: made.certificate, password: PASSWORD }).catch(() => undefined);
    await alice.state('stopped');
    alice.client.stream.now();
    await alice.signedIn();
    expect(alice.states).toEqual(['connecting', 'stopped', 'connecting', 'online']);
  });
});

describe('being tied to the connection', () => {
  const PLUS = ['SCRAM-SHA-512-PLUS', 'SCRAM-SHA-512', 'SCRAM-SHA-1'];
  const cases: readonly [string, SubjectOptions, readonly string[] | undefined, string][] = [
    ['TLS 1.3', {}, ['tls-server-end-point', 'tls-exporter'], 'tls-exporter'],
    ['TLS 1.2 of an older server', { maxTls: 'TLSv1.2', directTls: true }, undefined, 'tls-unique'],
    ['TLS 1.2', { maxTls: 'TLSv1.2' }, ['tls-exporter', 'tls-server-end-point'], 'tls-server-end-point'],
    ['TLS 1.2 with its own binding', { maxTls: 'TLSv1.2', directTls: true }, ['tls-server-end-point', 'tls-unique'], 'tls-unique'],
  ];
  it.each(cases)('works over %s', async (_, options, bindings, type) => {
    const alice = await subject(options);
    const connection = await started(alice);
    const certificate = options.directTls === true ? {} : { certificate: made.certificate };
    const vouch = { mechanisms: PLUS, ...(bindings === undefined ? {} : { bindings }) };
    const login = await connection.login({ ...certificate, ...vouch, password: PASSWORD, vouch });
    await alice.state('online');
    expect([login.mechanism, login.header]).toEqual(['SCRAM-SHA-512-PLUS', `p=${type},,`]);
    expect(alice.client.stream.security).toMatchObject({ mechanism: 'SCRAM-SHA-512-PLUS', binding: type, bindable: true });
  });

  it('is left alone over TLS 1.3 where the server does not say what it means by it', async () => {
    const alice = await subject();
    const connection = await started(alice);
    const login = await connection.login({ certificate: made.certificate, mechanisms: PLUS, password: PASSWORD });
    await alice.state('online');
    expect([login.mechanism, login.header]).toEqual(['SCRAM-SHA-512', 'n,,']);
    expect(alice.client.stream.security?.binding).toBeUndefined();
  });

  it('is told where it is not offered', async () => {
    const alice = await subject();
    const connection = await started(alice);
    const { header } = await connection.login({ certificate: made.certificate, password: PASSWORD });
    await alice.state('online');
    expect(header).toBe('y,,');
    expect(alice.client.stream.security).toMatchObject({ mechanism: 'SCRAM-SHA-256', bindable: false });
    expect(alice.client.stream.security?.binding).toBeUndefined();
  });
});

describe('binding', () => {
  /** An honest login in which one thing the server says becomes another. */
  async function twisted(alice: Subject, what: string, instead: (said: string) => string): Promise<ScriptedConnection> {
    const connection = await started(alice);
    const send: ScriptedConnection['send'] = (said) =>
      connection.send(typeof said === 'string' && said.includes(what) ? instead(said) : said);
    const reply: ScriptedConnection['reply'] = (pattern, answer) =>
      connection.reply(pattern, (matched) => {
        const said = typeof answer === 'string' ? answer : answer(matched);
        return said.includes(what) ? instead(said) : said;
      });
    const options = { certificate: made.certificate, password: PASSWORD, streamManagement: true };
    login({ ...connection, send, reply }, 'kith.test', options).catch(() => undefined);
    return connection;
  }

  it.each([
    [
      'an error',
      (id: string) => `<iq type='error' id='${id}'><error type='wait'><resource-constraint xmlns='${NS_STANZAS}'/></error></iq>`,
    ],
    ['nothing', (id: string) => `<iq type='result' id='${id}'/>`],
    ['what is no address', (id: string) => `<iq type='result' id='${id}'><bind xmlns='${NS_BIND}'><jid>@</jid></bind></iq>`],
    ['no answer but a refusal of something else', () => `<failed xmlns='urn:xmpp:sm:3'/>`],
  ])('that yields %s is tried again later', async (_, answer) => {
    const alice = await subject();
    const connection = await twisted(alice, '<jid>', (said) => answer(attribute(said, 'id') ?? ''));
    expect(await alice.state('waiting')).toMatchObject({ failure: 'server-error' });
    await connection.closed;
    expect(alice.states).toEqual(['connecting', 'waiting']);
  });

  it('keeps what comes before <enabled/>, and does not count it (XEP-0198 4)', async () => {
    const alice = await subject();
    const early = "<message from='bob@kith.test' type='chat'><body>early</body></message>";
    const late = "<message from='bob@kith.test' type='chat'><body>late</body></message>";
    const connection = await twisted(alice, '<enabled', (said) => `${early}${said}${late}<r xmlns='urn:xmpp:sm:3'/>`);
    await connection.expect('<a xmlns="urn:xmpp:sm:3" h="1"/>');
    expect(alice.disk.messages.map(({ body }) => body)).toEqual(['early', 'late']);
    expect(alice.client.stream.managed).toBe(true);
  });

  it('does without stream management where the server refuses it', async () => {
    const alice = await subject();
    const connection = await twisted(alice, '<enabled', () => "<failed xmlns='urn:xmpp:sm:3'/>");
    await alice.state('online');
    await alice.handled(connection);
    expect(alice.client.stream.managed).toBe(false);
  });

  it('is not the time for a flood', async () => {
    const alice = await subject();
    const connection = await twisted(alice, '<enabled', () => "<message from='mallory@kith.test'/>".repeat(200));
    expect(await alice.state('waiting')).toMatchObject({ failure: 'invalid-data' });
    await connection.expect('<policy-violation');
  });
});
