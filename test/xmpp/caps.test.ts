// What devices can do, by hash (XEP-0115, XEP-0390): the specifications' own examples, hostile answers, and one question per hash.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../electron/xmpp/core/session.ts';
import type { Element } from '../../electron/xmpp/core/xml.ts';
import { type Disco, readInfo } from '../../electron/xmpp/xep/0030-disco.ts';
import { capsHash } from '../../electron/xmpp/xep/0115-caps.ts';
import { caps, caps2Hash, MOST_TOLD } from '../../electron/xmpp/xep/0390-caps2.ts';
import type { Discovery } from '../../shared/discovery.ts';
import { signal } from '../../shared/signal.ts';
import { type Subject, subjects } from '../support/client.ts';
import { parseElement } from '../support/parse-element.ts';
import type { ScriptedConnection } from '../support/server.ts';
import { attribute } from '../support/server-login.ts';

const NS = 'http://jabber.org/protocol/disco#info';
const example = (name: string): Discovery => {
  const info = readInfo(parseElement(readFileSync(join(import.meta.dirname, `../fixtures/0030-disco/${name}.xml`), 'utf8')));
  return info ?? expect.fail(`${name} was not read`);
};
const info = (inner: string): Discovery => readInfo(parseElement(`<query xmlns='${NS}'>${inner}</query>`)) ?? expect.fail('not read');

describe('the hash', () => {
  it('is that of the specification', () => {
    expect(capsHash(example('xep-0115-simple'), 'sha-1')).toBe('QgayPKawpkPSDYmwT/WM94uAlu0=');
    expect(capsHash(example('xep-0115-complex'), 'sha-1')).toBe('q07IKJEyjvHSyhy//CH0CxmKi8w=');
  });

  it('of the second kind is that of the specification', () => {
    expect(caps2Hash(example('xep-0390-simple'))).toBe('kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=');
    expect(caps2Hash(example('xep-0390-simple'), 'sha3-256')).toBe('79mdYAfU9rEdTOcWDO7UEAt6E56SUzk/g6TnqUeuD9Q=');
    expect(caps2Hash(example('xep-0390-complex'))).toBe('u79ZroNJbdSWhdSp311mddz44oHHPsEBntQ5b1jqBSY=');
    expect(caps2Hash(example('xep-0390-complex'), 'sha3-256')).toBe('XpUJzLAc93258sMECZ3FJpebkzuyNXDzRNwQog8eycg=');
  });

  it('is made in the order of bytes, not of letters or of UTF-16 units', () => {
    const feature = (...names: string[]) => names.map((name) => `<feature var='${name}'/>`).join('');
    const odd = ['\u{1f600}', '\uff5e', 'b', 'B', 'ä', 'a'];
    expect(capsHash(info(feature(...odd)), 'sha-1')).toBe(capsHash(info(feature(...odd.toReversed())), 'sha-1'));
    // echo -n 'B<a<b<ä<～<😀<' | openssl dgst -binary -sha1 | openssl enc -base64
    expect(capsHash(info(feature(...odd)), 'sha-1')).toBe('PiSdJb8Xjp+rGugjh9CI+245E6g=');
  });

  const form = (type: string, more = '') =>
    `<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>${type}</value>${more}</field></x>`;

  it.each([
    ['two equal identities', "<identity category='a' type='b'/><identity category='a' type='b' name='c'/>"],
    ['two equal features', "<feature var='a'/><feature var='a'/>"],
    ['two forms of a type', form('a') + form('a')],
    ['a form of two types', form('a', '<value>b</value>')],
    ['a separator inside', "<feature var='a&lt;b'/>"],
  ])('is none for %s', (_, inner) => {
    expect(capsHash(info(inner), 'sha-1')).toBeUndefined();
  });

  it('passes over a form that says no type, or only says so', () => {
    const plain = capsHash(info("<feature var='a'/>"), 'sha-1');
    const visible = "<x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>t</value></field><field var='v'><value>1</value></field></x>";
    expect(capsHash(info(`<feature var='a'/>${visible}<x xmlns='jabber:x:data'/>`), 'sha-1')).toBe(plain);
    expect(capsHash(info("<feature var='a'/>"), 'md5')).toBeUndefined();
  });

  it.each([
    ['something else', "<item xmlns='urn:x'/>"],
    ['a form without a type', "<x xmlns='jabber:x:data'/>"],
    ['a table', "<x xmlns='jabber:x:data'><reported/></x>"],
  ])('of the second kind is none for %s', (_, inner) => {
    expect(caps2Hash(info(`<feature var='a'/>${inner}`))).toBeUndefined();
  });

  it('is not even begun for a list without end', () => {
    const endless = parseElement(`<query xmlns='${NS}'>${"<feature var='a'/>".repeat(2_001)}</query>`);
    expect(readInfo(endless)).toBeUndefined();
  });
});

