// A certificate in the password's place: what it says about whose it is, and a server that asks for it.
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addressesIn,
  type ClientCertificate,
  checkCertificate,
  external,
  refusedByTls,
} from '../../electron/xmpp/core/client-certificate.ts';
import { subjects } from '../support/client.ts';
import type { ScriptedConnection } from '../support/server.ts';

const NS = 'urn:ietf:params:xml:ns:xmpp-sasl';
const NS_BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
const dir = mkdtempSync(join(tmpdir(), 'kith-certificate-'));
const run = promisify(execFile);
const made: Record<string, { der: Uint8Array; pem: Buffer; p12: Buffer }> = {};
const certificate = (name: string) => made[name] as { der: Uint8Array; pem: Buffer; p12: Buffer };
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function issue(name: string, addresses: readonly string[]): Promise<void> {
  const [key, cert, p12] = ['key', 'crt', 'p12'].map((end) => join(dir, `${name}.${end}`)) as [string, string, string];
  const names = addresses.map((address) => `otherName:1.3.6.1.5.5.7.8.5;UTF8:${address}`);
  const more = names.length === 0 ? [] : ['-addext', `subjectAltName=${names.join(',')}`];
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', ['req', '-x509', ...ec, '-subj', '/CN=Alice', '-keyout', key, '-out', cert, ...more]);
  await run('openssl', ['pkcs12', '-export', '-inkey', key, '-in', cert, '-out', p12, '-passout', 'pass:open me']);
  const pem = Buffer.concat([readFileSync(cert), readFileSync(key)]);
  made[name] = { der: new X509Certificate(pem).raw, pem, p12: readFileSync(p12) };
}

const long = `${'a'.repeat(150)}@kith.test`;
beforeAll(async () => {
  const all: Record<string, string[]> = {
    one: ['alice@kith.test'],
    two: ['alice@kith.test', 'bob@kith.test'],
    other: ['bob@kith.test'],
    none: [],
    long: [long],
  };
  for (const [name, addresses] of Object.entries(all)) await issue(name, addresses);
});

describe('the address', () => {
  it('is found in the certificate', () => {
    const found = Object.fromEntries(Object.entries(made).map(([name, { der }]) => [name, addressesIn(der)]));
    expect(found).toEqual({
      one: ['alice@kith.test'],
      two: ['alice@kith.test', 'bob@kith.test'],
      other: ['bob@kith.test'],
      none: [],
      long: [long],
    });
    expect(addressesIn(Buffer.from('06082b06010505070805', 'hex'))).toEqual([]);
  });

  // XEP-0178 2.
  it.each([
    ['one', ''],
    ['none', ''],
    ['two', 'alice@kith.test'],
    ['other', 'alice@kith.test'],
  ])('is said only where the certificate leaves it open: %s', (name, said) => {
    expect(external('alice@kith.test', certificate(name).der).initial?.toString()).toBe(said);
  });
});

describe('the file', () => {
  it.each<[string, () => ClientCertificate, boolean]>([
    ['PEM', () => ({ file: certificate('one').pem, passphrase: '' }), true],
    ['PKCS#12', () => ({ file: certificate('one').p12, passphrase: 'open me' }), true],
    ['PKCS#12 with another password', () => ({ file: certificate('one').p12, passphrase: 'guess' }), false],
    ['PEM without a key', () => ({ file: Buffer.from(new X509Certificate(certificate('one').der).toString()), passphrase: '' }), false],
    ['something else', () => ({ file: Buffer.from('PK'), passphrase: '' }), false],
    ['nothing', () => ({ file: Buffer.alloc(0), passphrase: '' }), false],
  ])('of %s is judged before it is used', (_, file, good) => {
    if (good) expect(() => checkCertificate(file())).not.toThrow();
    else expect(() => checkCertificate(file())).toThrow();
  });
});

describe('TLS', () => {
  it.each([
    // As OpenSSL words it; test/interop has a server that says so.
    ['405D2C915A7F0000:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:SSL alert number 48', true],
    ['ssl3_read_bytes:ssl/tls alert bad certificate:SSL alert number 42', true],
    ['ssl3_read_bytes:sslv3 alert certificate expired:SSL alert number 45', true],
    ['ssl3_read_bytes:tlsv1 alert internal error:SSL alert number 80', false],
    ['read ECONNRESET', false],
  ])('tells in an alert that the certificate is not taken: %s', (detail, refused) => {
    expect(refusedByTls(detail)).toBe(refused);
  });
});

describe('a server that asks for it', () => {
  const { subject, made: own } = subjects();

  async function asked(name: string, mechanisms: readonly string[]) {
    const alice = await subject({
      password: () => Promise.reject(new Error('nobody needs a password here')),
      clientCertificate: async () => ({ file: certificate(name).p12, passphrase: 'open me' }),
      requestCertificate: true,
    });
    alice.client.stream.start();
    const connection = await alice.server.connection();
    await connection.openStream("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    await connection.reply('<starttls', "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    await connection.startTls(own.certificate);
    await connection.openStream(
      `<mechanisms xmlns='${NS}'>${mechanisms.map((each) => `<mechanism>${each}</mechanism>`).join('')}</mechanisms>`,
    );
    return { alice, connection };
  }
  const bind = async (connection: ScriptedConnection) => {
    await connection.openStream(`<bind xmlns='${NS_BIND}'/>`);
    const id = /id="([^"]*)"/.exec(await connection.element('iq'))?.[1];
    await connection.send(`<iq type='result' id='${id}'><bind xmlns='${NS_BIND}'><jid>alice@kith.test/1</jid></bind></iq>`);
  };

  it.each([
    ['one', '='],
    ['two', Buffer.from('alice@kith.test').toString('base64')],
  ])('gets it, and the address where that is needed: %s', async (name, said) => {
    const { alice, connection } = await asked(name, ['SCRAM-SHA-256', 'EXTERNAL']);
    expect(connection.shown()).toEqual(Buffer.from(certificate(name).der));
    await connection.reply(`<auth xmlns="${NS}" mechanism="EXTERNAL">${said}</auth>`, `<success xmlns='${NS}'/>`);
    await bind(connection);
    await alice.state('online');
    expect(alice.client.stream.security).toMatchObject({ mechanism: 'EXTERNAL' });
  });

  it.each<[string, readonly string[]]>([
    ['does not take it', ['EXTERNAL']],
    ['wants something else', ['SCRAM-SHA-256', 'PLAIN']],
  ])('and %s is not tried in a loop', async (_, mechanisms) => {
    const { alice, connection } = await asked('one', mechanisms);
    if (mechanisms.includes('EXTERNAL')) await connection.reply(/<auth.*<\/auth>/, `<failure xmlns='${NS}'><not-authorized/></failure>`);
    expect(await alice.state('stopped')).toMatchObject({ failure: 'certificate-refused' });
    expect(alice.states).toEqual(['connecting', 'stopped']);
  });
});
