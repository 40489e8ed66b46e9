// The message road: what is unwrapped and for whom (XEP-0280 11, XEP-0313 4.2), whose word about a message is believed (XEP-0203, 0359).
import { describe, expect, it } from 'vitest';
import { type Element, StanzaError } from '../../electron/xmpp/core/xml.ts';
import { type IncomingMessage, xmlText } from '../../electron/xmpp/message.ts';
import { atOnce, type Subject, subjects } from '../support/client.ts';
import type { ScriptedConnection } from '../support/server.ts';
import { attribute } from '../support/server-login.ts';

const STAMP = '2026-05-30T12:00:00Z';
const AT = Date.UTC(2026, 4, 30, 12);
const { subject } = subjects();

interface Road {
  readonly alice: Subject;
  readonly connection: ScriptedConnection;
  readonly forged: Element[];
  /** Sends this; resolves with what arrived since the last time. */
  say(...stanzas: readonly string[]): Promise<readonly IncomingMessage[]>;
}

async function road(): Promise<Road> {
  const alice = await subject();
  const forged: Element[] = [];
  alice.client.messages.forged.on((stanza) => forged.push(stanza));
  const connection = await alice.signedIn();
  return {
    alice,
    connection,
    forged,
    async say(...stanzas) {
      const before = alice.disk.messages.length;
      await connection.send(stanzas.join(''));
      await alice.handled(connection);
      return alice.disk.messages.slice(before);
    },
  };
}

const message = (attrs: string, ...children: readonly string[]) => `<message xmlns='jabber:client' ${attrs}>${children.join('')}</message>`;
const body = (text: string) => `<body>${text}</body>`;
const forwarded = (inner: string, delay = '') => `<forwarded xmlns='urn:xmpp:forward:0'>${delay}${inner}</forwarded>`;
const delay = (from: string, stamp = STAMP) => `<delay xmlns='urn:xmpp:delay'${from} stamp='${stamp}'/>`;
const carbon = (way: 'sent' | 'received', inner: string, from = " from='alice@kith.test'", attrs = '') =>
  message(`${from} to='alice@kith.test/kith.1' ${attrs}`, `<${way} xmlns='urn:xmpp:carbons:2'>${inner}</${way}>`);
const FROM_BOB = "from='bob@kith.test/x' to='alice@kith.test/desk' type='chat' id='m1'";
const TO_BOB = "from='alice@kith.test/desk' to='bob@kith.test' type='chat' id='m2'";

describe('a carbon', () => {
  it('is a message of the account, stamped by the server', async () => {
    const { say, forged } = await road();
    const [received, sent] = await say(
      carbon('received', forwarded(message(FROM_BOB, body('hi')), delay(''))),
      carbon('sent', forwarded(message(TO_BOB, body('ho')))),
    );
    expect(received).toMatchObject({
      road: 'carbon',
      direction: 'in',
      peer: 'bob@kith.test',
      sender: 'bob@kith.test',
      id: 'm1',
      body: 'hi',
      stampedAt: AT,
    });
    expect(sent).toMatchObject({
      road: 'carbon',
      direction: 'out',
      peer: 'bob@kith.test',
      sender: 'alice@kith.test',
      id: 'm2',
      body: 'ho',
    });
    expect(sent?.stampedAt).toBeUndefined();
    expect(forged).toEqual([]);
  });

  it.each([
    " from='mallory@kith.test'",
    " from='mallory@kith.test/x'",
    " from='alice@kith.test/desk'",
    " from='alice@kith.test/kith.1'",
    " from='kith.test'",
    " from='alice@evil.test'",
    " from='alice@kith.test.evil.test'",
    " from='аlice@kith.test'",
    '',
  ])('CVE-2017-5589 and its family, CVE-2019-16235: wrapped by anybody else (%s) is ignored', async (from) => {
    const { say, forged } = await road();
    for (const way of ['sent', 'received'] as const)
      expect(await say(carbon(way, forwarded(message(FROM_BOB, body('forged'))), from))).toEqual([]);
    expect(await say(message(`${from} type='chat'`, body('beside it'), "<sent xmlns='urn:xmpp:carbons:2'/>"))).toEqual([]);
    expect(forged).toHaveLength(3);
  });

  it('is only unwrapped once, and only when there is something inside', async () => {
    const { say, forged } = await road();
    const nested = carbon('sent', forwarded(carbon('sent', forwarded(message(TO_BOB, body('nested'))))));
    const archived = message(
      "from='alice@kith.test'",
      `<result xmlns='urn:xmpp:mam:2' queryid='q' id='1'>${forwarded(message(FROM_BOB, body('hidden')))}</result>`,
    );
    const all = await say(
      nested,
      carbon('received', forwarded(archived)),
      carbon('sent', forwarded('')),
      carbon('sent', message(TO_BOB, body('bare'))),
    );
    expect(all.map((each) => each.body)).toEqual([undefined, undefined]);
    expect(forged).toHaveLength(2);
  });

  it('of a conversation that is not ours, or of a room, is nobody’s', async () => {
    const { say } = await road();
    const others = message("from='bob@kith.test/x' to='carol@kith.test' type='chat'", body('between others'));
    const room = message("from='room@muc.kith.test/bob' to='alice@kith.test/desk' type='groupchat'", body('in the room'));
    const lost = message("from='@' to='alice@kith.test' type='chat'", body('from nowhere'));
    for (const inner of [others, room, lost])
      for (const way of ['sent', 'received'] as const) expect(await say(carbon(way, forwarded(inner)))).toEqual([]);
  });
});

