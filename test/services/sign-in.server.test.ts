// Signing in to a real Prosody: what it makes of passwords, what the connection is tied to, and when it may be told the password itself.
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import type { KnownAccount } from '../../shared/account.ts';
import { makeAuthority } from '../support/certificates.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { type Made, makeProducts } from './support.ts';

const PASSWORDS = [
  'I\u00adX \u2168',
  'gr\u00fc\u00df\u00a0dich\u3000',
  'e\u0301\ufb01\u00b5',
  '\u05e9\u05dc\u05d5\u05dd',
  '\ud83d\ude00 \u200b!',
  'a,b=c',
];
const names = PASSWORDS.map((_, index) => `user${index}`);
const products = makeProducts();
let server: ProsodyServer;
/** The same domain as it would look with nothing but PLAIN left. */
let stripped: ProsodyServer;

beforeAll(async () => {
  const accounts = { alice: 'alice-password', ...Object.fromEntries(names.map((name, index) => [name, PASSWORDS[index] ?? ''])) };
  const config = { disable_sasl_mechanisms: ['SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256-PLUS', 'DIGEST-MD5'] };
  [server, stripped] = await Promise.all([startProsody({ accounts }), startProsody({ accounts, config })]);
});

afterAll(async () => {
  await products.end();
  await Promise.all([server.stop(), stripped.stop()]);
});

const make = (at: ProsodyServer, known: KnownAccount[] = []): Made =>
  products.make({ authorities: loadAuthorities(at.caFile), known, password: 'alice-password' });
const request = (at: ProsodyServer, user = 'alice', password = 'alice-password') => ({
  address: `${user}@${at.domain}`,
  password,
  server: at.host,
  port: at.port,
});

describe('signing in', () => {
  it('works with passwords in any script, as the server prepared them when they were set', async () => {
    const made = make(server);
    for (const [index, name] of names.entries()) await made.accounts.signIn(request(server, name, PASSWORDS[index]));
    expect(made.accounts.list().map(({ connection }) => connection.state)).toEqual(names.map(() => 'online'));
    const wrong = made.accounts.signIn(request(server, names[0], 'IX IY'));
    await expect(wrong).rejects.toMatchObject({ error: { kind: 'wrong-password' } });
    await made.close();
  });

  it.each([
    ['SHA-1', 'SCRAM-SHA-1'],
    ['SHA-256', 'SCRAM-SHA-256'],
  ])('works where the server keeps no password but a hash of it: %s', async (kept, mechanism) => {
    const hashed = await startProsody({
      accounts: { alice: 'alice-password' },
      config: { authentication: 'internal_hashed', password_hash: kept },
    });
    const made = make(hashed);
    const { id } = await made.accounts.signIn(request(hashed));
    expect(made.accounts.security(id)).toMatchObject({ mechanism });
    await expect(made.accounts.signIn(request(hashed, 'alice', 'guess'))).rejects.toMatchObject({ error: { kind: 'wrong-password' } });
    await made.close();
    await hashed.stop();
  });

  it('is tied to the connection where the server can do that, and remembers', async () => {
    const before = tls.DEFAULT_MAX_VERSION;
    let made = make(server);
    try {
      // This Prosody binds only with TLS 1.2.
      tls.DEFAULT_MAX_VERSION = 'TLSv1.2';
      const { id } = await made.accounts.signIn(request(server));
      expect(made.accounts.security(id)).toMatchObject({ protocol: 'TLSv1.2', mechanism: 'SCRAM-SHA-256-PLUS', binding: 'tls-unique' });
      expect(made.known[0]).toMatchObject({ safe: true, bound: true });
      tls.DEFAULT_MAX_VERSION = before;
      await made.close();
      const { folder, known } = made;
      made = products.make({ authorities: loadAuthorities(server.caFile), password: 'alice-password', folder, known });
      made.accounts.start();
      await until(() => made.accounts.security(id)?.protocol === 'TLSv1.3');
      expect(made.accounts.security(id)).toMatchObject({ mechanism: 'SCRAM-SHA-256', bindable: false, bindingLost: true });
    } finally {
      tls.DEFAULT_MAX_VERSION = before;
      await made.close();
    }
  });
});

