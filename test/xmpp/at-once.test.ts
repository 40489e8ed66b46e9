// Signing in, resuming and binding in one round trip, with an honest server and with those that are not (XEP-0388, 0386, 0484).
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Device } from '../../electron/xmpp/core/at-once.ts';
import type { Token } from '../../electron/xmpp/core/fast.ts';
import type { Online } from '../../electron/xmpp/core/stream.ts';
import { atOnce, PASSWORD, type Subject, type SubjectOptions, subjects } from '../support/client.ts';
import { scramServer } from '../support/scram-server.ts';
import type { ScriptedConnection } from '../support/server.ts';
import { announce, attribute } from '../support/server-login.ts';
import { until } from '../support/until.ts';

const NS = 'urn:xmpp:sasl:2';
const NS_FAST = 'urn:xmpp:fast:0';
const NS_SM = 'urn:xmpp:sm:3';
const AGENT = 'd4565fa7-4d72-4749-b3d3-740edbf87770';
const BINDINGS = ['tls-exporter', 'tls-server-end-point'];
const BIND = `<bind xmlns='urn:xmpp:bind:0'><inline><feature var='urn:xmpp:carbons:2'/><feature var='urn:xmpp:sm:3'/></inline></bind>`;
const WITH_STATE = BIND.replace('</inline>', `<feature var='urn:xmpp:csi:0'/></inline>`);
const SM = `<sm xmlns='${NS_SM}'/>`;
const STREAM = `<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>`;
const BOUND = `<bound xmlns='urn:xmpp:bind:0'><metadata xmlns='urn:xmpp:mam:2'><end id='a9' timestamp='2020-04-20T14:34:21Z'/></metadata><enabled xmlns='${NS_SM}' id='resume-2' resume='true'/></bound>`;
const { subject, made } = subjects();

interface Kept extends Device {
  kept: (Token | undefined)[];
}

function device(over: Partial<Device> & { has?: Token } = {}): Kept {
  const kept: (Token | undefined)[] = [];
  const { has, ...rest } = over;
  return {
    agent: AGENT,
    kept,
    token: async () => (kept.length > 0 ? kept.at(-1) : has),
    keepToken: (token) => void kept.push(token),
    readsArchive: () => true,
    ...rest,
  };
}

const token = (over: Partial<Token> = {}): Token => ({ mechanism: 'HT-SHA-256-EXPR', token: 'secret', expiry: 9e15, ...over });

interface OfferOptions {
  readonly mechanisms?: readonly string[];
  readonly bindings?: readonly string[] | null;
  readonly fast?: readonly string[];
  readonly inline?: string;
}

async function offered(alice: Subject, { mechanisms, bindings = BINDINGS, fast, inline = `${SM}${BIND}` }: OfferOptions = {}) {
  alice.client.stream.start();
  const connection = await alice.server.connection();
  await connection.openStream(`<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`);
  await connection.reply('<starttls', `<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`);
  await connection.startTls(made.certificate);
  const list = (names: readonly string[]) => names.map((name) => `<mechanism>${name}</mechanism>`).join('');
  const tokens = `<fast xmlns='${NS_FAST}'>${list(fast ?? ['HT-SHA-256-NONE', 'HT-SHA-256-ENDP', 'HT-SHA-256-EXPR'])}</fast>`;
  const names = mechanisms ?? ['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'];
  await connection.openStream(
    `<authentication xmlns='${NS}'>${list(names)}<inline>${inline}${tokens}</inline></authentication>${announce(bindings ?? undefined)}`,
  );
  return connection;
}

/** The server's side of SCRAM in the second profile; resolves with the request once `result` stands beside the proof in the success. */
async function scram(connection: ScriptedConnection, result: string, signature: 'right' | 'wrong' | 'missing' = 'right'): Promise<string> {
  const request = await connection.element('authenticate');
  const server = scramServer({
    mechanism: attribute(request, 'mechanism') ?? '',
    password: PASSWORD,
    signature,
    binding: (type) => connection.binding(type),
  });
  const said = (text: string) => Buffer.from(/<(?:initial-response|response)[^>]*>([^<]*)/.exec(text)?.[1] ?? '', 'base64').toString();
  await connection.send(`<challenge xmlns='${NS}'>${Buffer.from(server.first(said(request))).toString('base64')}</challenge>`);
  const proof = server.final(said(await connection.element('response')));
  if (proof === undefined) throw new Error('the client does not know the password');
  await connection.send(success(Buffer.from(proof), result));
  return request;
}

function success(data: Buffer | undefined, result: string): string {
  const additional = data === undefined ? '' : `<additional-data>${data.toString('base64')}</additional-data>`;
  return `<success xmlns='${NS}'>${additional}<authorization-identifier>alice@kith.test/Kith/1</authorization-identifier>${result}</success>`;
}

