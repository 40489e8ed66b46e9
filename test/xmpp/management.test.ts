import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStanza, type KeptSession, type Management, makeManagement } from '../../electron/xmpp/core/management.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { parseElement } from '../support/parse-element.ts';

const element = (text: string) => parseElement(text.replace('/>', " xmlns='urn:xmpp:sm:3'/>"));
const message = (id: string) => xml('message', { id });

const clock = fakeClock();

function enabled(earlier = 0) {
  const management = makeManagement({ clock });
  management.begin();
  management.confirm(element("<enabled id='s1' resume='true'/>"), earlier);
  return management;
}

/** What it tells once. */
function told(management: Management) {
  const { arrived, uncertain } = management;
  management.told();
  return { arrived, uncertain };
}

describe('XEP-0198', () => {
  it('tells which outbox rows an acknowledgement covers, counting every stanza', () => {
    const management = enabled();
    management.wrote(message('1'), 'row-1');
    management.wrote(xml('presence'), undefined);
    management.wrote(message('2'), 'row-2');
    management.acknowledged(element("<a h='2'/>"));
    expect(told(management).arrived).toEqual(['row-1']);
    expect(management.waiting).toBe(1);
    management.acknowledged(element("<a h='3'/>"));
    expect(told(management).arrived).toEqual(['row-2']);
    expect(management.waiting).toBe(0);
  });

  it('tells again what arrived until somebody has stored it', () => {
    const management = enabled();
    for (const id of ['1', '2']) management.wrote(message(id), id);
    management.acknowledged(element("<a h='1'/>"));
    management.acknowledged(element("<a h='1'/>"));
    expect(management.arrived).toEqual(['1']);
    management.acknowledged(element("<a h='2'/>"));
    expect(management.arrived).toEqual(['1', '2']);
    expect(told(management).arrived).toEqual(['1', '2']);
    expect(management.arrived).toEqual([]);
  });

  it.each(['4', '-1', '99999999999', '4294967296', '4294967295', '1.5', ' 1', 'x', ''])(
    'treats the impossible count %j as a fault: nothing is forgotten, and nothing left to resume',
    (h) => {
      const management = enabled();
      for (const id of ['1', '2', '3']) management.wrote(message(id), id);
      expect(() => management.acknowledged(element(`<a h='${h}'/>`))).toThrow('server-error');
      expect(management.waiting).toBe(3);
      expect(management.resumption()).toBeUndefined();
      management.abandon(undefined);
      expect(told(management)).toEqual({ arrived: [], uncertain: ['1', '2', '3'] });
    },
  );

  it('resumes with what it handled and writes again only what the server has not seen', () => {
    const management = enabled();
    management.handled(5);
    for (const id of ['1', '2', '3']) management.wrote(message(id), id);
    expect(management.resumption()?.attrs).toEqual({ xmlns: 'urn:xmpp:sm:3', previd: 's1', h: '5' });
    const again = management.resumed(element("<resumed previd='s1' h='1'/>"));
    expect(told(management).arrived).toEqual(['1']);
    expect(again.map((stanza) => stanza.attrs.id)).toEqual(['2', '3']);
    management.acknowledged(element("<a h='3'/>"));
    expect(told(management).arrived).toEqual(['2', '3']);
  });

  it('counts from <enabled/> on: what came before is handled without being counted', () => {
    const management = enabled(2);
    management.handled(1);
    expect(management.answer().attrs.h).toBe('0');
    management.handled(4);
    expect(management.answer().attrs.h).toBe('3');
  });

  it('applies the count of a failed resumption before calling the rest uncertain', () => {
    const management = enabled();
    for (const id of ['1', '2', '3']) management.wrote(message(id), id);
    management.abandon(element("<failed h='2'/>"));
    // An attempt that fails later does not lose it.
    management.abandon(undefined);
    expect(told(management)).toEqual({ arrived: ['1', '2'], uncertain: ['3'] });
    expect(management.resumption()).toBeUndefined();
    expect(management.enabled).toBe(false);
  });

  it('does not resume what the server did not promise to keep', () => {
    const management = makeManagement({ clock });
    management.begin();
    management.confirm(element('<enabled/>'), 0);
    management.wrote(message('1'), '1');
    expect(management.resumption()).toBeUndefined();
    management.abandon(undefined);
    expect(told(management)).toEqual({ arrived: [], uncertain: ['1'] });
  });

  it('counts on through 2^32', () => {
    const management = enabled();
    management.handled(2 ** 32 - 1);
    management.handled(2);
    expect(management.answer().attrs.h).toBe('1');
  });

  it('never loses or doubles a row over any course of sends, acknowledgements and resumptions', () => {
    const step = fc.oneof(fc.constant('send'), fc.constant('ack'), fc.constant('resume'));
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat(5)), { maxLength: 60 }), (steps) => {
        const management = enabled();
        let sent = 0;
        let server = 0;
        const arrived: string[] = [];
        for (const [what, amount] of steps) {
          if (what === 'send') management.wrote(message(String(sent)), String(sent++));
          else {
            server = Math.min(sent, server + amount);
            if (what === 'ack') management.acknowledged(element(`<a h='${server}'/>`));
            else {
              const again = management.resumed(element(`<resumed h='${server}'/>`));
              expect(again.map((stanza) => stanza.attrs.id)).toEqual(Array.from({ length: sent - server }, (_, i) => String(server + i)));
            }
            arrived.push(...told(management).arrived);
          }
        }
        management.abandon(undefined);
        expect([...arrived, ...told(management).uncertain]).toEqual(Array.from({ length: sent }, (_, i) => String(i)));
      }),
    );
  });
});

