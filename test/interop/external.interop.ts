// A certificate in the password's place (SASL EXTERNAL) with a Prosody that knows nothing else.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { makeProducts } from '../services/support.ts';
import { startProsody } from '../support/prosody.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const products = makeProducts();
// The tree of the newer servers sees /tmp as we do.
const dir = mkdtempSync(join(tmpdir(), 'kith-external-'));
afterAll(async () => {
  await products.end();
  rmSync(dir, { recursive: true, force: true });
});

/** A PKCS#12 file without a password. */
async function issue(name: string, address: string): Promise<{ certificate: string; file: Uint8Array }> {
  const [key, certificate, p12] = ['key', 'crt', 'p12'].map((end) => join(dir, `${name}.${end}`)) as [string, string, string];
  const own = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=otherName:1.3.6.1.5.5.7.8.5;UTF8:${address}`];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...own, '-keyout', key, '-out', certificate]);
  await run('openssl', ['pkcs12', '-export', '-inkey', key, '-in', certificate, '-out', p12, '-passout', 'pass:']);
  return { certificate, file: readFileSync(p12) };
}

it('signs in, comes back by itself, and is refused in words when it is somebody else’s', async () => {
  const [alice, stranger] = [await issue('alice', 'alice@kith.test'), await issue('stranger', 'alice@kith.test')];
  const server = await startProsody({
    config: { authentication: 'ccert', c2s_ssl: { cafile: alice.certificate, verify: ['peer'] } },
    debug: true,
  });
  const authorities = loadAuthorities(server.caFile);
  const files = { mine: { name: 'alice.p12', file: alice.file }, theirs: { name: 'stranger.p12', file: stranger.file } };
  const made = products.make({ authorities, files });
  const request = { address: `alice@${server.domain}`, password: '', server: server.host, port: server.port };
  const { id } = await made.accounts.signIn({ ...request, certificate: 'mine' }).catch((error: unknown) => {
    throw new Error(`${error}\n${server.log()}`);
  });
  expect(made.accounts.security(id)).toMatchObject({ mechanism: 'EXTERNAL' });
  expect([made.passwords.size, made.known[0]?.safe]).toEqual([0, true]);

  await server.restart();
  await until(() => made.accounts.list()[0]?.connection.state !== 'online');
  made.accounts.reconnect(id);
  await until(() => made.accounts.list()[0]?.connection.state === 'online');

  const other = products.make({ authorities, files });
  await expect(other.accounts.signIn({ ...request, certificate: 'theirs' })).rejects.toMatchObject({
    error: { kind: 'certificate-refused' },
  });
  // Nothing but certificates is taken: no password goes there.
  await expect(other.accounts.signIn({ ...request, password: 'secret', plain: true })).rejects.toMatchObject({
    error: { kind: 'no-safe-sign-in' },
  });
  await Promise.all([made.close(), other.close()]);
  await server.stop();
});