describe('the archive', () => {
  const result = (queryId: string | undefined, id: string, inner: string, from = " from='alice@kith.test'") =>
    message(
      from,
      `<result xmlns='urn:xmpp:mam:2'${queryId === undefined ? '' : ` queryid='${queryId}'`} id='${id}'>${forwarded(inner, delay(''))}</result>`,
    );
  const old = (text: string) => message(FROM_BOB, body(text));

  async function query(max: number) {
    const all = await road();
    const page = all.alice.client.mam.page({ max, before: '' });
    page.catch(() => undefined);
    const asked = await all.connection.element('iq');
    const end = (fin = "complete='true'") =>
      all.say(
        `<iq type='result' id='${attribute(asked, 'id')}'><fin xmlns='urn:xmpp:mam:2' ${fin}><set xmlns='http://jabber.org/protocol/rsm'><first>a1</first><last>a2</last></set></fin></iq>`,
      );
    return { ...all, page, end, queryId: attribute(asked.slice(asked.indexOf('<query')), 'queryid') };
  }

  it('answers a query with a page, in its order', async () => {
    const { say, alice, page, end, queryId } = await query(10);
    expect(await say(result(queryId, 'a1', old('1')), result(queryId, 'a2', message(TO_BOB, body('2')), ''))).toEqual([]);
    await end();
    const { results, ...bounds } = await page;
    expect(bounds).toEqual({ complete: true, first: 'a1', last: 'a2' });
    expect(results.map((each) => alice.client.messages.readArchived(each))).toMatchObject([
      { road: 'archive', direction: 'in', peer: 'bob@kith.test', archiveId: 'a1', body: '1', stampedAt: AT },
      { road: 'archive', direction: 'out', peer: 'bob@kith.test', archiveId: 'a2', body: '2', stampedAt: AT },
    ]);
  });

  it.each(['mallory@kith.test', 'mallory@kith.test/x', 'alice@kith.test/desk', 'kith.test', 'alice@evil.test'])(
    'CVE-2019-16237, CVE-2020-26547: is not %s',
    async (from) => {
      const { say, page, end, queryId } = await query(10);
      expect(await say(result(queryId, 'x', old('forged'), ` from='${from}'`))).toEqual([]);
      await end();
      expect((await page).results).toEqual([]);
    },
  );

  it('CVE-2019-16237, CVE-2020-26547: is not asked by nobody: what no open query wanted is dropped', async () => {
    const { say, page, end, queryId } = await query(10);
    expect(
      await say(
        result('other', 'x', old('1')),
        result(undefined, 'y', old('2')),
        result(queryId, '', old('3')),
        result(queryId, 'z', body('4')),
      ),
    ).toEqual([]);
    await end();
    expect((await page).results).toEqual([]);
    expect(await say(result(queryId, 'late', old('5')))).toEqual([]);
  });

  it('may be too late', async () => {
    const { alice, say, page, end, queryId } = await query(10);
    await say(result(queryId, 'a1', old('1')));
    alice.clock.advance(15_000);
    await say();
    alice.clock.advance(15_000);
    await expect(page).rejects.toEqual(new StanzaError('remote-server-timeout', 'wait'));
    expect(await say(result(queryId, 'a2', old('2')))).toEqual([]);
    expect(await end()).toEqual([]);
  });

  it('may not give more than was asked for', async () => {
    const { say, page, end, queryId } = await query(3);
    await say(...Array.from({ length: 500 }, (_, index) => result(queryId, `a${index}`, old(`${index}`))));
    await end();
    await expect(page).rejects.toEqual(new StanzaError('resource-constraint', 'wait'));
  });

  it('does not unwrap what was put into it', async () => {
    const { alice, say, page, end, queryId } = await query(10);
    await say(
      result(queryId, 'a1', carbon('sent', forwarded(message(TO_BOB, body('inside'))))),
      result(queryId, 'a2', carbon('sent', forwarded(message(TO_BOB, body('inside'))), " from='mallory@kith.test'")),
      result(queryId, 'a3', message("from='mallory@kith.test' to='bob@kith.test'", body('not ours'))),
    );
    await end();
    const read = (await page).results.map((each) => alice.client.messages.readArchived(each)?.body);
    expect(read).toEqual([undefined, undefined, undefined]);
  });
});

