// Servers from before RFC 6120: what they want and how they say no.
import { describe, expect, it } from 'vitest';
import { readStanzaError } from '../../electron/xmpp/core/xml.ts';
import { PASSWORD, subjects } from '../support/client.ts';
import { parseElement } from '../support/parse-element.ts';

const { made, subject } = subjects();
const NS_SESSION = 'urn:ietf:params:xml:ns:xmpp-session';

describe('old servers', () => {
  it.each([
    ['is established where the server insists on it', `<session xmlns='${NS_SESSION}'/>`, true],
    ['is not, where it is optional', `<session xmlns='${NS_SESSION}'><optional/></session>`, false],
    ['is not, where it is not known', '', false],
  ])('a session %s (RFC 3921 3)', async (_, features, wanted) => {
    const alice = await subject();
    alice.client.stream.start();
    const connection = await alice.server.connection();
    await connection.login({ certificate: made.certificate, password: PASSWORD, features });
    if (wanted) {
      const request = await connection.element('iq');
      expect(request).toContain(`<session xmlns="${NS_SESSION}"/>`);
      expect(alice.states).toEqual(['connecting']);
      await connection.send(`<iq type='result' id='${/ id="([^"]*)"/.exec(request)?.[1]}'/>`);
    }
    await alice.state('online');
    await alice.handled(connection);
    expect(connection.received().insideTls.includes(NS_SESSION)).toBe(wanted);
  });

  it('may refuse the session, in words of their time', async () => {
    const alice = await subject();
    alice.client.stream.start();
    const connection = await alice.server.connection();
    await connection.login({ certificate: made.certificate, password: PASSWORD, features: `<session xmlns='${NS_SESSION}'/>` });
    const id = / id="([^"]*)"/.exec(await connection.element('iq'))?.[1];
    await connection.send(`<iq type='error' id='${id}'><error code='403'>Not for you</error></iq>`);
    expect(await alice.state('waiting')).toMatchObject({ failure: 'server-error', detail: 'forbidden: Not for you' });
  });

  it('end a stream with the conditions of RFC 3920', async () => {
    const alice = await subject();
    const connection = await alice.signedIn();
    await connection.send("<stream:error><xml-not-well-formed xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
    expect(await alice.state('waiting')).toMatchObject({ failure: 'server-error', detail: 'xml-not-well-formed' });
  });

  it.each([
    ["<error code='404'>Not Found</error>", 'item-not-found', 'cancel', 'Not Found'],
    ["<error code='503' type='wait'/>", 'service-unavailable', 'cancel', undefined],
    ["<error code='999'/>", 'undefined-condition', 'cancel', undefined],
    ["<error type='modify'/>", 'undefined-condition', 'modify', undefined],
    ["<error code='404' type='wait'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>", 'forbidden', 'wait', undefined],
  ])('%s is an error (XEP-0086)', (error, condition, type, text) => {
    const stanza = parseElement(`<iq xmlns='jabber:client' type='error'>${error}</iq>`);
    expect(readStanzaError(stanza)).toMatchObject({ condition, type, text });
  });
});
