// The outbox and what the server takes: a message that is too long fails with words of its own and holds up nothing.
import { afterAll, expect, it } from 'vitest';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { makeAnnouncer } from '../../electron/services/announce.ts';
import { makeOutbox, type Outbox, type OutboxOptions } from '../../electron/services/outbox.ts';
import { incoming, NOW, startArchive } from '../archive/support.ts';
import { subjects } from '../support/client.ts';

const { subject } = subjects();
const stores = startArchive();
afterAll(() => stores.end());

const changes = makeOwnChanges(stores.archive);
const make = (clock: OutboxOptions['clock'], sees: OutboxOptions['sees'] = () => true): Outbox =>
  makeOutbox({
    clock,
    store: stores.outbox,
    changes,
    messages: { takeBack: (account, address, stanzaId) => void changes.refused(account, address, stanzaId) },
    announcer: makeAnnouncer((work) => stores.archive.transaction(work)),
    sees,
    warn: (what, error) => expect.fail(`${what}: ${String(error)}`),
  });

it('the first message to somebody says who writes, unless they see it anyhow; no other one does', async () => {
  const about = { version: '1', tellsVersion: () => true, tellsTime: () => true, nickname: () => 'Alice & Co' };
  const alice = await subject({ about });
  const outbox = make(alice.clock, (_, address) => address === 'friend@example.org');
  outbox.attach('a', alice.client);
  const connection = await alice.signedIn();
  outbox.settle('a');
  const write = async (to: string, id: string) => {
    const message = stores.messages.send(stores.conversations.open('a', to).id, id, { stanzaId: id, originId: id });
    outbox.flush('a');
    const written = await connection.expect('</message>');
    stores.outbox.markSent([message.id]);
    return written;
  };
  const nick = '<nick xmlns="http://jabber.org/protocol/nick">Alice &amp; Co</nick>';
  expect(await write('stranger@example.org', 'hello')).toContain(nick);
  expect(await write('stranger@example.org', 'again')).not.toContain('<nick');
  expect(await write('friend@example.org', 'hello friend')).not.toContain('<nick');
  // Whoever wrote before knows whom.
  const answered = stores.conversations.open('a', 'pen@example.org').id;
  stores.messages.receive(incoming(answered, 'are you there?', { sender: 'pen@example.org' }));
  expect(await write('pen@example.org', 'I am')).not.toContain('<nick');
});

it('a message that leaves long after it was written says when that was; one that leaves at once does not', async () => {
  const alice = await subject();
  const time = { passed: 0 };
  const outbox = make({ now: () => NOW + time.passed });
  outbox.attach('a', alice.client);
  const write = (id: string) => stores.messages.send(stores.conversation, id, { stanzaId: id, originId: id });
  const connection = await alice.signedIn();
  write('at once');
  outbox.settle('a');
  expect(await connection.expect('</message>')).not.toContain('<delay');
  write('in the morning');
  time.passed = 3_600_000;
  outbox.flush('a');
  const late = await connection.expect('</message>');
  expect(late).toContain(`<delay xmlns="urn:xmpp:delay" from="alice@kith.test" stamp="${new Date(NOW).toISOString()}"/>`);
  expect(late).toContain('<origin-id xmlns="urn:xmpp:sid:0" id="in the morning"/>');
});

it('a message that has to wait for the archive asks whether anybody is there', async () => {
  const alice = await subject();
  const outbox = make(alice.clock);
  outbox.attach('a', alice.client);
  const connection = await alice.signedIn();
  await alice.handled(connection);
  const { id } = stores.messages.send(stores.conversation, 'waits', { stanzaId: 'waits', originId: 'waits' });
  outbox.flush('a');
  await connection.expect('<r xmlns="urn:xmpp:sm:3"/>');
  expect(connection.received().insideTls).not.toContain('waits');
  alice.clock.advance(5_000);
  await alice.state('waiting');
  expect(stores.messages.byId(id)?.state).toBe('pending');
});

it('a message larger than the server takes is refused here, told how long it may be, and the next ones leave', async () => {
  const alice = await subject();
  const outbox = make(alice.clock);
  outbox.attach('a', alice.client);
  const write = (body: string) =>
    stores.messages.send(stores.conversation, body, { stanzaId: body.slice(0, 9), originId: body.slice(0, 9) }).id;
  const [first, long, last] = [write('first'), write('long '.repeat(2_000)), write('last')];
  const limits = "<limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>10000</max-bytes></limits>";
  const connection = await alice.signedIn({ features: limits });
  outbox.settle('a');
  const sent = await connection.expect('<body>last</body>');
  expect(sent).toContain('<body>first</body>');
  expect(sent).not.toContain('long');
  expect([first, long, last].map((id) => stores.messages.byId(id)?.state)).toEqual(['sending', 'failed', 'sending']);
  expect(stores.messages.byId(long)?.failure).toEqual({ condition: 'too-long', text: '6000' });
});

it('a correction that became larger than the server takes is taken back, and does not end one stream after the other', async () => {
  const alice = await subject();
  const outbox = make(alice.clock);
  outbox.attach('a', alice.client);
  const [first, second] = ['long one', 'short one'].map((body) => {
    const { id } = stores.messages.send(stores.conversation, body, { stanzaId: body, originId: body });
    stores.outbox.markSent([id]);
    return id;
  });
  changes.say(first ?? '', 'correction', 'long '.repeat(2_000), 'too long');
  changes.say(second ?? '', 'correction', 'shorter', 'fits');
  const limits = "<limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>10000</max-bytes></limits>";
  const connection = await alice.signedIn({ features: limits });
  outbox.settle('a');
  expect(await connection.expect('<body>shorter</body>')).not.toContain('long long');
  expect(stores.messages.byId(first ?? '')).toMatchObject({ body: 'long one' });
  expect(changes.unsent('a')).toMatchObject([{ stanzaId: 'fits' }]);
});

it('what is said about a message that is still on its way leaves as soon as that has arrived', async () => {
  stores.accounts.add('quick', 'quick@example.org');
  const alice = await subject();
  const outbox = make(alice.clock);
  outbox.attach('quick', alice.client);
  const connection = await alice.signedIn();
  outbox.settle('quick');
  const { id } = stores.messages.send(stores.conversations.open('quick', 'bob@example.org').id, 'hallo', { stanzaId: 'q', originId: 'q' });
  outbox.flush('quick');
  expect(await connection.expect('</message>')).toContain('<body>hallo</body>');
  changes.say(id, 'correction', 'hello', 'q2');
  outbox.flush('quick');
  const sent = connection.received().insideTls;
  expect(sent).not.toContain('hello');
  const stanzas = sent.slice(sent.lastIndexOf('<enable')).match(/<(?:message|iq|presence)[\s>]/g)?.length;
  await connection.send(`<a xmlns='urn:xmpp:sm:3' h='${stanzas}'/>`);
  expect(await connection.expect('</message>')).toContain('<replace xmlns="urn:xmpp:message-correct:0" id="q"/>');
});