const hash = (connection: ScriptedConnection, word: string, type = 'tls-exporter') =>
  createHmac('sha256', 'secret').update(word).update(connection.binding(type)).digest();
const initial = (request: string) => Buffer.from(/<initial-response>([^<]*)/.exec(request)?.[1] ?? '', 'base64');

function online(alice: Subject): Online[] {
  const seen: Online[] = [];
  alice.client.stream.online.on((each) => seen.push(each));
  return seen;
}

describe('the first time', () => {
  it('asks for everything at once, without a second stream, and keeps the token', async () => {
    const own = device();
    const alice = await subject({ device: own });
    const seen = online(alice);
    const connection = await offered(alice);
    const request = await scram(connection, `${BOUND}<token xmlns='${NS_FAST}' token='t1' expiry='2100-01-01T00:00:00Z'/>`);
    await connection.send(STREAM);
    await alice.state('online');
    expect(request).toContain(`<user-agent id="${AGENT}"><software>Kith</software></user-agent>`);
    expect(request).toContain(
      '<bind xmlns="urn:xmpp:bind:0"><tag>Kith</tag><enable xmlns="urn:xmpp:carbons:2"/><enable xmlns="urn:xmpp:sm:3" resume="true"/></bind>',
    );
    expect(request).toContain(`<request-token xmlns="${NS_FAST}" mechanism="HT-SHA-256-EXPR"/>`);
    expect(connection.received().insideTls.match(/<stream:stream/g)).toHaveLength(1);
    expect(own.kept).toEqual([{ mechanism: 'HT-SHA-256-EXPR', token: 't1', expiry: Date.parse('2100-01-01T00:00:00Z') }]);
    expect(alice.client.session.jid).toBe('alice@kith.test/Kith/1');
    expect(seen).toMatchObject([{ resumed: false, bound: { carbons: true, archiveEnd: 'a9' } }]);
    expect(alice.client.stream.security).toMatchObject({ mechanism: 'SCRAM-SHA-256-PLUS', binding: 'tls-exporter' });
    // Stream management counts from here.
    await connection.send("<message from='bob@kith.test' type='chat'><body>1</body></message><r xmlns='urn:xmpp:sm:3'/>");
    await connection.expect('<a xmlns="urn:xmpp:sm:3" h="1"/>');
  });

  it('says right away that nobody looks, again as soon as it is bound, and takes it back where that changed meanwhile', async () => {
    const INACTIVE = '<inactive xmlns="urn:xmpp:csi:0"/>';
    for (const [inline, looks] of [
      [WITH_STATE, false],
      [WITH_STATE, true],
      [BIND, false],
    ] as const) {
      const alice = await subject({ device: device() });
      alice.client.clientState.setActive(false);
      const connection = await offered(alice, { inline: `${SM}${inline}` });
      const request = await scram(connection, BOUND);
      expect(request.includes(`${INACTIVE}</bind>`)).toBe(inline === WITH_STATE);
      if (looks) alice.client.clientState.setActive(true);
      await connection.send(STREAM.replace('</stream', `<csi xmlns='urn:xmpp:csi:0'/></stream`));
      await connection.expect(looks ? '<active xmlns="urn:xmpp:csi:0"/>' : INACTIVE);
    }
    const alice = await subject({ device: device() });
    const request = await scram(await offered(alice, { inline: `${SM}${WITH_STATE}` }), BOUND);
    expect(request).not.toContain('urn:xmpp:csi:0');
  });

  it('binds step by step where the archive is not known yet, or the server cannot do more', async () => {
    for (const [own, options] of [
      [device({ readsArchive: () => false }), {}],
      [device(), { inline: '', fast: [] }],
    ] as const) {
      const alice = await subject({ device: own });
      const connection = await offered(alice, options);
      const request = await scram(connection, '');
      expect(request).not.toContain('urn:xmpp:bind:0');
      await connection.send(STREAM);
      const bind = await connection.element('iq');
      await connection.send(
        `<iq type='result' id='${attribute(bind, 'id')}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>alice@kith.test/1</jid></bind></iq>`,
      );
      await alice.state('online');
      expect(alice.client.session.jid).toBe('alice@kith.test/1');
    }
  });

  const refused: readonly [string, string, OfferOptions, (connection: ScriptedConnection) => Promise<unknown>][] = [
    ['a wrong signature', 'server-unproven', {}, (c) => scram(c, BOUND, 'wrong')],
    ['no signature', 'server-unproven', {}, (c) => scram(c, BOUND, 'missing')],
    ['success at once', 'server-unproven', {}, (c) => c.reply(/<authenticate.*<\/authenticate>/, success(undefined, BOUND))],
    ['bound mechanisms without types', 'offer-altered', { bindings: null }, async () => undefined],
    ['types without bound mechanisms', 'offer-altered', { mechanisms: ['SCRAM-SHA-256'] }, async () => undefined],
    ['nothing but PLAIN', 'plain-only', { mechanisms: ['PLAIN'], bindings: null }, async () => undefined],
    [
      'a second step',
      'second-step',
      {},
      async (c) => {
        await c.reply(/<authenticate.*<\/authenticate>/, `<continue xmlns='${NS}'><tasks><task>TOTP</task></tasks></continue>`);
        await c.expect(`<abort xmlns="${NS}"/>`);
      },
    ],
    [
      'a disabled account',
      'account-disabled',
      {},
      (c) =>
        c.reply(
          /<authenticate.*<\/authenticate>/,
          `<failure xmlns='${NS}'><account-disabled xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/><text>no</text></failure>`,
        ),
    ],
  ];
  it.each(refused)('ends with %s', async (_, failure, options, act) => {
    const own = device();
    const alice = await subject({ device: own });
    const connection = await offered(alice, options);
    await act(connection);
    expect(await alice.state('stopped')).toMatchObject({ failure });
    await connection.closed;
    expect(own.kept).toEqual([]);
    expect(alice.states).toEqual(['connecting', 'stopped']);
    if (failure === 'offer-altered' || failure === 'plain-only') expect(connection.received().insideTls).not.toContain('<authenticate');
  });

  it('is not over before an address is bound', async () => {
    const alice = await subject({ device: device() });
    const connection = await offered(alice);
    await scram(connection, '');
    expect(await alice.state('waiting')).toMatchObject({ failure: 'server-error', detail: 'the server bound no address' });
  });
});

