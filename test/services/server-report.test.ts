// What answers of servers mean: nothing hostile in them becomes a link, a number or an address.
import { describe, expect, it } from 'vitest';
import type { DiscoveryRow } from '../../electron/archive/discoveries.ts';
import { assess, outageAddresses, SILENCE } from '../../electron/services/server-report.ts';
import { NS as NS_INFO } from '../../electron/xmpp/xep/0030-disco.ts';
import { NS as NS_SERVICES } from '../../electron/xmpp/xep/0215-external-services.ts';
import type { Discovery } from '../../shared/discovery.ts';

const form = (type: string, fields: Record<string, readonly string[]>): Discovery['forms'][number] => ({
  type: 'result',
  fields: Object.entries({ FORM_TYPE: [type], ...fields }).map(([name, values]) => ({ name, type: 'list-multi', values })),
});
const row = (entity: string, answer: Partial<Discovery>, question = NS_INFO): DiscoveryRow => ({
  entity,
  question,
  answer: { identities: [], features: [], forms: [], ...answer },
  at: 5,
});
const report = (...rows: DiscoveryRow[]) => assess('a', 'alice@kith.test', 'kith.test', rows);

describe('a report', () => {
  it('of a server that says nothing claims nothing', () => {
    expect(report()).toMatchObject({ can: [], silent: [], contacts: [], checkedAt: 0 });
  });

  it('tells a service that is silent from one that is not there', () => {
    expect(report(row('upload.kith.test', {}, SILENCE)).silent).toEqual(['upload.kith.test']);
  });

  it.each(['-1', '0', '1e400', '5 MB', '99999999999999999999', ''])('takes no size from %j', (size) => {
    const upload = row('up.kith.test', {
      features: ['urn:xmpp:http:upload:0'],
      forms: [form('urn:xmpp:http:upload:0', { 'max-file-size': [size] })],
    });
    const found = report(upload);
    expect(found.can).toContain('files');
    expect(found).not.toHaveProperty('largestFile');
  });

  it('needs a relay, not only somebody to ask for one, for calls', () => {
    const server = row('kith.test', { features: [NS_SERVICES] });
    expect(report(server, row('kith.test', { features: ['stun'] }, NS_SERVICES)).cannot).toContain('calls');
    expect(report(server, row('kith.test', { features: ['stun', 'turn'] }, NS_SERVICES)).can).toContain('calls');
  });

  it('names only contacts that may be opened, three of a kind', () => {
    const mail = ['a', 'b', 'c', 'd'].map((name) => `mailto:${name}@kith.test`);
    const server = row('kith.test', {
      forms: [
        form('http://jabber.org/network/serverinfo', {
          'abuse-addresses': ['javascript:alert(1)', 'http://kith.test/', 'https://user:pw@kith.test/', ...mail],
          'support-addresses': ['mailto:a@kith.test?attach=/etc/passwd', 'xmpp:', 'https://kith.test/\u202e'],
        }),
      ],
    });
    expect(report(server).contacts).toEqual(mail.slice(0, 3).map((uri) => ({ kind: 'abuse', uri })));
  });

  it('believes news of outages only over https', () => {
    const addresses = ['http://a.test/', 'file:///a', 'https://b.test/s.json', 'https://u:p@c.test/', 'xmpp:d@e'];
    const info: Discovery = { identities: [], features: [], forms: [form('urn:xmpp:sos:0', { 'external-status-addresses': addresses })] };
    expect(outageAddresses(info)).toEqual(['https://b.test/s.json']);
    expect(outageAddresses({ ...info, forms: [form('urn:xmpp:other', { 'external-status-addresses': addresses })] })).toEqual([]);
  });
});