describe('a session that outlives its process', () => {
  const jid = 'alice@kith.test/kith.1';
  const kept = (management: Management, handled = 0): KeptSession | undefined => {
    const session = management.keep(handled);
    return session && { ...(JSON.parse(JSON.stringify(session)) as typeof session), jid };
  };
  const revived = (management: Management) => {
    const session = kept(management);
    if (session === undefined) throw new Error('nothing was kept');
    return makeManagement({ clock, kept: session });
  };

  it('is resumed with both counts; only of messages it tells which arrived and which did not, and nothing is repeated', () => {
    const first = enabled();
    first.handled(5);
    first.wrote(message('0'), 'row-0');
    first.acknowledged(element("<a h='1'/>"));
    first.wrote(xml('iq'), undefined);
    for (const id of ['1', '2']) first.wrote(message(id), `row-${id}`);
    first.wrote(xml('presence'), undefined);
    first.wrote(message('3'), 'row-3');
    const second = revived(first);
    expect(second.resumption()?.attrs).toEqual({ xmlns: 'urn:xmpp:sm:3', previd: 's1', h: '5' });
    expect(second.underway).toEqual(['row-1', 'row-2', 'row-3']);
    expect(second.resumed(element("<resumed previd='s1' h='3'/>"))).toEqual([]);
    expect([second.arrived, second.missed, second.uncertain]).toEqual([['row-1'], ['row-2', 'row-3'], []]);
    second.wrote(message('2'), 'row-2');
    expect(second.sent).toBe(4);
    second.acknowledged(element("<a h='4'/>"));
    expect(second.arrived).toEqual(['row-1', 'row-2']);
  });

  it('counts through 2^32 there, too', () => {
    const last = { jid, id: 's1', inbound: 2 ** 32 - 1, acked: 2 ** 32 - 2, sent: 2, max: undefined, location: undefined, at: clock.now() };
    const management = makeManagement({
      clock,
      kept: {
        ...last,
        queue: [
          [2 ** 32 - 1, 'a'],
          [0, 'b'],
          [2, 'c'],
        ],
      },
    });
    management.handled(1);
    expect(management.answer().attrs.h).toBe('0');
    management.resumed(element("<resumed previd='s1' h='0'/>"));
    expect([management.arrived, management.missed]).toEqual([['a', 'b'], ['c']]);
  });

  it('believes counts of stanzas that were written after it was kept, but no others', () => {
    const first = enabled();
    first.wrote(message('1'), 'row-1');
    const believed = revived(first);
    believed.resumed(element("<resumed h='50'/>"));
    expect(believed.arrived).toEqual(['row-1']);
    believed.wrote(message('2'), 'row-2');
    believed.acknowledged(element("<a h='51'/>"));
    expect(believed.arrived).toEqual(['row-1', 'row-2']);
    expect(() => believed.acknowledged(element("<a h='52'/>"))).toThrow('server-error');
    const doubted = revived(first);
    expect(() => doubted.resumed(element("<resumed h='500'/>"))).toThrow('server-error');
    doubted.abandon(undefined);
    expect(told(doubted)).toEqual({ arrived: [], uncertain: ['row-1'] });
  });

  it('is not kept before what came before <enabled/> is handled', () => {
    const management = enabled(2);
    expect(management.keep()).toBeUndefined();
    expect(management.keep(1)).toBeUndefined();
    expect(management.keep(3)?.inbound).toBe(1);
    management.handled(2);
    expect(management.keep()?.inbound).toBe(0);
  });

  it('is resumed for as long as the server promised, and where it wants to be reached', () => {
    const management = makeManagement({ clock });
    management.begin();
    management.confirm(element("<enabled id='s1' resume='1' max='300' location='[2001:db8::1]:5223'/>"), 0);
    clock.advance(900_000);
    management.lost();
    expect(management.location).toBe('[2001:db8::1]:5223');
    const second = revived(management);
    clock.advance(300_000);
    expect(management.resumption()).toBeDefined();
    expect(second.resumption()).toBeDefined();
    clock.advance(1);
    expect(management.resumption()).toBeUndefined();
    expect(second.resumption()).toBeUndefined();
  });

  it('takes back what could not be committed', () => {
    const management = enabled();
    management.wrote(message('1'), 'row-1');
    management.wrote(message('2'), 'row-2');
    management.unwrote(1);
    expect([management.sent, management.underway]).toEqual([1, ['row-1']]);
  });
});

describe('what counts as a stanza', () => {
  it.each(['<message/>', '<presence/>', '<iq/>'])('%s', (text) => expect(isStanza(parseElement(text))).toBe(true));
  it.each(["<message xmlns='urn:other'/>", "<r xmlns='urn:xmpp:sm:3'/>", '<msg/>'])('not %s', (text) =>
    expect(isStanza(parseElement(text))).toBe(false),
  );
});
