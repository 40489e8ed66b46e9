// Prosody 13: SASL2, Bind 2, FAST and channel binding with TLS 1.3, as its users will have them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import type { KnownAccount, SignIn } from '../../shared/account.ts';
import { type Made, makeProducts } from '../services/support.ts';
import { breakingLine } from '../support/breaking-line.ts';
import { connectPeer, type Peer } from '../support/peer.ts';
import { type ProsodyServer, startProsody } from '../support/prosody.ts';
import { startProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';

const SASL2 = ['sasl2', 'sasl2_bind2', 'sasl2_sm', 'sasl2_fast'];
const accounts = { alice: 'alice-password', bob: 'bob-password' };
const products = makeProducts();
let server: ProsodyServer;
let bob: Peer;

beforeAll(async () => {
  server = await startProsody({ accounts, rosters: [['alice', 'bob']], modules: { enable: SASL2 }, debug: true });
  bob = await connectPeer({
    address: `bob@${server.domain}`,
    password: 'bob-password',
    host: server.host,
    port: server.port,
    caFile: server.caFile,
  });
});

afterAll(async () => {
  await products.end();
  await bob.close();
  await server.stop();
});

const make = (from: { known?: KnownAccount[]; folder?: string; tokens?: Map<string, string>; password?: string } = {}): Made =>
  products.make({ authorities: loadAuthorities(server.caFile), ...from });
const enter = (made: Made, port = server.port, password = 'alice-password', more: Partial<SignIn> = {}) =>
  made.accounts.signIn({ address: `alice@${server.domain}`, password, server: server.host, port, ...more });
const state = (made: Made) => made.accounts.list()[0]?.connection;
const bodies = (made: Made, id: string) =>
  made.messages.page(made.conversations.open(id, `bob@${server.domain}`).id, null, 50).messages.map(({ body }) => body);

/** On the same device, later; the password is only there for whoever asks. */
const later = (made: Made, password = 'alice-password'): Made =>
  make({ known: made.known, folder: made.folder, tokens: made.tokens, password });

describe('Prosody 13', () => {
  it('is signed in to with the strongest it has, and hands out a token', async () => {
    const alice = make();
    const { id } = await enter(alice);
    expect(alice.accounts.security(id)).toMatchObject({
      protocol: 'TLSv1.3',
      mechanism: 'SCRAM-SHA-256-PLUS',
      binding: 'tls-exporter',
      bindable: true,
    });
    expect(alice.known[0]).toMatchObject({ safe: true, bound: true });
    await until(() => alice.tokens.size === 1);
    expect(alice.tokens.get(id)).toMatch(/^HT-SHA-256-EXPR\n\d+\n.+/);

    // Something in the archive: from now on what waited is found there.
    await bob.send(`alice@${server.domain}`, 'hello');
    await until(() => bodies(alice, id).includes('hello'));
    await alice.close();

    await bob.send(`alice@${server.domain}`, 'while you were away');
    const next = later(alice);
    const before = server.log().length;
    next.accounts.start();
    await until(() => state(next)?.state === 'online');
    expect(next.accounts.security(id)).toMatchObject({ mechanism: 'HT-SHA-256-EXPR', binding: 'tls-exporter' });
    expect(next.read).toEqual(['tokens']);
    await until(() => bodies(next, id).includes('while you were away'));
    expect(bodies(next, id)).toEqual(['hello', 'while you were away']);
    // One request, and no second stream header inside TLS.
    const said = server.log().slice(before);
    expect(said.match(/Received\[c2s[^\]]*\]: <authenticate/g)).toHaveLength(1);
    await next.close();
  });

  it('hears while signing in that nobody looks, and brings what is written to us all the same', async () => {
    const alice = make();
    const { id } = await enter(alice);
    await bob.send(`alice@${server.domain}`, 'known');
    await until(() => bodies(alice, id).includes('known'));
    await alice.close();

    const next = later(alice);
    const before = server.log().length;
    next.attention.set(false);
    next.accounts.start();
    await until(() => state(next)?.state === 'online');
    await bob.send(`alice@${server.domain}`, 'at once');
    await until(() => bodies(next, id).includes('at once'));
    // From here on it holds back what can wait, and only that.
    await until(() => /resuming inactive mode/.test(server.log().slice(before)), 20_000);
    await bob.send(`alice@${server.domain}`, 'held up by nothing');
    await until(() => bodies(next, id).includes('held up by nothing'));
    await next.close();
  });

  it('resumes a lost stream while signing in', async () => {
    const line = await breakingLine(server);
    const alice = make();
    const { id } = await enter(alice, line.port);
    await until(() => alice.tokens.size === 1);
    const seen: boolean[] = [];
    alice.accounts.client(id)?.stream.online.on(({ resumed }) => seen.push(resumed));
    line.cut();
    await bob.send(`alice@${server.domain}`, 'into the gap');
    alice.accounts.reconnect(id);
    await until(() => seen.length === 1 && bodies(alice, id).includes('into the gap'));
    expect(seen).toEqual([true]);
    expect(alice.accounts.security(id)).toMatchObject({ mechanism: 'HT-SHA-256-EXPR' });
    await alice.close();
    line.close();
  });

  it('goes back to the password when the token is worth nothing, and stops when that is not either', async () => {
    const alice = make();
    const { id } = await enter(alice);
    await until(() => alice.tokens.size === 1);
    await alice.close();
    const [mechanism, expiry] = (alice.tokens.get(id) ?? '').split('\n');
    const next = later({ ...alice, tokens: new Map([[id, `${mechanism}\n${expiry}\nsecret-token:fast-forged`]]) });
    next.accounts.start();
    await until(() => state(next)?.state === 'online');
    expect(next.accounts.security(id)).toMatchObject({ mechanism: 'SCRAM-SHA-256-PLUS' });
    expect(next.read).toEqual(['tokens', 'passwords']);
    await until(() => next.tokens.get(id)?.includes('fast-forged') === false);
    await next.close();

    // Changed elsewhere, and the token is gone: this server would still take it.
    await server.setPassword('alice', 'another');
    const last = later({ ...next, tokens: new Map() });
    last.accounts.start();
    await until(() => state(last)?.state === 'stopped');
    expect(state(last)).toMatchObject({ failure: 'wrong-password' });
    await enter(last, server.port, 'another');
    expect(state(last)?.state).toBe('online');
    await last.close();
    await server.setPassword('alice', 'alice-password');
  });

  it.each(['directly', 'through a proxy with a password'])('no longer takes the token of who signed out %s', async (way) => {
    const credentials = { username: 'ann', password: 'proxy-password' };
    const proxy = await startProxy({ kind: 'socks5', routes: { [`127.0.0.1:${server.port}`]: server.port }, credentials });
    const through = { kind: 'socks5', host: '127.0.0.1', port: proxy.port, username: 'ann' } as const;
    const alice = make();
    const more = way === 'directly' ? {} : { proxy: through, proxyPassword: credentials.password };
    const { id } = await enter(alice, server.port, 'alice-password', more);
    await until(() => alice.tokens.size === 1);
    const tokens = new Map(alice.tokens);
    const known = [...alice.known];
    const from = server.log().length;
    await alice.signOut(id, true);
    expect(alice.tokens.size + alice.passwords.size).toBe(0);
    // The stream of the token's last use, which binds nothing.
    await until(
      () =>
        server
          .log()
          .slice(from)
          .match(/Client disconnected/g)?.length === 2,
    );
    await alice.close();
    await proxy.close();
    const thief = make({ known: known.map(({ proxy: _, ...account }) => account), tokens });
    thief.accounts.start();
    await until(() => state(thief)?.state === 'stopped');
    expect(state(thief)).toMatchObject({ failure: 'password-missing' });
    await thief.close();
  });
});
