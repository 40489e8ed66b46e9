// What is private stays private (XEP-0223): published with the options, or into a node that was made private by hand and looked at; and
// events are believed from the account alone.
import { describe, expect, it } from 'vitest';
import { subjects } from '../support/client.ts';
import { parseElement } from '../support/parse-element.ts';

const { subject } = subjects();
const NODE = 'urn:xmpp:mds:displayed:0';
const displayed = { chat: 'bob@kith.test', archiveId: 'a1' };

/** A server that answers each request by its rules, and what it was asked. */
async function server(rules: (request: string) => string | undefined) {
  const alice = await subject();
  const connection = await alice.signedIn();
  const asked: string[] = [];
  const serve = async (): Promise<void> => {
    const request = await connection.element('iq');
    asked.push(request);
    const id = parseElement(request.replace('<iq ', "<iq xmlns='jabber:client' ")).attrs.id ?? '';
    const answer = rules(request) ?? '';
    const type = answer.startsWith('<error') ? 'error' : 'result';
    await connection.send(`<iq type='${type}' id='${id}' from='alice@kith.test'>${answer}</iq>`);
  };
  return { alice, connection, asked, serve };
}

const refusal = (condition: string) => `<error type='cancel'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`;
const configuration = (access: string) =>
  `<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='${NODE}'><x xmlns='jabber:x:data' type='form'><field var='pubsub#access_model'><value>${access}</value></field></x></configure></pubsub>`;

describe('a private item', () => {
  it('is published with the options where the server knows them', async () => {
    const { alice, asked, serve } = await server(() => undefined);
    const published = alice.client.displayed.publish(displayed);
    await serve();
    await published;
    expect(asked).toHaveLength(1);
    for (const part of [
      'publish-options',
      'pubsub#access_model"><value>whitelist',
      'pubsub#max_items"><value>max',
      'item id="bob@kith.test"',
      'by="alice@kith.test" id="a1"',
    ])
      expect(asked[0]).toContain(part);
  });

  it('goes into a node made by hand where the server does not (ejabberd 23.01), and only there from then on', async () => {
    const { alice, asked, serve } = await server((request) => {
      if (request.includes('publish-options')) return refusal('resource-constraint');
      if (request.includes('<value>max</value>')) return refusal('not-acceptable');
      if (request.includes('type="get"')) return configuration('whitelist');
      return undefined;
    });
    const first = alice.client.displayed.publish(displayed);
    // Options, create, max, 1000, look, publish.
    for (let request = 0; request < 6; request++) await serve();
    await first;
    expect(asked.map((each) => /<(create|configure node|publish node)/.exec(each)?.[1])).toEqual([
      'publish node',
      'create',
      'configure node',
      'configure node',
      'configure node',
      'publish node',
    ]);
    expect(asked[1]).toContain('pubsub#access_model"><value>whitelist');
    expect(asked[3]).toContain('pubsub#max_items"><value>1000');
    expect(asked[5]).not.toContain('publish-options');
    const second = alice.client.displayed.publish({ ...displayed, archiveId: 'a2' });
    await serve();
    await second;
    expect(asked[6]).not.toContain('publish-options');
  });

  it('CVE-2018-6591: is not published at all into a node that others may read', async () => {
    const { alice, asked, serve } = await server((request) => {
      if (request.includes('publish-options')) return refusal('feature-not-implemented');
      if (request.includes('type="get"')) return configuration('presence');
      return undefined;
    });
    const published = alice.client.displayed.publish(displayed);
    const failed = expect(published).rejects.toThrow('private');
    for (let request = 0; request < 4; request++) await serve();
    await failed;
    expect(asked.filter((each) => each.includes('<publish '))).toHaveLength(1);
  });
});

it('CVE-2023-28686: an event is believed from the account itself, and from nobody else', async () => {
  const { alice, connection } = await server(() => undefined);
  const heard: unknown[] = [];
  alice.client.displayed.changed.on((each) => heard.push(each));
  const event = (from: string) =>
    `<message${from} type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='${NODE}'><item id='bob@kith.test'><displayed xmlns='${NODE}'><stanza-id xmlns='urn:xmpp:sid:0' by='alice@kith.test' id='a1'/></displayed></item></items></event></message>`;
  for (const from of ['bob@kith.test', 'mallory@kith.test/x', 'kith.test', 'alice@kith.test/other'])
    await connection.send(event(` from='${from}'`));
  await alice.handled(connection);
  expect(heard).toEqual([]);
  await connection.send(event(" from='alice@kith.test'") + event(''));
  await alice.handled(connection);
  expect(heard).toEqual([[displayed], [displayed]]);
});
