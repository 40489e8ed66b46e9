// Questions and answers (RFC 6120 8.2.3, 8.4), the roster and presence (RFC 6121), against a server that says what it likes.
import { describe, expect, it } from 'vitest';
import type { PresenceFact } from '../../electron/xmpp/core/presence.ts';
import { StanzaError, xml } from '../../electron/xmpp/core/xml.ts';
import { type Subject, subjects } from '../support/client.ts';
import type { ScriptedConnection } from '../support/server.ts';
import { attribute } from '../support/server-login.ts';
import { until } from '../support/until.ts';

const NS_DISCO = 'http://jabber.org/protocol/disco#info';
const NS_ROSTER = 'jabber:iq:roster';
const { subject } = subjects();

/** What the question came to: the text of the reply's child, or the condition of its error. */
async function outcome(question: Promise<{ getChildText(name: string): string | null }>): Promise<string> {
  try {
    return (await question).getChildText('x') ?? '';
  } catch (error) {
    return error instanceof StanzaError ? error.condition : String(error);
  }
}

async function asks(alice: Subject, connection: ScriptedConnection, to?: string) {
  const question = outcome(
    alice.client.session.request({ type: 'get', ...(to === undefined ? {} : { to }), child: xml('x', { xmlns: 'urn:x' }) }),
  );
  const asked = await connection.element('iq');
  const id = attribute(asked, 'id') ?? '';
  const answer = (from: string | undefined, text: string, type = 'result') =>
    connection.send(`<iq type='${type}' id='${id}'${from === undefined ? '' : ` from='${from}'`}><x>${text}</x></iq>`);
  return { question, id, answer };
}

describe('a question', () => {
  it.each([
    [
      'bob@kith.test/x',
      'bob@kith.test/x',
      [undefined, 'bob@kith.test', 'bob@kith.test/y', 'mallory@kith.test/x', 'kith.test', 'alice@kith.test'],
    ],
    ['kith.test', 'kith.test', [undefined, 'alice@kith.test', 'evil.test', 'kith.test/x']],
    ['bob@kith.test/x', 'BOB@KITH.test/x', ['bob@kith.test/X']],
    [undefined, undefined, ['bob@kith.test', 'alice@kith.test/other', 'evil.test', 'alice@evil.test']],
    [undefined, 'alice@kith.test', ['mallory@kith.test']],
    [undefined, 'alice@kith.test/kith.1', ['mallory@kith.test']],
    [undefined, 'kith.test', ['mallory@kith.test']],
    ['alice@kith.test', undefined, ['kith.test']],
  ])('to %s is answered by %s, and not by %j', async (to, by, others) => {
    const alice = await subject();
    const connection = await alice.signedIn();
    const { question, answer } = await asks(alice, connection, to);
    for (const other of others) {
      await answer(other, 'forged');
      await answer(other, 'forged', 'error');
    }
    await answer(by, 'true');
    expect(await question).toBe('true');
  });

  it('is answered once, and by a reply', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    const { question, id, answer } = await asks(alice, connection, 'kith.test');
    await connection.send(
      `<message id='${id}' from='kith.test'/><presence id='${id}' from='kith.test'/><iq type='result' from='kith.test'/>`,
    );
    await connection.send(`<iq type='result' id='other' from='kith.test'/><iq type='strange' id='${id}' from='kith.test'/>`);
    await answer('kith.test', 'first');
    await answer('kith.test', 'second');
    expect(await question).toBe('first');
    await alice.handled(connection);
    expect(connection.received().insideTls).not.toContain('type="error"');
  });

  it('may be refused', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    const { question, id } = await asks(alice, connection);
    await connection.send(
      `<iq type='error' id='${id}'><error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`,
    );
    expect(await question).toBe('forbidden');
  });

  it('is given up after 30 s, and what comes later is nothing', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    const { question, answer } = await asks(alice, connection, 'kith.test');
    alice.clock.advance(29_999);
    await alice.handled(connection);
    alice.clock.advance(1);
    expect(await question).toBe('remote-server-timeout');
    await answer('kith.test', 'late');
    await alice.handled(connection);
    expect(alice.states).toEqual(['connecting', 'online']);
  });

  it('is not asked without a stream', async () => {
    const alice = await subject();
    expect(await outcome(alice.client.session.request({ type: 'get', child: xml('x') }))).toBe('not-sent');
    expect(alice.clock.waiting).toBe(0);
  });

  it('outlives a break that is resumed, not one that is not, and not the end', async () => {
    const alice = await subject();
    const first = await alice.signedIn();
    const one = await asks(alice, first, 'kith.test');
    first.reset();
    await alice.backOff();
    const second = await alice.signedIn({ resume: () => "<resumed xmlns='urn:xmpp:sm:3' previd='resume-1' h='1'/>" });
    await second.send(`<iq type='result' id='${one.id}' from='kith.test'><x>at last</x></iq>`);
    expect(await one.question).toBe('at last');
    const two = await asks(alice, second);
    second.reset();
    await alice.backOff();
    const third = await alice.signedIn();
    expect(await two.question).toBe('not-sent');
    await third.send(`<iq type='result' id='${two.id}'/>`);
    const three = await asks(alice, third);
    const stopped = alice.client.stream.stop();
    alice.clock.advance(900);
    await stopped;
    expect(await three.question).toBe('not-sent');
    await until(() => alice.clock.waiting === 0);
  });
});

