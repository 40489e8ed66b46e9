import type { PeerCertificate } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { checkIdentity } from '../../electron/xmpp/core/identity.ts';

/** Only what identity is read from; the common name is there to be ignored. */
const certificate = (subjectaltname: string | undefined) =>
  ({ subject: { CN: 'a.example' }, subjectaltname }) as unknown as PeerCertificate;

describe('the names in a certificate', () => {
  it.each([
    ['DNS:a.example', 'a.example'],
    ['DNS:A.Example.', 'a.example'],
    ['DNS:x.example, DNS:a.example', 'a.example'],
    ['DNS:*.a.example', 'b.a.example'],
    ['DNS:xn--mnchen-3ya.example', 'münchen.example'],
    ['othername:XmppAddr:münchen.example', 'münchen.example'],
    ['othername: SRVName:_xmpp-client.a.example', 'a.example'],
    ['othername:SRVName:_xmpps-client.a.example', 'a.example'],
    ['IP Address:192.0.2.1', '192.0.2.1'],
    ['IP Address:2001:DB8:0:0:0:0:0:1', '[2001:db8::1]'],
    ['URI:"http://x/,y", DNS:a.example', 'a.example'],
  ])('%j is %s', (names, domain) => {
    expect(checkIdentity(domain, certificate(names))).toBeUndefined();
  });

  it.each([
    [undefined, 'a.example'],
    ['', 'a.example'],
    ['DNS:b.a.example', 'a.example'],
    ['DNS:*.example', 'a.example'],
    ['DNS:*', 'a.example'],
    ['DNS:*.*.example', 'c.a.example'],
    ['DNS:b*.a.example', 'b1.a.example'],
    ['DNS:*.a.example', 'a.example'],
    ['DNS:*.a.example', 'c.b.a.example'],
    ['DNS:b.*.example', 'b.a.example'],
    ['DNS:192.0.2.1', '192.0.2.1'],
    ['IP Address:192.0.2.1', 'a.example'],
    ['URI:xmpp://a.example', 'a.example'],
    ['email:x@a.example', 'a.example'],
    ['othername:SRVName:_xmpp-server.a.example', 'a.example'],
    ['othername:SRVName:_imaps.a.example', 'a.example'],
    ['othername:XmppAddr:x@a.example', 'a.example'],
    ['othername:<unsupported>', 'a.example'],
    ['URI:"http://x/, DNS:a.example"', 'a.example'],
    ['DNS:"x.example, DNS:a.example"', 'a.example'],
    [String.raw`URI:"\", DNS:a.example, "`, 'a.example'],
  ])('%j is not %s', (names, domain) => {
    expect(checkIdentity(domain, certificate(names))).toMatchObject({
      kind: 'bad-certificate',
      detail: expect.stringMatching(/^wrong name/),
    });
  });
});