describe('a device', () => {
  const { subject } = subjects();
  const BOB = 'bob@kith.test';
  const caps1 = (ver: string) => `<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:test' ver='${ver}'/>`;
  const caps2 = (hash: string) => `<c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>${hash}</hash></c>`;
  const FEATURES = "<identity category='client' type='pc'/><feature var='urn:xmpp:time'/>";
  const HASH = capsHash(info(FEATURES), 'sha-1') ?? '';
  const HASH2 = caps2Hash(info(FEATURES)) ?? '';

  const present = async (alice: Subject, connection: ScriptedConnection, device: string, payload: string) => {
    await connection.send(`<presence from='${BOB}/${device}'>${payload}</presence>`);
    await alice.handled(connection);
  };
  const answer = async (connection: ScriptedConnection, device: string, inner: string): Promise<string> => {
    const asked = await connection.element('iq');
    expect(attribute(asked, 'to')).toBe(`${BOB}/${device}`);
    const node = attribute(asked, 'node') ?? '';
    await connection.send(
      `<iq type='result' from='${BOB}/${device}' id='${attribute(asked, 'id')}'><query xmlns='${NS}' node='${node}'>${inner}</query></iq>`,
    );
    return node;
  };

  it('is asked once per hash, however many have it; the answer is kept', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    const { caps } = alice.client;
    await present(alice, connection, 'one', caps1(HASH));
    await present(alice, connection, 'two', caps1(HASH));
    const both = Promise.all([caps.of(`${BOB}/one`), caps.of(`${BOB}/two`), caps.of(`${BOB}/one`)]);
    expect(await answer(connection, 'one', FEATURES)).toBe(`urn:test#${HASH}`);
    for (const each of await both) expect(each?.features).toEqual(['urn:xmpp:time']);
    expect([...alice.disk.capabilities.keys()]).toEqual([`http://jabber.org/protocol/caps#sha-1.${HASH}`]);
    await present(alice, connection, 'one', '');
    expect((await caps.of(`${BOB}/one`))?.features).toEqual(['urn:xmpp:time']);
    expect(connection.received().insideTls.match(new RegExp(NS, 'g'))).toHaveLength(1);
  });

  it.each([
    ['a hash', caps1('h'.repeat(200))],
    ['a hash of the second kind', caps2('h'.repeat(200))],
    ['a name of its program', `<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='${'n'.repeat(2000)}' ver='${HASH}'/>`],
  ])('with %s longer than any has said nothing', async (_, payload) => {
    const alice = await subject();
    const connection = await alice.signedIn();
    await present(alice, connection, 'wordy', payload);
    const asked = alice.client.caps.of(`${BOB}/wordy`);
    expect(await answer(connection, 'wordy', FEATURES)).toBe('');
    await asked;
  });

  it('of a crowd without end is remembered only among the latest', async () => {
    const hear = signal<Element>();
    const asked: (string | undefined)[] = [];
    const disco = {
      info: async (_: string, node?: string) => {
        asked.push(node);
        return info(FEATURES);
      },
      own: () => info(FEATURES),
      tellAt: () => undefined,
    };
    const session = { advertise: () => undefined, onPresence: hear.on, began: signal(), resumed: signal() };
    const crowd = caps(session as unknown as Session, disco as unknown as Disco, {
      seenBy: () => true,
      cache: { find: () => undefined, keep: () => undefined },
    });
    const presence = parseElement(`<presence xmlns='jabber:client'>${caps1(HASH)}</presence>`);
    for (let number = 0; number <= MOST_TOLD; number++) {
      presence.attrs.from = `m${number}@kith.test/x`;
      hear.emit(presence);
    }
    await crowd.of('m0@kith.test/x');
    await crowd.of(`m${MOST_TOLD}@kith.test/x`);
    expect(asked).toEqual([undefined, `urn:test#${HASH}`]);
  });

  it('that lies is believed for itself alone, until it says something else', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    const { caps } = alice.client;
    await present(alice, connection, 'liar', caps1(HASH));
    await present(alice, connection, 'honest', caps1(HASH));
    const both = [caps.of(`${BOB}/liar`), caps.of(`${BOB}/honest`)];
    await answer(connection, 'liar', "<feature var='urn:evil'/>");
    await answer(connection, 'honest', FEATURES);
    expect((await Promise.all(both)).map((each) => each?.features)).toEqual([['urn:evil'], ['urn:xmpp:time']]);
    expect([...alice.disk.capabilities.values()].flatMap(({ features }) => features)).toEqual(['urn:xmpp:time']);
    await present(alice, connection, 'liar', caps1('changed'));
    const again = caps.of(`${BOB}/liar`);
    await answer(connection, 'liar', "<feature var='urn:other'/>");
    expect((await again)?.features).toEqual(['urn:other']);
  });

  it('is held to the newer hash where it gives both', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    await present(alice, connection, 'one', caps1(HASH) + caps2(HASH2));
    const asked = alice.client.caps.of(`${BOB}/one`);
    expect(await answer(connection, 'one', FEATURES)).toBe(`urn:xmpp:caps#sha-256.${HASH2}`);
    await asked;
    expect([...alice.disk.capabilities.keys()]).toEqual([`urn:xmpp:caps#sha-256.${HASH2}`]);
  });

  it('of somebody who may not see us is not asked; one that is silent about itself is asked by itself', async () => {
    const seen = { bob: false };
    const cache = { find: () => undefined, keep: () => undefined };
    const alice = await subject({ caps: { seenBy: () => seen.bob, cache } });
    const connection = await alice.signedIn();
    const { caps } = alice.client;
    await present(alice, connection, 'one', caps1(HASH));
    expect(await caps.of(`${BOB}/one`)).toBeUndefined();
    expect(await caps.of(`${BOB}/two`)).toBeUndefined();
    expect(connection.received().insideTls).not.toContain(NS);
    seen.bob = true;
    const asked = caps.of(`${BOB}/two`);
    expect(await answer(connection, 'two', FEATURES)).toBe('');
    expect((await asked)?.features).toEqual(['urn:xmpp:time']);
    expect((await caps.of(`${BOB}/two`))?.features).toEqual(['urn:xmpp:time']);
    await connection.send(`<presence from='${BOB}/two' type='unavailable'/>`);
    await alice.handled(connection);
    const again = caps.of(`${BOB}/two`);
    await answer(connection, 'two', "<feature var='urn:new'/>");
    expect((await again)?.features).toEqual(['urn:new']);
  });

  it('of ours says in every presence what it can do, and says the same at both nodes, but at no other', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    alice.client.presence.announce();
    const presence = parseElement((await connection.element('presence')).replace('<presence', "<presence xmlns='jabber:client'"));
    const { ver, node } = presence.getChild('c', 'http://jabber.org/protocol/caps')?.attrs ?? {};
    const hash = presence.getChild('c', 'urn:xmpp:caps')?.getChildText('hash') ?? '';
    const ask = async (at: string) => {
      await connection.send(`<iq type='get' id='${at}' from='${BOB}/one'><query xmlns='${NS}' node='${at}'/></iq>`);
      const reply = await connection.element('iq');
      return readInfo(parseElement(reply.slice(reply.indexOf('<query'), reply.indexOf('</iq>'))));
    };
    expect(capsHash((await ask(`${node}#${ver}`)) ?? info(''), 'sha-1')).toBe(ver);
    expect(caps2Hash((await ask(`urn:xmpp:caps#sha-256.${hash}`)) ?? info(''))).toBe(hash);
    await connection.send(`<iq type='get' id='x' from='${BOB}/one'><query xmlns='${NS}' node='${node}#other'/></iq>`);
    expect(await connection.element('iq')).toContain('item-not-found');
  });
});
