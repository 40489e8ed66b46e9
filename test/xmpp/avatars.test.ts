// Who has which picture: events are believed from the address itself, as its server stamps it, and from nobody else.
import { expect, it } from 'vitest';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { readPhoto } from '../../electron/xmpp/xep/0054-vcard.ts';
import { NS_DATA, NS_METADATA, readData } from '../../electron/xmpp/xep/0084-avatar.ts';
import { subjects } from '../support/client.ts';

const { subject } = subjects();
const HASH = '111f4b3c50d7b0df729d299bc6f8e9ef9066971f';
const info = `<metadata xmlns='${NS_METADATA}'><info id='${HASH}' type='image/png' bytes='9'/></metadata>`;
const event = (from: string, { type = 'headline', publisher = '', node = NS_METADATA } = {}) =>
  `<message ${from === '' ? '' : `from='${from}' `}type='${type}'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='${node}'><item id='${HASH}'${publisher === '' ? '' : ` publisher='${publisher}'`}>${info}</item></items></event></message>`;

it('CVE-2023-28686: forged events are dropped', async () => {
  const alice = await subject();
  const connection = await alice.signedIn();
  const heard: unknown[] = [];
  alice.client.avatars.changed.on((each) => heard.push(each));
  // A device of somebody's, which may write whatever it likes; another publisher than the owner; another node; an error sent back; inside others' words.
  await connection.send(event('bob@kith.test/phone'));
  await connection.send(event('bob@kith.test', { publisher: 'mallory@kith.test/x' }));
  await connection.send(event('bob@kith.test', { node: 'urn:other' }));
  await connection.send(event('bob@kith.test', { type: 'error' }));
  await connection.send(
    `<message from='mallory@kith.test'><forwarded xmlns='urn:xmpp:forward:0'>${event('bob@kith.test')}</forwarded></message>`,
  );
  await alice.handled(connection);
  expect(heard).toEqual([]);
  await connection.send(event('bob@kith.test', { publisher: 'bob@kith.test/phone' }) + event(''));
  await alice.handled(connection);
  expect(heard).toEqual([
    { address: 'bob@kith.test', hash: HASH, tooLarge: false },
    { address: 'alice@kith.test', hash: HASH, tooLarge: false },
  ]);
});

it('5 MB of a picture are not even decoded, in an event’s data or a vCard', () => {
  const bytes = Buffer.alloc(5 * 1024 * 1024, 7).toString('base64');
  expect(readData(xml('data', { xmlns: NS_DATA }, bytes))).toBeUndefined();
  expect(readPhoto(xml('vCard', { xmlns: 'vcard-temp' }, xml('PHOTO', {}, xml('BINVAL', {}, bytes))))).toBeUndefined();
});

it('what is taken back is told by who said it, and by nobody else; so is a name', async () => {
  const alice = await subject();
  const connection = await alice.signedIn();
  const heard: unknown[] = [];
  alice.client.avatars.taken.on((each) => heard.push(each));
  alice.client.nicknames.taken.on((each) => heard.push(each));
  alice.client.avatars.changed.on((each) => heard.push(each));
  const said = (from: string, what: string) =>
    connection.send(
      `<message from='${from}' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>${what}</event></message>`,
    );
  const retract = `<items node='${NS_METADATA}'><retract id='${HASH.toUpperCase()}'/></items>`;
  await said('bob@kith.test/phone', retract);
  await said('bob@kith.test', "<delete node='urn:other'/>");
  await said('bob@kith.test', `<items node='${NS_METADATA}'><retract/></items>`);
  await alice.handled(connection);
  expect(heard).toEqual([]);
  await said('bob@kith.test', retract);
  await said('bob@kith.test', `<delete node='${NS_METADATA}'/>`);
  await said('bob@kith.test', "<purge node='http://jabber.org/protocol/nick'/>");
  await said('bob@kith.test', "<items node='http://jabber.org/protocol/nick'><retract id='a'/><retract id='b'/></items>");
  await alice.handled(connection);
  expect(heard).toEqual([
    { address: 'bob@kith.test', hashes: [HASH] },
    { address: 'bob@kith.test', hashes: 'all' },
    { address: 'bob@kith.test', ids: 'all' },
    { address: 'bob@kith.test', ids: ['a', 'b'] },
  ]);
});

it('what a vCard holds is told by presence; leaving and errors say nothing of it', async () => {
  const alice = await subject();
  const connection = await alice.signedIn();
  const heard: unknown[] = [];
  alice.client.vcardAvatars.changed.on((each) => heard.push(each));
  const x = (photo: string) => `<x xmlns='vcard-temp:x:update'>${photo}</x>`;
  await connection.send(`<presence from='bob@kith.test/1' type='unavailable'>${x('<photo/>')}</presence>`);
  await connection.send(`<presence from='bob@kith.test/1'>${x('')}</presence><presence from='bob@kith.test/1'/>`);
  await connection.send(`<presence from='bob@kith.test/1'>${x(`<photo>${HASH}</photo>`)}</presence>`);
  await connection.send(`<presence from='bob@kith.test/1'>${x('<photo/>')}</presence>`);
  await alice.handled(connection);
  expect(heard).toEqual([
    { address: 'bob@kith.test', hash: HASH },
    { address: 'bob@kith.test', hash: null },
  ]);
});
