// XEP-0191 against a scripted server: what is asked, and whose word counts.
import { describe, expect, it } from 'vitest';
import type { BlockChange } from '../../electron/xmpp/xep/0191-blocking.ts';
import { writeReport } from '../../electron/xmpp/xep/0377-reporting.ts';
import { subjects } from '../support/client.ts';

const { subject } = subjects();

describe('the list of whom the server keeps away', () => {
  it('takes pushes from the account alone (CVE-2015-8688, CVE-2016-9928, CVE-2019-16236: forged pushes)', async () => {
    const kith = await subject();
    const changes: BlockChange[] = [];
    kith.client.blocking.pushed.on((change) => changes.push(change));
    const server = await kith.signedIn();
    const push = (id: string, from: string, child: string) => server.send(`<iq type='set' id='${id}' ${from}>${child}</iq>`);
    const block = "<block xmlns='urn:xmpp:blocking'><item jid='bob@kith.test'/></block>";
    const forgers = ["from='eve@kith.test'", "from='eve@kith.test/x'", "from='kith.test'", "from='alice@kith.test.example'"];
    for (const [index, from] of forgers.entries()) {
      await push(`forged-${index}`, from, block);
      await server.expect(new RegExp(`<iq type="error" id="forged-${index}".*service-unavailable`));
      await push(`undo-${index}`, from, "<unblock xmlns='urn:xmpp:blocking'/>");
      await server.expect(new RegExp(`<iq type="error" id="undo-${index}".*service-unavailable`));
    }
    await push('nobody', '', "<block xmlns='urn:xmpp:blocking'/>");
    await server.expect(/<iq type="error" id="nobody".*bad-request/);
    expect(changes).toEqual([]);
    await push('bare', "from='alice@kith.test'", block);
    await server.expect(/<iq type="result" id="bare"/);
    await push('none', '', "<unblock xmlns='urn:xmpp:blocking'/>");
    await server.expect(/<iq type="result" id="none"/);
    expect(changes).toEqual([
      { what: 'block', addresses: ['bob@kith.test'] },
      { what: 'unblock', addresses: 'everybody' },
    ]);
  });

  it('never asks to take everybody off the list', async () => {
    const kith = await subject();
    await kith.signedIn();
    await expect(kith.client.blocking.unblock([])).resolves.toBeUndefined();
  });
});

it('writes a report with its reason, the messages it is about and words (XEP-0377)', () => {
  const report = { reason: 'abuse', text: '<b>rude</b>', language: 'en', by: 'alice@kith.test', messages: ['17'] } as const;
  expect(writeReport(report).toString()).toBe(
    '<report xmlns="urn:xmpp:reporting:1" reason="urn:xmpp:reporting:abuse"><stanza-id xmlns="urn:xmpp:sid:0" by="alice@kith.test" id="17"/><text xml:lang="en">&lt;b&gt;rude&lt;/b&gt;</text></report>',
  );
  expect(writeReport({ ...report, reason: 'spam', text: '', messages: [] }).toString()).toBe(
    '<report xmlns="urn:xmpp:reporting:1" reason="urn:xmpp:reporting:spam"/>',
  );
});
