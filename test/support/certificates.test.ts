import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeAuthority } from './certificates.ts';

describe('a throw-away authority', () => {
  const made = { dir: '' };
  beforeEach(() => {
    made.dir = mkdtempSync(join(tmpdir(), 'kith-ca-'));
  });
  afterEach(() => rmSync(made.dir, { recursive: true, force: true }));

  const certificate = (file: string): X509Certificate => new X509Certificate(readFileSync(file));

  it('issues certificates for names and addresses, several at once', async () => {
    const authority = await makeAuthority(made.dir);
    const issued = await Promise.all([authority.issue({ names: ['kith.test', '127.0.0.1'] }), authority.issue({ names: ['other.test'] })]);
    const ca = certificate(authority.caFile);
    const [first, second] = issued.map(({ certFile }) => certificate(certFile));
    expect(ca.ca).toBe(true);
    for (const leaf of [first, second]) expect(leaf?.verify(ca.publicKey)).toBe(true);
    expect(first?.checkHost('kith.test')).toBe('kith.test');
    expect(first?.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(first?.checkHost('other.test')).toBeUndefined();
    expect(first?.ca).toBe(false);
  });

  it('issues certificates that have run out or are not valid yet', async () => {
    const authority = await makeAuthority(made.dir);
    const start = Date.UTC(2001, 1, 3, 4, 5, 6);
    const { certFile } = await authority.issue({ names: ['kith.test'], notBefore: start, days: 2 });
    expect(certificate(certFile).validFromDate.getTime()).toBe(start);
    expect(certificate(certFile).validToDate.getTime()).toBe(start + 2 * 24 * 60 * 60_000);
  });

  it('issues certificates that are signed by themselves, name nobody, or come from an intermediate', async () => {
    const authority = await makeAuthority(made.dir);
    const between = await authority.intermediate();
    const alone = certificate((await authority.issue({ names: ['kith.test'], selfSigned: true })).certFile);
    expect(alone.verify(alone.publicKey)).toBe(true);
    const nameless = certificate((await authority.issue({ names: [], subject: 'kith.test' })).certFile);
    expect([nameless.subject, nameless.subjectAltName]).toEqual(['CN=kith.test', undefined]);
    const leaf = certificate((await between.issue({ names: ['SRV:_xmpp-client.kith.test', 'XMPP:kith.test'] })).certFile);
    expect(leaf.verify(certificate(between.caFile).publicKey)).toBe(true);
    expect(certificate(between.caFile).verify(certificate(authority.caFile).publicKey)).toBe(true);
    expect(leaf.subjectAltName).toMatch(/SRVName:_xmpp-client\.kith\.test.*XmppAddr:kith\.test/);
  });

  it('is trusted by nobody who trusts another one', async () => {
    const one = await makeAuthority(join(made.dir, 'one'));
    const other = await makeAuthority(join(made.dir, 'other'));
    const { certFile } = await one.issue({ names: ['kith.test'] });
    expect(certificate(certFile).verify(certificate(other.caFile).publicKey)).toBe(false);
  });
});