describe('a token', () => {
  async function withToken(options: SubjectOptions & { device: Kept }, offer: OfferOptions = {}) {
    const asked: string[] = [];
    const password = async () => {
      asked.push('password');
      return PASSWORD;
    };
    const alice = await subject({ password, ...options });
    const connection = await offered(alice, offer);
    return { alice, connection, asked };
  }
  const refusal = (condition: string) => `<failure xmlns='${NS}'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>`;

  it.each([
    ['HT-SHA-256-EXPR', 'tls-exporter'],
    ['HT-SHA-256-ENDP', 'tls-server-end-point'],
  ])('of %s signs in with one request and no password, and gives way to the next one', async (mechanism, type) => {
    const own = device({ has: token({ mechanism }) });
    const { alice, connection, asked } = await withToken({ device: own });
    const request = await connection.element('authenticate');
    expect(attribute(request, 'mechanism')).toBe(mechanism);
    expect(request).toContain(`<fast xmlns="${NS_FAST}"/>`);
    expect(initial(request)).toEqual(Buffer.concat([Buffer.from('alice\0'), hash(connection, 'Initiator', type)]));
    const next = `<token xmlns='${NS_FAST}' token='next' expiry='2100-01-01T00:00:00Z'/>`;
    await connection.send(`${success(hash(connection, 'Responder', type), `${BOUND}${next}`)}${STREAM}`);
    await alice.state('online');
    expect(asked).toEqual([]);
    expect(own.kept).toMatchObject([{ mechanism, token: 'next' }]);
    expect(alice.client.stream.security).toMatchObject({ mechanism, binding: type });
  });

  it('is only believed of a server that knows it, on this very connection', async () => {
    const replayed: Buffer[] = [];
    for (const answer of ['none', 'wrong', 'honest', 'replayed'] as const) {
      const own = device({ has: token() });
      const { alice, connection } = await withToken({ device: own });
      await connection.element('authenticate');
      const honest = hash(connection, 'Responder');
      const proof = { none: undefined, wrong: hash(connection, 'Initiator'), honest, replayed: replayed[0] }[answer];
      replayed.unshift(honest);
      await connection.send(`${success(proof, BOUND)}${STREAM}`);
      if (answer === 'honest') await alice.state('online');
      else expect(await alice.state('stopped')).toMatchObject({ failure: 'server-unproven' });
      expect(own.kept).toEqual(answer === 'honest' ? [] : [undefined]);
    }
  });

  it.each(['not-authorized', 'credentials-expired', 'malformed-request'])(
    'refused with %s is dropped, and the password signs in on the same stream',
    async (condition) => {
      const own = device({ has: token() });
      const { alice, connection, asked } = await withToken({ device: own });
      await connection.element('authenticate');
      await connection.send(refusal(condition));
      const request = await scram(connection, `${BOUND}<token xmlns='${NS_FAST}' token='t2' expiry='2100-01-01T00:00:00Z'/>`);
      await connection.send(STREAM);
      await alice.state('online');
      expect(request).toContain('<request-token');
      expect(asked).toEqual(['password']);
      expect(own.kept).toMatchObject([undefined, { token: 't2' }]);
      expect(alice.server.count()).toBe(1);
    },
  );

  it('is kept while the server cannot check it', async () => {
    const own = device({ has: token() });
    const { alice, connection, asked } = await withToken({ device: own });
    await connection.element('authenticate');
    await connection.send(refusal('temporary-auth-failure'));
    expect(await alice.state('waiting')).toMatchObject({ failure: 'sign-in-later' });
    expect([own.kept, asked]).toEqual([[], []]);
  });

  it.each<[string, Partial<Token>, OfferOptions, boolean]>([
    ['is over', { expiry: 1 }, {}, true],
    ['is not offered any more', {}, { fast: ['HT-SHA-256-NONE'] }, false],
    ['cannot be bound as it wants', { mechanism: 'HT-SHA-256-UNIQ' }, { fast: ['HT-SHA-256-UNIQ'] }, false],
  ])('that %s is not used', async (_, over, offer, dropped) => {
    const own = device({ has: token(over) });
    const { alice, connection, asked } = await withToken({ device: own }, offer);
    const request = await scram(connection, BOUND);
    await connection.send(STREAM);
    await alice.state('online');
    expect(attribute(request, 'mechanism')).toBe('SCRAM-SHA-256-PLUS');
    expect(asked).toEqual(['password']);
    expect(own.kept).toEqual(dropped ? [undefined] : []);
  });

  it('is made void at the server, and nothing else is done there', async () => {
    const { alice, connection } = await withToken({ device: device({ has: token() }) });
    await connection.element('authenticate');
    await connection.send(`${success(hash(connection, 'Responder'), BOUND)}${STREAM}`);
    await alice.state('online');
    const retired = alice.client.retire();
    const second = await offered(alice);
    const request = await second.element('authenticate');
    expect(request).toContain(`<fast xmlns="${NS_FAST}" invalidate="true"/>`);
    expect(request).not.toMatch(/<bind|<resume/);
    await second.send(success(hash(second, 'Responder'), ''));
    await second.reply('</stream:stream>', '</stream:stream>');
    await retired;
    expect(alice.states.at(-1)).toBe('online');
  });

  it('there is none of is not given back: nobody is asked', async () => {
    const { alice } = await withToken({ device: device() });
    await alice.client.retire();
    expect(alice.server.count()).toBe(1);
  });
});