describe('a question to us', () => {
  /** What the client answers to this, in the order of the answers. */
  async function answers(...said: readonly string[]): Promise<string[]> {
    const alice = await subject();
    const connection = await alice.signedIn({ streamManagement: false });
    const before = connection.received().insideTls.length;
    await connection.send(said.join(''));
    await connection.send("<iq type='get' id='end'><ping xmlns='urn:xmpp:ping'/></iq>");
    await connection.expect(/<iq type="result" id="end"[^>]*>/);
    const all = connection.received().insideTls.slice(before);
    return [...all.matchAll(/<iq [^>]*?\/>|<iq [\s\S]*?<\/iq>/g)]
      .map(([answer]) => answer)
      .filter((answer) => !answer.includes('id="end"'));
  }
  const refusal = (id: string, to: string, type: string, condition: string) =>
    `<iq type="error" id="${id}"${to}><error type="${type}"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`;

  it('that nobody here understands is refused (8.4)', async () => {
    const to = ' to="bob@kith.test/x"';
    expect(
      await answers(
        "<iq type='get' id='1' from='bob@kith.test/x'><query xmlns='jabber:iq:last'/></iq>",
        "<iq type='set' id='2' from='bob@kith.test/x'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='get' id='3' from='bob@kith.test/x'><ping xmlns='urn:other'/></iq>",
        "<iq type='set' id='4'><query xmlns='http://jabber.org/protocol/commands'/></iq>",
      ),
    ).toEqual([
      ...['1', '2', '3'].map((id) => refusal(id, to, 'cancel', 'service-unavailable')),
      refusal('4', '', 'cancel', 'service-unavailable'),
    ]);
  });

  it('that is none is refused, or not heard where there is nothing to answer', async () => {
    expect(
      await answers(
        "<iq type='get' id='1'/>",
        "<iq type='get' id='2'><ping xmlns='urn:xmpp:ping'/><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq id='4'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='wish' id='5'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='result' id='6'/><iq type='error' id='7'/>",
        "<iq type='get' id='8' from='@@'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='get' id='9' xmlns='urn:other'><ping xmlns='urn:xmpp:ping'/></iq>",
        '<message/><presence/><strange/>',
      ),
    ).toEqual([refusal('1', '', 'modify', 'bad-request'), refusal('2', '', 'modify', 'bad-request')]);
  });

  it('whether we are there is answered', async () => {
    expect(await answers("<iq type='get' id='p&quot;&lt;' from='bob@kith.test/x'><ping xmlns='urn:xmpp:ping'/></iq>")).toEqual([
      '<iq type="result" id="p&quot;&lt;" to="bob@kith.test/x"/>',
    ]);
  });

  it('what we can do is answered with exactly that', async () => {
    const ask = (id: string, node: string) => `<iq type='get' id='${id}' from='kith.test'><query xmlns='${NS_DISCO}'${node}/></iq>`;
    const known = [
      'caps',
      'chat-markers:0',
      'message-correct:0',
      'message-retract:1',
      'ping',
      'reactions:0',
      'receipts',
      'reference:0',
      'reply:0',
    ];
    const names = [
      'http://jabber.org/protocol/caps',
      'http://jabber.org/protocol/chatstates',
      NS_DISCO,
      ...known.map((name) => `urn:xmpp:${name}`),
    ];
    names.push(
      'jabber:iq:version',
      'http://jabber.org/protocol/nick+notify',
      'urn:xmpp:avatar:metadata+notify',
      'urn:xmpp:mds:displayed:0+notify',
      'urn:xmpp:styling:0',
      'urn:xmpp:time',
    );
    const features = names.sort().map((name) => `<feature var="${name}"/>`);
    expect(await answers(ask('1', ''), ask('2', " node='x'"))).toEqual([
      `<iq type="result" id="1" to="kith.test"><query xmlns="${NS_DISCO}"><identity category="client" type="pc" xml:lang="en" name="Kith"/>${features.join('')}</query></iq>`,
      refusal('2', ' to="kith.test"', 'cancel', 'item-not-found'),
    ]);
  });
});

