// ejabberd: SCRAM-SHA-512 and its like, bound to TLS 1.3.
import { afterAll, describe, expect, it } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { makeProducts } from '../services/support.ts';
import { startEjabberd } from './ejabberd.ts';

const products = makeProducts();
afterAll(() => products.end());

describe('ejabberd', () => {
  it.each(['sha512', 'sha256'] as const)('that keeps passwords as %s is signed in to, tied to the connection', async (hash) => {
    const server = await startEjabberd({ alice: 'grüß\u00a0dich Ⅸ' }, { hash });
    const alice = products.make({ authorities: loadAuthorities(server.caFile) });
    const request = { address: `alice@${server.domain}`, server: server.host, port: server.port };
    const { id } = await alice.accounts.signIn({ ...request, password: 'grüß\u00a0dich Ⅸ' }).catch((error: unknown) => {
      throw new Error(`${error}\n${server.log()}`);
    });
    expect(alice.accounts.security(id)).toMatchObject({
      protocol: 'TLSv1.3',
      mechanism: `SCRAM-SHA-${hash.slice(3)}-PLUS`,
      binding: 'tls-exporter',
    });
    await expect(alice.accounts.signIn({ ...request, password: 'another' })).rejects.toMatchObject({ error: { kind: 'wrong-password' } });
    await alice.close();
    await server.stop();
  });
});