describe('a lost stream', () => {
  async function lost(): Promise<{ alice: Subject; arrived: string[]; seen: Online[] }> {
    const alice = await subject({ device: device({ has: token() }) });
    const arrived: string[] = [];
    alice.client.stream.arrived.on((tokens) => arrived.push(...tokens));
    const seen = online(alice);
    const first = await offered(alice);
    await first.element('authenticate');
    await first.send(`${success(hash(first, 'Responder'), BOUND)}${STREAM}`);
    await alice.state('online');
    for (const id of ['1', '2']) alice.client.messages.send([{ to: 'bob@kith.test', id, body: id, token: `row-${id}` }], atOnce);
    await first.expect('id="2"');
    first.reset();
    await alice.backOff();
    return { alice, arrived, seen };
  }

  it('is resumed while signing in, with no features after it', async () => {
    const { alice, seen } = await lost();
    const second = await offered(alice);
    const request = await second.element('authenticate');
    expect(request).toContain('<resume xmlns="urn:xmpp:sm:3" previd="resume-2" h="0"/>');
    await second.send(success(hash(second, 'Responder'), `<resumed xmlns='${NS_SM}' previd='resume-2' h='1'/>`));
    await until(() => seen.length === 2);
    expect(seen[1]).toMatchObject({ resumed: true, arrived: ['row-1'], uncertain: [], jid: 'alice@kith.test/Kith/1' });
    expect(await second.element('message')).toContain('id="2"');
    await alice.handled(second);
  });

  it('that is gone makes room for a new one in the same answer', async () => {
    const { alice, seen } = await lost();
    const second = await offered(alice);
    await second.element('authenticate');
    const failed = `<failed xmlns='${NS_SM}' h='1'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>`;
    await second.send(`${success(hash(second, 'Responder'), `${failed}${BOUND}`)}${STREAM}`);
    await until(() => seen.length === 2);
    expect(seen[1]).toMatchObject({ resumed: false, arrived: ['row-1'], uncertain: ['row-2'], bound: { carbons: true } });
    await second.send("<message from='bob@kith.test'><body>1</body></message><r xmlns='urn:xmpp:sm:3'/>");
    await second.expect('<a xmlns="urn:xmpp:sm:3" h="1"/>');
  });
});
