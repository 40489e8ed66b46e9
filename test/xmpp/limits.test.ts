// What the server takes (XEP-0478): nothing larger is sent, it hears from us in time, and what ended one stream does not end the next.
import { describe, expect, it } from 'vitest';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { excess, STANZA_BYTES } from '../../shared/message.ts';
import { atOnce, subjects } from '../support/client.ts';
import { until } from '../support/until.ts';

const { subject } = subjects();
const REQUEST = '<r xmlns="urn:xmpp:sm:3"/>';
const limits = (inner: string) => `<limits xmlns='urn:xmpp:stream-limits:0'>${inner}</limits>`;
const message = (body: string, id = 'm') => ({ to: 'bob@kith.test', id, body, token: id });

describe('the size of a stanza', () => {
  it('is what the features say after signing in, in bytes as they are on the wire', async () => {
    const alice = await subject();
    const { messages, session, stream } = alice.client;
    expect(stream.maxBytes).toBe(STANZA_BYTES);
    await alice.signedIn({ features: limits('<max-bytes>20000</max-bytes>') });
    expect(stream.maxBytes).toBe(20_000);
    expect(messages.fits(message('x'.repeat(19_000)))).toBe(true);
    for (const body of ['x'.repeat(20_000), '&'.repeat(4_000), '漢'.repeat(6_700)]) expect(messages.fits(message(body))).toBe(false);
    const large = xml('query', { xmlns: 'jabber:iq:private' }, 'x'.repeat(20_000));
    await expect(session.request({ type: 'set', child: large })).rejects.toMatchObject({ condition: 'policy-violation' });
  });

  it('is not broken by ids of others that come back to them', async () => {
    const alice = await subject();
    const connection = await alice.signedIn({ features: limits('<max-bytes>20000</max-bytes>') });
    const ask = (id: string) =>
      connection.send(`<iq type='get' from='eve@kith.test/x' to='alice@kith.test/kith.1' id='${id}'><query xmlns='nothing'/></iq>`);
    await ask('e'.repeat(20_000));
    expect(alice.client.receipts.tell('eve@kith.test', 'e'.repeat(20_000))).toBe(false);
    await ask('short');
    expect(await connection.expect('id="short"')).not.toContain('eeee');
  });

  it('is learnt from a server that ends the stream for it, unless it may not', async () => {
    const alice = await subject();
    const { messages, stream } = alice.client;
    const violation = "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";
    const first = await alice.signedIn();
    messages.send([message('x'.repeat(50_000), 'long')], atOnce);
    await first.expect('</message>');
    await first.send(violation);
    await alice.backOff();
    const second = await alice.signedIn();
    expect(messages.fits(message('x'.repeat(50_000), 'long'))).toBe(false);
    const learnt = stream.maxBytes;
    expect(messages.fits(message('x'.repeat(49_000)))).toBe(true);
    // The server has it, so it was not too large; and what every server has to take (RFC 6120 13.12) was not either.
    messages.send([message('x'.repeat(40_000), 'arrives')], atOnce);
    await second.reply('</message>', "<a xmlns='urn:xmpp:sm:3' h='1'/>");
    await until(() => alice.client.stream.managed);
    await alice.handled(second);
    messages.send([message('x'.repeat(5_000), 'short')], atOnce);
    await second.expect('</message>');
    await second.send(violation);
    await alice.state('waiting');
    expect(stream.maxBytes).toBe(learnt);
  });

  it('leaves so much room for a text, whatever it is made of', () => {
    expect(excess('x'.repeat(60_000), STANZA_BYTES)).toBe(0);
    expect(excess('x'.repeat(60_001), STANZA_BYTES)).toBe(1);
    for (const unit of ['x', '&', '<', 'é', '漢', '👋🏽']) {
      const text = unit.repeat(12_000);
      const rest = text.slice(0, text.length - excess(text, 10_000));
      const bytes = Buffer.byteLength(xml('body', {}, rest).toString());
      expect(bytes).toBeLessThan(6_100);
      expect(bytes).toBeGreaterThan(5_900);
      expect(rest.isWellFormed()).toBe(true);
    }
  });
});

describe('silence of ours', () => {
  it('never lasts as long as the server bears it, however much it says itself', async () => {
    const alice = await subject();
    const connection = await alice.signedIn({ features: limits('<idle-seconds>20</idle-seconds>') });
    for (let round = 0; round < 3; round += 1) {
      await connection.send("<message from='bob@kith.test/x'><body>blah</body></message>");
      await until(() => alice.disk.messages.length === round + 1);
      alice.clock.advance(8_000);
      if (round === 0) continue;
      await connection.expect(REQUEST);
    }
    expect(alice.client.stream.connection.state).toBe('online');
  });
});
