// XEP-0016 against a scripted server that knows no blocking: one list, what others put into it kept, pushes from the account alone.
import { describe, expect, it } from 'vitest';
import { deniedBy } from '../../electron/xmpp/xep/0016-privacy.ts';
import { subjects } from '../support/client.ts';
import { parseElement } from '../support/parse-element.ts';

const { subject } = subjects();
const NS = 'jabber:iq:privacy';

async function signedIn() {
  const kith = await subject();
  const server = await kith.signedIn();
  /** The next question must look like this; its answer carries `payload`. */
  const answer = async (question: string, payload = '') => {
    const asked = String(await server.expect(new RegExp(`<iq type="(get|set)" id="[^"]+"[^>]*><query xmlns="${NS}"${question}</iq>`)));
    await server.send(
      `<iq type='result' id='${/id="([^"]+)"/.exec(asked)?.[1]}'>${payload === '' ? '' : `<query xmlns='${NS}'>${payload}</query>`}</iq>`,
    );
  };
  return { server, answer, lists: kith.client.privacy };
}
const NONE = '/>';
const FOREIGN = `<item type="subscription" value="none" action="deny" order="7"><message/></item>`;

describe('privacy lists', () => {
  it('begin with one of our own, in force for every device, and end with it', async () => {
    const { answer, lists } = await signedIn();
    const blocked = lists.block('eve@x.org');
    await answer(NONE);
    await answer('><list name="kith"><item type="jid" value="eve@x.org" action="deny" order="1"/></list></query>');
    await answer('><default name="kith"/></query>');
    await blocked;
    const free = lists.unblock(['eve@x.org']);
    await answer(NONE, "<default name='kith'/><list name='kith'/>");
    await answer('><list name="kith"/></query>', "<list name='kith'><item type='jid' value='eve@x.org' action='deny' order='1'/></list>");
    await answer('><default/></query>');
    await answer('><list name="kith"/></query>');
    await free;
  });

  it('of another client are gone by, and what is in them is kept', async () => {
    const { answer, lists } = await signedIn();
    const blocked = lists.block('spam.example');
    await answer(NONE, "<default name='home'/><list name='home'/>");
    await answer(
      '><list name="home"/></query>',
      `<list name='home'><item type='jid' value='bob@x.org' action='deny' order='9'/>${FOREIGN}</list>`,
    );
    await answer(
      '><list name="home"><item type="jid" value="spam.example" action="deny" order="1"/><item type="subscription" value="none" action="deny" order="2"><message/></item><item type="jid" value="bob@x.org" action="deny" order="3"/></list></query>',
    );
    await blocked;
  });

  it('are read anew when the account’s server says so, and nobody else', async () => {
    const { server, lists } = await signedIn();
    let heard = 0;
    lists.changed.on(() => {
      heard += 1;
    });
    const push = (id: string, from: string) =>
      server.send(`<iq type='set' id='${id}' ${from}><query xmlns='${NS}'><list name='kith'/></query></iq>`);
    await push('forged', "from='eve@kith.test'");
    await server.expect(/<iq type="error" id="forged".*service-unavailable/);
    await push('ours', "from='alice@kith.test'");
    await server.expect(/<iq type="result" id="ours"/);
    expect(heard).toBe(1);
  });
});

it.each([
  ["<item type='jid' value='Eve@x.org' action='deny' order='1'/>", 'eve@x.org'],
  ["<item type='jid' value='x.org' action='deny' order='1'/>", 'x.org'],
  ["<item type='jid' value='eve@x.org' action='deny' order='1'><message/></item>", undefined],
  ["<item type='jid' value='eve@x.org' action='allow' order='1'/>", undefined],
  ["<item type='group' value='Foes' action='deny' order='1'/>", undefined],
  ["<item action='deny' order='1'/>", undefined],
])('%s keeps away %s', (item, address) => {
  expect(deniedBy(parseElement(item))).toBe(address);
});
