// The password of a proxy, where it cannot be kept.
import { expect, it } from 'vitest';
import { makeProxies } from '../../electron/services/proxies.ts';
import type { Client } from '../../electron/xmpp/client.ts';
import type { KnownAccount } from '../../shared/account.ts';

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
