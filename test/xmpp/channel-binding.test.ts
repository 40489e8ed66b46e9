import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { certificateHash, readBindingTypes } from '../../electron/xmpp/core/channel-binding.ts';
import { parseElement } from '../support/parse-element.ts';

const dir = mkdtempSync(join(tmpdir(), 'kith-binding-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const run = promisify(execFile);

async function certificate(...options: readonly string[]): Promise<Uint8Array> {
  const file = join(dir, 'certificate.pem');
  const made = ['-subj', '/CN=kith.test', '-keyout', join(dir, 'key.pem'), '-out', file];
  await run('openssl', ['req', '-x509', '-nodes', ...made, ...options], { timeout: 30_000 });
  return new X509Certificate(readFileSync(file)).raw;
}

describe('tls-server-end-point', () => {
  const rsa = ['-newkey', 'rsa:1024'];
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const pss = [...rsa, '-sigopt', 'rsa_padding_mode:pss'];
  // RFC 5929 4.1.
  it.each<[string, readonly string[], string | undefined]>([
    ['RSA with SHA-1', [...rsa, '-sha1'], 'sha256'],
    ['RSA with SHA-256', [...rsa, '-sha256'], 'sha256'],
    ['RSA with SHA-512', [...rsa, '-sha512'], 'sha512'],
    ['RSASSA-PSS with SHA-384', [...pss, '-sha384'], 'sha384'],
    ['RSASSA-PSS with SHA-256', [...pss, '-sha256'], 'sha256'],
    ['ECDSA with SHA-1', [...ec, '-sha1'], 'sha256'],
    ['ECDSA with SHA-384', [...ec, '-sha384'], 'sha384'],
    ['Ed25519, which names no hash', ['-newkey', 'ed25519'], undefined],
  ])('of a certificate signed by %s', async (_, options, hash) => {
    expect(certificateHash(await certificate(...options))).toBe(hash);
  });
});

describe('the announcement', () => {
  it.each<[string, readonly string[] | undefined]>([
    [
      "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='a'/><channel-binding/><channel-binding type='b'/></sasl-channel-binding>",
      ['a', 'b'],
    ],
    ["<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'/>", []],
    ["<sasl-channel-binding xmlns='urn:other'><channel-binding type='a'/></sasl-channel-binding>", undefined],
  ])('of %s', (features, types) => {
    expect(readBindingTypes(parseElement(`<features>${features}</features>`))).toEqual(types);
  });
});