describe('whose word counts', () => {
  it('about the archive’s id: our own server’s, once it has announced the feature', async () => {
    const { alice, say } = await road();
    const id = (by: string, text = 's1') => `<stanza-id xmlns='urn:xmpp:sid:0' by='${by}' id='${text}'/>`;
    const archiveId = async (...ids: readonly string[]) => (await say(message(FROM_BOB, body('x'), ...ids))).map((each) => each.archiveId);
    expect(await archiveId(id('alice@kith.test'))).toEqual([undefined]);
    alice.client.messages.trustArchiveIds(true);
    expect(await archiveId(id('alice@kith.test'))).toEqual(['s1']);
    expect(await archiveId(id('bob@kith.test', 'evil'), id('alice@kith.test'))).toEqual(['s1']);
    for (const by of ['bob@kith.test', 'kith.test', 'alice@kith.test/x', '']) expect(await archiveId(id(by))).toEqual([undefined]);
    expect(await archiveId(id('alice@kith.test', 'evil'), id('alice@kith.test'))).toEqual([undefined]);
  });

  it('about its time: our own server’s, the last when there are several', async () => {
    const { say } = await road();
    const stampedAt = async (...delays: readonly string[]) => (await say(message(FROM_BOB, body('x'), ...delays)))[0]?.stampedAt;
    expect(await stampedAt(delay(" from='kith.test'"))).toBe(AT);
    expect(await stampedAt(delay(" from='alice@kith.test'"))).toBe(AT);
    for (const from of ['', " from='bob@kith.test'", " from='evil.test'", " from='@'"])
      expect(await stampedAt(delay(from))).toBeUndefined();
    expect(
      await stampedAt(delay(" from='kith.test'", '2001-01-01T00:00:00Z'), delay(" from='kith.test'"), delay(" from='evil.test'")),
    ).toBe(AT);
    for (const stamp of ['yesterday', '0001-01-01T00:00:00Z', '9999-01-01T00:00:00Z', '2026-13-01T00:00:00Z', ''])
      expect(await stampedAt(delay(" from='kith.test'", stamp))).toBeUndefined();
  });
});