describe('the roster', () => {
  const push = (from: string, items = "<item jid='new@kith.test' subscription='both'/>") =>
    `<iq type='set' id='push'${from}><query xmlns='${NS_ROSTER}' ver='v2'>${items}</query></iq>`;

  async function pushed(said: string): Promise<{ answer: string; pushed: string[] }> {
    const alice = await subject();
    const pushes: string[] = [];
    alice.client.roster.pushed.on(({ item, version }) => pushes.push(`${item.address} ${item.subscription} ${version}`));
    const connection = await alice.signedIn();
    await connection.send(said);
    return { answer: await connection.expect(/<iq [^>]*id="push"[^>]*\/>|<iq [^>]*id="push"[\s\S]*?<\/iq>/), pushed: pushes };
  }

  it.each(['', " from='alice@kith.test'", " from='Alice@KITH.test'"])('takes a push from%s itself', async (from) => {
    const { answer, pushed: pushes } = await pushed(push(from));
    expect(pushes).toEqual(['new@kith.test both v2']);
    expect(answer).toContain('type="result"');
  });

  it.each(['mallory@kith.test', 'mallory@kith.test/x', 'alice@kith.test/other', 'kith.test', 'alice@evil.test'])(
    'refuses one from %s',
    async (from) => {
      const { answer, pushed: pushes } = await pushed(push(` from='${from}'`));
      expect(pushes).toEqual([]);
      expect(answer).toMatch(/type="error".*<service-unavailable/);
    },
  );

  it.each(['', "<item jid='a@kith.test'/><item jid='b@kith.test'/>", "<item jid='@'/>", '<item/>'])('refuses one of %j', async (items) => {
    const { answer, pushed: pushes } = await pushed(push('', items));
    expect(pushes).toEqual([]);
    expect(answer).toMatch(/type="error".*<bad-request/);
  });

  it('is fetched whole, or not when it is the same (2.6.3)', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    const whole = alice.client.roster.fetch(undefined);
    const asked = await connection.element('iq');
    expect(asked).toContain(`<query xmlns="${NS_ROSTER}" ver=""/>`);
    await connection.send(
      `<iq type='result' id='${attribute(asked, 'id')}'><query xmlns='${NS_ROSTER}' ver='v1'><item jid='bob@kith.test' ask='subscribe'/><item jid=''/></query></iq>`,
    );
    expect(await whole).toMatchObject({ version: 'v1', items: [{ address: 'bob@kith.test', subscription: 'none', asked: true }] });
    const same = alice.client.roster.fetch('v1');
    await connection.send(`<iq type='result' id='${attribute(await connection.element('iq'), 'id')}'/>`);
    expect(await same).toBeUndefined();
  });
});

describe('presence', () => {
  it('is a fact about an address, and a request never more than that', async () => {
    const alice = await subject();
    const { presence } = alice.client;
    const changed: PresenceFact[] = [];
    const asked: string[] = [];
    presence.changed.on((fact) => changed.push(fact));
    presence.requested.on(({ address, nickname }) => asked.push(address, nickname));
    presence.withdrawn.on((address) => asked.push(`-${address}`));
    const connection = await alice.signedIn({ streamManagement: false });
    const before = connection.received().insideTls.length;
    await connection.send(
      "<presence from='bob@kith.test/x'><show>dnd</show><priority>5</priority></presence><presence from='bob@kith.test/x' type='unavailable'/>" +
        "<presence from='eve@kith.test/x' type='subscribe'><nick xmlns='http://jabber.org/protocol/nick'> Eve\u202E\n the Bank </nick></presence><presence from='eve@kith.test' type='unsubscribe'/><presence from='alice@kith.test' type='subscribe'/>" +
        "<presence type='subscribe'/><presence from='@' type='subscribe'/><presence from='bob@kith.test' type='subscribed'/>" +
        "<presence from='bob@kith.test' type='error'/><presence from='bob@kith.test' type='probe'/><presence from='bob@kith.test' type='strange'/>",
    );
    await alice.handled(connection);
    expect(changed.map(({ address, resource, show, priority }) => [address, resource, show, priority])).toEqual([
      ['bob@kith.test', 'x', 'dnd', 5],
      ['bob@kith.test', 'x', undefined, 0],
    ]);
    expect(asked).toEqual(['eve@kith.test', 'Eve the Bank', '-eve@kith.test']);
    expect(connection.received().insideTls.slice(before)).not.toContain('<presence');
  });

  it('a question carries the own name, every other presence none (XEP-0172 4.1)', async () => {
    const about = { version: '1', tellsVersion: () => true, tellsTime: () => true, nickname: () => 'Alice & Co' };
    const alice = await subject({ about });
    const connection = await alice.signedIn({ streamManagement: false });
    alice.client.presence.announce();
    expect(await connection.element('presence')).not.toContain('protocol/nick');
    alice.client.presence.subscribe('eve@kith.test');
    expect(await connection.element('presence')).toContain('<nick xmlns="http://jabber.org/protocol/nick">Alice &amp; Co</nick>');
    alice.client.presence.allow('eve@kith.test');
    expect(await connection.element('presence')).not.toContain('protocol/nick');
  });
});
