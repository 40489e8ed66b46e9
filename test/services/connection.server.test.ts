// How an account on a real Prosody is connected: through a proxy, protected, and to a server nobody vouches for.
import { describe, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import type { AppFailure } from '../../shared/errors.ts';
import { startProsody } from '../support/prosody.ts';
import { startProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';
import { aliceAtProsody } from './alice.ts';

const { products, world, signedIn } = aliceAtProsody();

describe('a proxy', () => {
  it('is used from the sign-in on, its password kept apart, until another way is chosen', async () => {
    const credentials = { username: 'ann', password: 'proxy-password' };
    const proxy = await startProxy({ kind: 'socks5', routes: { [`127.0.0.1:${world.server.port}`]: world.server.port }, credentials });
    const made = products.make({ authorities: loadAuthorities(world.server.caFile) });
    const through = { kind: 'socks5', host: '127.0.0.1', port: proxy.port, username: 'ann' } as const;
    const request = {
      address: `alice@${world.server.domain}`,
      password: 'alice-password',
      server: world.server.host,
      port: world.server.port,
    };
    const online = () => until(() => made.accounts.list()[0]?.connection.state === 'online');

    await expect(made.accounts.signIn({ ...request, proxy: through, proxyPassword: 'wrong' })).rejects.toMatchObject({
      error: { kind: 'proxy-password' },
    });
    expect([made.known, [...made.passwords]]).toEqual([[], []]);

    const { id } = await made.accounts.signIn({ ...request, proxy: through, proxyPassword: credentials.password });
    expect(made.known).toMatchObject([{ id, proxy: through }]);
    expect(JSON.stringify(made.known)).not.toContain(credentials.password);
    expect(made.passwords.get(`${id}/proxy`)).toBe(credentials.password);

    // Signing in again without a word about it changes nothing about the way.
    await made.accounts.signIn(request);
    expect(proxy.signIns).toEqual(['ann:wrong', 'ann:proxy-password', 'ann:proxy-password']);

    // A password the proxy does not take is not used again by the account as it was.
    await expect(made.accounts.signIn({ ...request, proxyPassword: 'wrong' })).rejects.toMatchObject({ error: { kind: 'proxy-password' } });
    await online();
    expect(proxy.signIns.splice(0).slice(3)).toEqual(['ann:wrong', 'ann:proxy-password']);

    expect(made.accounts.networkOf(id)).toMatchObject({ discreet: false });

    await made.accounts.setProxy(id, null, null);
    await online();
    expect(made.accounts.networkOf(id)).toBeUndefined();
    expect([proxy.asked.length, made.known[0]?.proxy, made.passwords.has(`${id}/proxy`)]).toEqual([3, undefined, false]);

    await made.accounts.setProxy(id, through, credentials.password);
    await online();
    await made.accounts.setProxy(id, { ...through }, null);
    await online();
    expect(proxy.asked).toHaveLength(5);

    await made.accounts.signOut(id, false);
    expect(made.passwords.has(`${id}/proxy`)).toBe(false);
    expect(() => made.accounts.networkOf(id)).toThrow('not-found');
    await expect(made.accounts.setProxy(id, null, null)).rejects.toMatchObject({ error: { kind: 'not-found' } });
    await proxy.close();
  });

  it('chosen later is also the way on which the token is given back, with a password that is forgotten by then', async () => {
    const credentials = { username: 'ann', password: 'proxy-password' };
    const proxy = await startProxy({ kind: 'socks5', routes: { [`127.0.0.1:${world.server.port}`]: world.server.port }, credentials });
    const { alice, id } = await signedIn();
    const direct = world.server.log().match(/Client connected/g)?.length;
    await alice.accounts.setProxy(id, { kind: 'socks5', host: '127.0.0.1', port: proxy.port, username: 'ann' }, credentials.password);
    await until(() => alice.accounts.list()[0]?.connection.state === 'online');
    alice.tokens.set(id, `HT-SHA-256-EXPR\n${Date.now() + 60_000}\nsecret`);
    await alice.signOut(id, true);
    expect([alice.passwords.size, alice.tokens.size]).toEqual([0, 0]);
    await until(() => proxy.asked.length === 2);
    expect(proxy.signIns).toEqual(['ann:proxy-password', 'ann:proxy-password']);
    // Nothing went past the proxy.
    await until(() => world.server.log().match(/Client connected/g)?.length === (direct ?? 0) + 2);
    await alice.close();
    await proxy.close();
  });
});

describe('how it is protected', () => {
  it('is read off the connection itself, and unknown without one', async () => {
    const { alice, id } = await signedIn();
    const security = alice.accounts.security(id);
    expect(security).toMatchObject({ protocol: 'TLSv1.3', mechanism: expect.stringMatching(/^SCRAM-SHA-/) });
    expect(security?.cipher).toMatch(/^TLS_/);
    expect(security?.certificate.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(security?.certificate.validFrom).toBeLessThan(Date.now());
    expect(security?.certificate.validTo).toBeGreaterThan(Date.now());
    expect(security?.certificate.issuer).not.toBe('');
    await alice.close();
    expect(alice.accounts.security(id)).toBeNull();
    expect(alice.accounts.security('nobody')).toBeNull();
  });
});

describe('a server nobody vouches for', () => {
  const fingerprintOf = (failure: unknown) => (failure as AppFailure).error.certificate?.certificate.fingerprint ?? '';

  it('is trusted for one account when the person says so, until it shows another certificate', async () => {
    const own = await startProsody({ accounts: { alice: 'alice-password' }, certificate: { selfSigned: true } });
    const alice = products.make({});
    const request = { address: `alice@${own.domain}`, password: 'alice-password', server: own.host, port: own.port };
    const refused = await alice.accounts.signIn(request).catch((error: unknown) => error);
    expect(refused).toMatchObject({ error: { kind: 'bad-certificate', certificate: { faults: ['self-signed'], domain: own.domain } } });
    expect(own.log()).not.toMatch(/Authenticated as/);
    expect(alice.known).toEqual([]);

    // Another one was looked at than the server shows.
    await expect(
      alice.accounts.signIn({ ...request, trust: fingerprintOf(refused).replace(/^../, (two) => (two === '00' ? '01' : '00')) }),
    ).rejects.toMatchObject({
      error: { kind: 'bad-certificate', certificate: { faults: ['changed', 'self-signed'] } },
    });
    const { id } = await alice.accounts.signIn({ ...request, trust: fingerprintOf(refused) });
    const first = fingerprintOf(refused);
    expect(alice.accounts.security(id)).toMatchObject({ proof: 'trusted', certificate: { fingerprint: first } });
    expect(alice.known).toMatchObject([{ id, trusted: { fingerprint: first }, seen: { fingerprint: first, proof: 'trusted' } }]);
    // Signing in again, such as with a new password, keeps what is trusted.
    expect(await alice.accounts.signIn(request)).toMatchObject({ trusted: { fingerprint: first } });

    await own.certify({ selfSigned: true });
    await own.restart();
    const trouble = async () => {
      const [account] = alice.accounts.list();
      return account?.connection.state === 'waiting' ? account.connection.certificate : undefined;
    };
    await until(async () => (await trouble()) !== undefined);
    expect(await trouble()).toMatchObject({ faults: ['changed', 'self-signed'], trusted: first });
    const second = (await trouble())?.certificate.fingerprint ?? '';
    expect(() => alice.accounts.trust(id, first)).toThrow('not-found');
    alice.accounts.trust(id, second);
    await until(() => alice.accounts.security(id)?.proof === 'trusted');
    expect(alice.known).toMatchObject([{ trusted: { fingerprint: second }, seen: { fingerprint: second, before: first } }]);

    await alice.accounts.distrust(id);
    await until(async () => (await trouble()) !== undefined);
    expect(await trouble()).toMatchObject({ faults: ['self-signed'] });
    expect(alice.known[0]).not.toHaveProperty('trusted');
    await alice.close();
    await own.stop();
  });

  it('may change a certificate that proves it, and the change is remembered', async () => {
    const own = await startProsody({ accounts: { alice: 'alice-password' } });
    const alice = products.make({ authorities: loadAuthorities(own.caFile) });
    const request = { address: `alice@${own.domain}`, password: 'alice-password', server: own.host, port: own.port };
    const { id } = await alice.accounts.signIn(request);
    const before = alice.known[0]?.seen?.fingerprint;
    expect(alice.known).toMatchObject([{ seen: { proof: 'own-authority' } }]);
    await own.certify();
    await own.restart();
    await until(() => alice.known[0]?.seen?.before === before);
    expect(alice.accounts.security(id)?.certificate.fingerprint).toBe(alice.known[0]?.seen?.fingerprint);
    expect(alice.accounts.list()).toMatchObject([{ seen: { before } }]);
    await alice.close();
    await own.stop();
  });
});
