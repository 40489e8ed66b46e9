// What was read on one device is read on the account's others (XEP-0490), on a real Prosody with two devices, and nobody else can see it.
import { xml } from '@xmpp/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

let server: ProsodyServer;
let bob: Peer;
const products = makeProducts();
const NODE = 'urn:xmpp:mds:displayed:0';

interface Device {
  readonly made: Made;
  readonly account: string;
  chat(): string;
}

async function device(): Promise<Device> {
  const made = products.make({ authorities: loadAuthorities(server.caFile), password: 'pw' });
  const { id } = await made.accounts.signIn({ address: `alice@${server.domain}`, password: 'pw', server: server.host, port: server.port });
  await until(() => made.contacts.find(id, bob.address)?.presence.availability === 'available');
  return { made, account: id, chat: () => made.conversations.open(id, bob.address).id };
}

const unread = ({ made, chat }: Device) => made.conversations.byId(chat())?.unread;
const last = ({ made, chat }: Device) => made.messages.page(chat(), null, 1).messages.at(-1);

beforeAll(async () => {
  server = await startProsody({ accounts: { alice: 'pw', bob: 'pw' }, rosters: [['alice', 'bob']] });
  bob = await connectPeer({ address: `bob@${server.domain}`, password: 'pw', host: server.host, port: server.port, caFile: server.caFile });
});

afterAll(async () => {
  await products.end();
  await bob.close();
  await server.stop();
});

it('read on one device clears the badge on the other within two seconds, also on one that comes later; contacts cannot see it', async () => {
  const [desk, laptop] = [await device(), await device()];
  for (const text of ['one', 'two', 'three']) await bob.send(`alice@${server.domain}`, text);
  await until(() => unread(desk) === 3 && unread(laptop) === 3);

  const begin = performance.now();
  desk.made.markRead(desk.chat(), last(desk)?.position ?? 0);
  await until(() => unread(laptop) === 0);
  expect(performance.now() - begin).toBeLessThan(2000);

  // Only forward: what one device has read stays read there, whatever another one says.
  await bob.send(`alice@${server.domain}`, 'four');
  await until(() => unread(desk) === 1 && unread(laptop) === 1);
  laptop.made.markRead(laptop.chat(), last(laptop)?.position ?? 0);
  await until(() => unread(desk) === 0);

  await laptop.made.close();
  await bob.send(`alice@${server.domain}`, 'five');
  await until(() => unread(desk) === 1);
  desk.made.markRead(desk.chat(), last(desk)?.position ?? 0);
  const again = products.make({
    authorities: loadAuthorities(server.caFile),
    password: 'pw',
    folder: laptop.made.folder,
    known: laptop.made.known,
  });
  again.accounts.start();
  await until(
    () => again.messages.page(again.conversations.open(laptop.account, bob.address).id, null, 1).messages.at(-1)?.body === 'five',
  );
  await until(() => again.conversations.open(laptop.account, bob.address).unread === 0);

  const self = await connectPeer({
    address: `alice@${server.domain}`,
    password: 'pw',
    host: server.host,
    port: server.port,
    caFile: server.caFile,
  });
  const owner = 'http://jabber.org/protocol/pubsub#owner';
  const configured = await self.request(xml('iq', { type: 'get' }, xml('pubsub', { xmlns: owner }, xml('configure', { node: NODE }))));
  const fields = configured.getChild('pubsub', owner)?.getChild('configure')?.getChild('x')?.getChildren('field') ?? [];
  const access = fields.find((field) => field.attrs.var === 'pubsub#access_model');
  expect(access?.getChildText('value')).toBe('whitelist');
  await self.close();
  expect(bob.messages.some(({ stanza }) => stanza.toString().includes(NODE))).toBe(false);
});

it('a device that names a correction as what it read last has read all before it', async () => {
  const [desk, laptop] = [await device(), await device()];
  const before = unread(laptop) ?? 0;
  const id = 'to-be-corrected';
  await bob.send(`alice@${server.domain}`, 'sx', { id });
  await bob.send(`alice@${server.domain}`, 'seven');
  const correction = [xml('body', {}, 'six'), xml('replace', { xmlns: 'urn:xmpp:message-correct:0', id })];
  await bob.sendRaw(xml('message', { to: `alice@${server.domain}`, type: 'chat', id: 'correction' }, ...correction));
  await until(() => unread(laptop) === before + 2 && laptop.made.messages.page(laptop.chat(), null, 2).messages[0]?.body === 'six');

  const client = desk.made.accounts.client(desk.account);
  const newest = (await client?.mam.page({ before: '', max: 1 }))?.results[0]?.id ?? '';
  await client?.displayed.publish({ chat: bob.address, archiveId: newest });
  await until(() => unread(laptop) === 0);
});