describe('a message', () => {
  it('is what its type says, and normal when that says nothing', async () => {
    const { say } = await road();
    const types = ["type='chat'", "type='headline'", "type='normal'", "type='strange'", '', "type='groupchat'"];
    const all = await say(...types.map((type) => message(`from='bob@kith.test' ${type}`, body('x'))));
    expect(all.map(({ type }) => type)).toEqual(['chat', 'headline', 'normal', 'normal', 'normal']);
  });

  it('is the body without a language, else the first', async () => {
    const { say } = await road();
    const bodies = async (...all: readonly string[]) => (await say(message(FROM_BOB, ...all)))[0]?.body;
    expect(await bodies("<body xml:lang='de'>ja</body>", '<body>yes</body>', "<body xml:lang='fr'>oui</body>")).toBe('yes');
    expect(await bodies("<body xml:lang='de'>ja</body>", "<body xml:lang='fr'>oui</body>")).toBe('ja');
    expect(await bodies("<body xmlns='http://www.w3.org/1999/xhtml'>html</body>")).toBeUndefined();
    expect(await bodies('<body/>')).toBeUndefined();
    expect(await bodies('<body>a<b>bold</b>c</body>')).toBe('ac');
  });

  it('that is no part of a chat begins with its subject', async () => {
    const { say } = await road();
    const bodies = async (type: string, ...all: readonly string[]) =>
      (await say(message(`from='kith.test' type='${type}'`, ...all)))[0]?.body;
    expect(await bodies('headline', '<subject>Tonight</subject>', body('no server'))).toBe('Tonight\n\nno server');
    expect(await bodies('normal', "<subject xml:lang='de'>Heute</subject>")).toBe('Heute');
    expect(await bodies('normal', '<subject> </subject>', body('no server'))).toBe('no server');
    expect(await bodies('chat', '<subject>Tonight</subject>', body('no server'))).toBe('no server');
    const reply = "<reply xmlns='urn:xmpp:reply:0' id='1'/>";
    expect(await bodies('normal', '<subject>Re: tonight</subject>', reply, body('all right'))).toBe('all right');
  });

  it('that came back names what it was and why', async () => {
    const { say } = await road();
    const error =
      "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>not here</text></error>";
    const [bounce, bare, own] = await say(
      message("from='bob@kith.test' type='error' id='m1'", body('hi'), error),
      message("from='bob@kith.test' type='error' id='m2'"),
      message("from='alice@kith.test' type='error' id='m3'", error),
    );
    expect(bounce).toMatchObject({
      direction: 'in',
      peer: 'bob@kith.test',
      type: 'error',
      id: 'm1',
      error: { condition: 'service-unavailable', text: 'not here' },
    });
    expect(bare?.error?.condition).toBe('undefined-condition');
    expect(own).toMatchObject({ direction: 'in', peer: 'alice@kith.test', id: 'm3' });
  });

  it('to oneself is one’s own', async () => {
    const { say } = await road();
    const all = await say(message("from='alice@kith.test/desk' to='alice@kith.test'", body('note')), message('', body('note')));
    const own = { direction: 'out', peer: 'alice@kith.test', sender: 'alice@kith.test' };
    expect(all).toMatchObject([own, own]);
  });

  it('from nobody or for somebody else is dropped', async () => {
    const { say } = await road();
    const all = [
      "from='@'",
      "from=''",
      "from='bob@'",
      "from='b ob@kith.test'",
      "from='bob@kith.test' to='carol@kith.test'",
      "from='bob@kith.test' to='@'",
    ];
    expect(await say(...all.map((attrs) => message(`${attrs} type='chat'`, body('x'))))).toEqual([]);
  });

  it('leaves with its id twice, and without what XML cannot carry', async () => {
    const { alice, connection } = await road();
    alice.client.messages.send(
      [{ to: 'bob@kith.test', id: 'm1', body: xmlText('a\u0000b\ud800c\ufffe\u001b👋\n\t'), token: 'row' }],
      atOnce,
    );
    expect(await connection.element('message')).toBe(
      '<message type="chat" to="bob@kith.test" id="m1"><body>ab\ufffdc👋\n\t</body><origin-id xmlns="urn:xmpp:sid:0" id="m1"/><request xmlns="urn:xmpp:receipts"/><markable xmlns="urn:xmpp:chat-markers:0"/><active xmlns="http://jabber.org/protocol/chatstates"/></message>',
    );
  });
});
