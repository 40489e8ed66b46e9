// Proxies of accounts: where a password cannot be kept, and who is kept apart.
import { expect, it } from 'vitest';
import { makeProxies } from '../../electron/services/proxies.ts';
import type { Client } from '../../electron/xmpp/client.ts';
import type { KnownAccount } from '../../shared/account.ts';
import { startProxy } from '../support/proxy.ts';

it('that cannot be kept leaves the account connected as it was', async () => {
  const done: string[] = [];
  const account: KnownAccount = { id: 'a', address: 'alice@example.org' };
  const client = { stream: { stop: async () => void done.push('stopped') } } as unknown as Client;
  const proxies = makeProxies({
    secrets: {
      read: async () => undefined,
      keep: () => Promise.reject(new Error('no keyring')),
      forget: () => undefined,
    },
    running: () => ({ account, client }),
    change: () => done.push('changed'),
    connect: () => done.push('connected'),
  });
  const proxy = { kind: 'socks5', host: 'proxy.example.org', port: 1080, username: 'ann' } as const;
  await expect(proxies.setProxy('a', proxy, 'secret')).rejects.toThrow('no keyring');
  expect(done).toEqual([]);
  await proxies.setProxy('a', proxy, null);
  expect(done).toEqual(['stopped', 'changed', 'connected']);
});

it('that is Tor leads each account a way of its own', async () => {
  const tor = await startProxy({ kind: 'socks5', routes: {}, credentials: 'any' });
  const proxies = makeProxies({
    secrets: { read: async () => undefined, keep: async () => undefined, forget: () => undefined },
    running: () => undefined,
    change: () => undefined,
    connect: () => undefined,
  });
  const proxy = { kind: 'tor', host: '127.0.0.1', port: tor.port } as const;
  for (const id of ['a', 'b', 'a']) {
    const [way] = (await proxies.network({ id, address: `${id}@kith.test`, proxy })?.ways('kith.test')) ?? [];
    await expect(way?.(5222, new AbortController().signal)).rejects.toMatchObject({ kind: 'proxy-no-way' });
  }
  expect(tor.signIns).toEqual(['kith:a', 'kith:b', 'kith:a']);
  await tor.close();
});
