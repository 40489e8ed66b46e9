// Own picture, name and profile on a server that takes none of it, or would show it to others: said, nothing changed here, nothing told.
import { describe, expect, it } from 'vitest';
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { ALICE } from '../support/ordinary-server.ts';
import { until } from '../support/until.ts';
import { onOrdinaryServers } from './ordinary.ts';

const NS_INFO = 'http://jabber.org/protocol/disco#info';
const NS_PUBSUB = 'http://jabber.org/protocol/pubsub';
const NS_OWNER = `${NS_PUBSUB}#owner`;
const FEATURES = ['urn:xmpp:sid:0', `${NS_PUBSUB}#publish-options`, 'vcard-temp'];
const PICTURE = new Uint8Array(avatarPng('Alice', ALICE, 64));
const signIn = onOrdinaryServers();

const error = (condition: string, more = '') =>
  `<error type='cancel'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>${more}</error>`;
const isSet = (iq: string): boolean => iq.includes('type="set"');

/** Alice on a server that answers what is written like this. */
async function alice(answers: {
  readonly pubsub: (iq: string) => string;
  readonly owner?: (iq: string) => string;
  readonly vcard?: string;
}) {
  const info = () => `<query xmlns='${NS_INFO}'>${FEATURES.map((each) => `<feature var='${each}'/>`).join('')}</query>`;
  const { server, product, id } = await signIn({
    answers: {
      [NS_INFO]: info,
      [NS_PUBSUB]: (iq) => (isSet(iq) ? answers.pubsub(iq) : error('item-not-found')),
      [NS_OWNER]: (iq) => answers.owner?.(iq) ?? error('item-not-found'),
      'vcard-temp': (iq) => (isSet(iq) ? (answers.vcard ?? '') : "<vCard xmlns='vcard-temp'><FN>Alice</FN></vCard>"),
    },
  });
  // What the server can do has been learnt by then.
  await until(() => product.blocks.of(id).offered !== null && server.handled.some((stanza) => stanza.startsWith('<presence')));
  const written = () => server.handled.filter((stanza) => stanza.includes('<publish ') || (stanza.includes('<vCard') && isSet(stanza)));
  const shown = () => {
    const { nickname, picture } = product.accounts.list()[0] ?? {};
    return { nickname, picture };
  };
  return { own: product.people.own, id, server, written, shown };
}

const REFUSED = { error: { kind: 'server-refused' } };
const NOTHING = { nickname: '', picture: undefined };

describe('a server that says no', () => {
  it.each([
    ['not-allowed', ''],
    ['item-not-found', ''],
    ['policy-violation', ''],
    ['resource-constraint', ''],
    ['conflict', `<precondition-not-met xmlns='${NS_PUBSUB}#errors'/>`],
  ])('by %s: that is said, and nothing is shown as if it were done', async (condition, more) => {
    const refusal = error(condition, more);
    const { own, id, written, shown } = await alice({ pubsub: () => refusal, owner: () => refusal, vcard: refusal });
    await expect(own.setNickname(id, 'Alice')).rejects.toMatchObject(REFUSED);
    await expect(own.setPicture(id, PICTURE, 'everybody')).rejects.toMatchObject(REFUSED);
    expect(shown()).toEqual(NOTHING);
    // The picture in the vCard is not another than the one that was refused.
    expect(written().filter((stanza) => stanza.includes('<vCard'))).toEqual([]);
    await expect(own.setCard(id, { title: 'Painter' })).rejects.toMatchObject(REFUSED);
    expect(shown()).toEqual(NOTHING);
  });

  it('to one kind of profile only still keeps the other', async () => {
    const { own, id, written } = await alice({ pubsub: () => error('not-allowed') });
    expect(await own.setCard(id, { title: 'Painter' })).toMatchObject({ fullName: 'Alice', title: 'Painter' });
    expect(written().at(-1)).toContain('<TITLE>Painter</TITLE>');
  });
});

describe('a node that is there and is otherwise', () => {
  const configured = (access: string) =>
    `<pubsub xmlns='${NS_OWNER}'><configure><x xmlns='jabber:x:data' type='form'><field var='pubsub#access_model'><value>${access}</value></field></x></configure></pubsub>`;
  /** Takes nothing with options, and says of its nodes that this is how they are. */
  const stubborn = (access: string) =>
    alice({
      pubsub: (iq) => (iq.includes('publish-options') || iq.includes('<create') ? error('conflict') : ''),
      owner: (iq) => (isSet(iq) ? '' : configured(access)),
    });

  it('is made what it has to be, and then used', async () => {
    const { own, id, shown } = await stubborn('presence');
    await own.setNickname(id, 'Alice');
    expect(shown().nickname).toBe('Alice');
  });

  it('and stays so gets nothing that others than the chosen ones could see', async () => {
    const { own, id, written, shown } = await stubborn('open');
    await expect(own.setNickname(id, 'Alice')).rejects.toMatchObject(REFUSED);
    await expect(own.setPicture(id, PICTURE, 'contacts')).rejects.toMatchObject(REFUSED);
    expect(shown()).toEqual(NOTHING);
    expect(written().filter((stanza) => !stanza.includes('publish-options'))).toEqual([]);
  });
});
