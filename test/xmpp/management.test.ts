import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStanza, type Management, makeManagement } from '../../electron/xmpp/core/management.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { parseElement } from '../support/parse-element.ts';

const element = (text: string) => parseElement(text.replace('/>', " xmlns='urn:xmpp:sm:3'/>"));
const message = (id: string) => xml('message', { id });

function enabled(earlier = 0) {
  const management = makeManagement();
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
    const management = makeManagement();
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

describe('what counts as a stanza', () => {
  it.each(['<message/>', '<presence/>', '<iq/>'])('%s', (text) => expect(isStanza(parseElement(text))).toBe(true));
  it.each(["<message xmlns='urn:other'/>", "<r xmlns='urn:xmpp:sm:3'/>", '<msg/>'])('not %s', (text) =>
    expect(isStanza(parseElement(text))).toBe(false),
  );
});
