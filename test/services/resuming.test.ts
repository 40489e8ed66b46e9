// The product on a session that goes on, or does not: what is asked again and what is not, and what comes twice.
import { describe, expect, it } from 'vitest';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { ALICE, type Manners } from '../support/ordinary-server.ts';
import { until } from '../support/until.ts';
import { onOrdinaryServers } from './ordinary.ts';

const signIn = onOrdinaryServers();

/** Alice, signed in and settled, whose server behaves like this. */
async function alice(manners: Manners = {}) {
  const told: [body: string, count: number][] = [];
  const { server, product, id } = await signIn(manners, ({ incoming }) =>
    incoming.on(({ message, count }) => told.push([message.body, count])),
  );
  // Every new session asks an empty archive twice, the last time for what came meanwhile: once that is answered, and what is asked after it, it is settled.
  const settled = async (): Promise<void> => {
    await until(() => {
      const sessions = server.began.filter((each) => each === 'new').length;
      return server.handled.filter((stanza) => stanza.includes('<query xmlns="urn:xmpp:mam:2"')).length >= 2 * sessions;
    });
    await product.accounts
      .client(id)
      ?.session.request({ type: 'get', child: xml('ping', { xmlns: 'urn:xmpp:ping' }) })
      .catch(() => undefined);
  };
  await settled();
  const conversation = product.conversations.open(id, 'bob@kith.test').id;
  const back = async (): Promise<void> => {
    const streams = server.began.length;
    server.cut();
    await until(() => {
      product.accounts.reconnect(id);
      return server.began.length > streams && product.accounts.list()[0]?.connection.state === 'online';
    });
  };
  const bodies = () => product.messages.page(conversation, null, 50).messages.map(({ body }) => body);
  return { server, product, id, conversation, told, back, settled, bodies };
}

describe('a session that is resumed', () => {
  it('goes on where it was: nothing is asked or said again, and what waits leaves', async () => {
    const { server, product, conversation, back } = await alice();
    const before = server.handled.length;
    await back();
    const { id } = product.send(conversation, 'afterwards');
    await until(() => product.messages.byId(id)?.state === 'sent');
    expect(server.began).toEqual(['new', 'resumed']);
    expect(server.handled.slice(before)).toEqual([expect.stringContaining('<body>afterwards</body>')]);
  });

  it('that brings again what was there already adds no row, counts nothing and tells nobody', async () => {
    const { server, product, conversation, told, back, bodies } = await alice();
    for (const number of [1, 2, 3]) server.deliver(`b${number}`, `message ${number}`);
    const sum = () => told.reduce((total, [, count]) => total + count, 0);
    await until(() => sum() === 3);
    const before = told.length;
    await back();
    server.repeat(3);
    server.deliver('b4', 'message 4');
    await until(() => told.length > before);
    // One more word, and about one message.
    expect(told.slice(before)).toEqual([['message 4', 1]]);
    expect(bodies()).toEqual([1, 2, 3, 4].map((number) => `message ${number}`));
    expect(product.conversations.list().find(({ id }) => id === conversation)?.unread).toBe(4);
  });
});

describe('the contact list', () => {
  const NS = 'jabber:iq:roster';
  const entry = (name: string) => `<item jid='${name}@kith.test' subscription='both'/>`;

  /** A server whose list is `list`, and which gives it whole when it does not know the version it is told. */
  async function listed(list: { version: string; names: string[] }) {
    const asked: (string | undefined)[] = [];
    const whole = () => `<query xmlns='${NS}' ver='${list.version}'>${list.names.map(entry).join('')}</query>`;
    const answers = {
      [NS](iq: string) {
        const version = / ver="([^"]*)"/.exec(iq)?.[1];
        asked.push(version);
        return version === list.version ? '' : whole();
      },
    };
    const subject = await alice({ answers, resume: () => "<failed xmlns='urn:xmpp:sm:3'/>" });
    const names = () =>
      subject.product.contacts
        .list()
        .map(({ address }) => address.split('@')[0])
        .sort();
    const push = (item: string, version: string, from = '') =>
      subject.server.push(
        `<iq type='set' id='push-${version}'${from} to='${ALICE}/x'><query xmlns='${NS}' ver='${version}'>${item}</query></iq>`,
      );
    const pushed = (version: string) => until(() => subject.server.handled.some((stanza) => stanza.includes(`id="push-${version}"`)));
    /** A new session, settled. */
    const anew = async (): Promise<void> => {
      const times = asked.length;
      await subject.back();
      await until(() => asked.length > times);
      await subject.settled();
    };
    return { ...subject, asked, names, push, pushed, anew };
  }

  it('of the version that is here is not fetched again', async () => {
    const { asked, names, anew } = await listed({ version: 'v1', names: ['bob', 'carol'] });
    await anew();
    expect(asked).toEqual(['', 'v1']);
    expect(names()).toEqual(['bob', 'carol']);
  });

  it('of a server that knows less than Kith, or something else, is the server’s', async () => {
    const list = { version: 'v9', names: ['bob', 'carol', 'dave'] };
    const { asked, names, anew } = await listed(list);
    await until(() => names().length === 3);
    // Restored from yesterday.
    Object.assign(list, { version: 'v2', names: ['bob', 'erin'] });
    await anew();
    await until(() => names().includes('erin'));
    expect(names()).toEqual(['bob', 'erin']);
    await anew();
    expect(asked).toEqual(['', 'v9', 'v2']);
  });

  it('catches up with a push that was lost with its session', async () => {
    const list = { version: 'v1', names: ['bob'] };
    const { server, names, asked, push, anew } = await listed(list);
    await until(() => names().length === 1);
    server.silence();
    push(entry('carol'), 'v2');
    Object.assign(list, { version: 'v2', names: ['bob', 'carol'] });
    await anew();
    await until(() => names().length === 2);
    expect(asked).toEqual(['', 'v1']);
  });

  it('takes pushes instead of the whole list (2.6.3), with their versions, and none from strangers', async () => {
    const list = { version: 'v1', names: ['bob'] };
    const { server, names, asked, push, pushed, anew } = await listed(list);
    push(entry('carol'), 'v2');
    push("<item jid='bob@kith.test' subscription='remove'/>", 'v3');
    push(entry('mallory'), 'v4', " from='mallory@kith.test'");
    await pushed('v4');
    expect(names()).toEqual(['carol']);
    expect(server.handled.find((stanza) => stanza.includes('id="push-v4"'))).toContain('type="error"');
    list.version = 'v3';
    await anew();
    expect(asked).toEqual(['', 'v3']);
    expect(names()).toEqual(['carol']);
  });
});