describe('somebody in the middle whose certificate is in order', () => {
  it('gets no further than asking, where signing in is tied to the connection', async () => {
    const dir = temporaryFolder('kith-middle');
    const authority = await makeAuthority(dir);
    const honest = await startProsody({ accounts: { alice: 'alice-password' }, authority });
    const { keyFile, certFile } = await authority.issue({ names: [honest.domain] });
    const heard: string[] = [];
    const own = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
    const middle = createServer((near) => {
      const far = connect(honest.port, honest.host);
      near.on('error', () => far.destroy()).on('data', (bytes) => far.write(bytes));
      far.on('error', () => near.destroy());
      far.on('data', (bytes: Buffer) => {
        near.write(bytes);
        if (!bytes.includes('<proceed')) return;
        for (const each of [near, far]) each.removeAllListeners('data');
        const client = new tls.TLSSocket(near, { isServer: true, ...own });
        const server = tls.connect({ socket: far, servername: honest.domain, ca: readFileSync(honest.caFile) });
        for (const [from, to] of [
          [client, server],
          [server, client],
        ] as const) {
          from.on('error', () => to.destroy()).on('data', (bytes: Buffer) => heard.push(bytes.toString()));
          from.pipe(to);
        }
      });
    });
    const before = tls.DEFAULT_MAX_VERSION;
    const made = make(honest);
    try {
      // This Prosody binds only with TLS 1.2.
      tls.DEFAULT_MAX_VERSION = 'TLSv1.2';
      await once(middle.listen(0, '127.0.0.1'), 'listening');
      const { port } = middle.address() as AddressInfo;
      const through = made.accounts.signIn({ ...request(honest), port });
      // Not a word about the password, which was right.
      await expect(through).rejects.toMatchObject({
        error: { kind: 'server-unproven', detail: expect.stringContaining('channel binding') },
      });
      expect(heard.join('')).toMatch(/mechanism="SCRAM-SHA-(1|256)-PLUS"/);
      expect(honest.log()).not.toMatch(/Authenticated as/);
    } finally {
      tls.DEFAULT_MAX_VERSION = before;
      await made.close();
      middle.close();
      await honest.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('the password itself', () => {
  it('is told only after it was allowed, and that can be taken back', async () => {
    const made = make(stripped);
    await expect(made.accounts.signIn(request(stripped))).rejects.toMatchObject({ error: { kind: 'plain-only' } });
    expect(made.known).toEqual([]);
    const { id } = await made.accounts.signIn({ ...request(stripped), plain: true });
    expect(made.accounts.security(id)).toMatchObject({ mechanism: 'PLAIN' });
    expect(made.known[0]).toMatchObject({ plain: true });
    expect(made.known[0]?.safe).toBeUndefined();

    made.accounts.allowPlain(id, false);
    await stripped.disconnect('alice');
    made.accounts.reconnect(id);
    await until(() => made.accounts.list()[0]?.connection.state === 'stopped');
    expect(made.accounts.list()[0]?.connection).toMatchObject({ failure: 'plain-only' });
    made.accounts.allowPlain(id, true);
    await until(() => made.accounts.list()[0]?.connection.state === 'online');
    await made.close();
  });

  it('is never told again where a proof of it was enough once', async () => {
    const made = make(server);
    const { id } = await made.accounts.signIn(request(server));
    expect(made.known[0]).toMatchObject({ safe: true });
    await made.close();
    const known: KnownAccount[] = made.known.map((account) => ({ ...account, port: stripped.port, plain: true }));
    const again = make(stripped, known);
    again.accounts.start();
    await until(() => again.accounts.list()[0]?.connection.state === 'stopped');
    expect(again.accounts.list()[0]?.connection).toMatchObject({ failure: 'sign-in-downgraded' });
    again.accounts.allowPlain(id, true);
    await expect(again.accounts.signIn({ ...request(stripped), plain: true })).rejects.toMatchObject({
      error: { kind: 'sign-in-downgraded' },
    });
    await again.close();
  });
});
