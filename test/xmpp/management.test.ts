import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeManagement } from '../../electron/xmpp/core/management.ts';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { parseElement } from '../support/parse-element.ts';

const element = (text: string) => parseElement(text.replace('/>', " xmlns='urn:xmpp:sm:3'/>"));
const message = (id: string) => xml('message', { id });

function enabled() {
  const management = makeManagement();
  management.begin();
  management.confirm(element("<enabled id='s1' resume='true'/>"));
  return management;
}

describe('XEP-0198', () => {
  it('tells which outbox rows an acknowledgement covers, counting every stanza', () => {
    const management = enabled();
    management.wrote(message('1'), 'row-1');
    management.wrote(xml('presence'), undefined);
    management.wrote(message('2'), 'row-2');
    expect(management.acknowledged(element("<a h='2'/>"))).toEqual(['row-1']);
    expect(management.waiting).toBe(true);
    expect(management.acknowledged(element("<a h='3'/>"))).toEqual(['row-2']);
    expect(management.waiting).toBe(false);
  });

  it.each(['4', '-1', '99999999999', 'x', ''])('treats the impossible count %j as a fault of the stream', (h) => {
    const management = enabled();
    for (const id of ['1', '2', '3']) management.wrote(message(id), id);
    expect(() => management.acknowledged(element(`<a h='${h}'/>`))).toThrow('server-error');
    expect(management.waiting).toBe(true);
  });

  it('resumes with what it handled and writes again only what the server has not seen', () => {
    const management = enabled();
    management.handled(5);
    for (const id of ['1', '2', '3']) management.wrote(message(id), id);
    expect(management.resumption()?.attrs).toEqual({ xmlns: 'urn:xmpp:sm:3', previd: 's1', h: '5' });
    const { arrived, again } = management.resumed(element("<resumed previd='s1' h='1'/>"));
    expect(arrived).toEqual(['1']);
    expect(again.map((stanza) => stanza.attrs.id)).toEqual(['2', '3']);
    expect(management.acknowledged(element("<a h='3'/>"))).toEqual(['2', '3']);
  });

  it('applies the count of a failed resumption before calling the rest uncertain', () => {
    const management = enabled();
    for (const id of ['1', '2', '3']) management.wrote(message(id), id);
    expect(management.abandon(element("<failed h='2'/>"))).toEqual({ arrived: ['1', '2'], uncertain: ['3'] });
    expect(management.resumption()).toBeUndefined();
    expect(management.enabled).toBe(false);
  });

  it('does not resume what the server did not promise to keep', () => {
    const management = makeManagement();
    management.begin();
    management.confirm(element('<enabled/>'));
    management.wrote(message('1'), '1');
    expect(management.resumption()).toBeUndefined();
    expect(management.abandon(undefined)).toEqual({ arrived: [], uncertain: ['1'] });
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
            if (what === 'ack') arrived.push(...management.acknowledged(element(`<a h='${server}'/>`)));
            else {
              const result = management.resumed(element(`<resumed h='${server}'/>`));
              arrived.push(...result.arrived);
              expect(result.again.map((stanza) => stanza.attrs.id)).toEqual(
                Array.from({ length: sent - server }, (_, i) => String(server + i)),
              );
            }
          }
        }
        const rest = management.abandon(undefined);
        expect([...arrived, ...rest.uncertain]).toEqual(Array.from({ length: sent }, (_, i) => String(i)));
      }),
    );
  });
});
