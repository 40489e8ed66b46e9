// Mentions on a real Prosody: from one Kith to the other, as they come and out of the archive, and what was read on one device is read on all.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { makeProducts } from './support.ts';

let server: ProsodyServer;
const products = makeProducts();

beforeAll(async () => {
  server = await startProsody({ accounts: { alice: 'pw', bob: 'pw' }, rosters: [['alice', 'bob']] });
});
afterAll(async () => {
  await products.end();
  await server.stop();
});

async function device(user: string, other: string) {
  const made = products.make({ authorities: loadAuthorities(server.caFile), password: 'pw' });
  const address = `${user}@${server.domain}`;
  const { id } = await made.accounts.signIn({ address, password: 'pw', server: server.host, port: server.port });
  await until(() => made.accounts.list()[0]?.connection.state === 'online');
  const chat = () => made.conversations.open(id, `${other}@${server.domain}`);
  const newest = () => made.messages.page(chat().id, null, 1).messages[0];
  return { made, chat, newest };
}

it('come with the message, with its correction and out of the archive, and count until they are read on any device', async () => {
  const [desk, bob] = [await device('alice', 'bob'), await device('bob', 'alice')];
  const alice = `alice@${server.domain}`;
  desk.made.send(desk.chat().id, '😀 who comes?\nsay so');
  await until(() => bob.newest()?.body === '😀 who comes?\nsay so');

  // An answer: on the wire its text stands behind the quotation.
  const answered = bob.newest()?.id ?? null;
  const { id } = bob.made.send(bob.chat().id, '👍🏽 @Alicë and @Bob', answered, [
    { from: 5, to: 11, address: alice },
    { from: 16, to: 20, address: `bob@${server.domain}` },
  ]);
  await until(() => desk.newest()?.mentions?.length === 2);
  const named = (body = '', mentions = desk.newest()?.mentions) =>
    mentions?.map(({ from, to, address }) => [body.slice(from, to), address]);
  expect(named(desk.newest()?.body)).toEqual([
    ['@Alicë', alice],
    ['@Bob', `bob@${server.domain}`],
  ]);
  expect(desk.newest()?.replyTo?.text).toBe('😀 who comes?\nsay so');
  expect(desk.chat()).toMatchObject({ unread: 1, mentions: 1 });

  await until(() => bob.made.messages.byId(id)?.state !== 'pending');
  bob.made.correct(id, 'only @Bob', [{ from: 5, to: 9, address: `bob@${server.domain}` }]);
  await until(() => desk.newest()?.editedAt !== undefined);
  expect(desk.chat()).toMatchObject({ unread: 1 });
  expect(desk.chat()).not.toHaveProperty('mentions');
  bob.made.correct(id, 'sorry, @Alicë!', [{ from: 7, to: 13, address: alice }]);
  await until(() => desk.chat().mentions === 1);

  // On a device that comes later all of it is history; what comes then is not.
  const laptop = await device('alice', 'bob');
  await until(() => laptop.newest()?.body === 'sorry, @Alicë!');
  expect(named('sorry, @Alicë!', laptop.newest()?.mentions)).toEqual([['@Alicë', alice]]);
  expect(laptop.newest()?.replyTo?.text).toBe('😀 who comes?\nsay so');
  bob.made.send(bob.chat().id, '@Alice?', null, [{ from: 0, to: 6, address: alice }]);
  await until(() => desk.chat().mentions === 2 && laptop.chat().mentions === 1);
  laptop.made.markRead(laptop.chat().id, laptop.newest()?.position ?? 0);
  await until(() => desk.chat().unread === 0);
  expect(desk.chat()).not.toHaveProperty('mentions');
  expect(laptop.chat()).not.toHaveProperty('mentions');
});
