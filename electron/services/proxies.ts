// Through which proxy an account connects, and the password that goes with it: kept like the account's own, never among the settings.
import type { KnownAccount } from '../../shared/account.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { ProxyServer } from '../../shared/proxy.ts';
import type { Client } from '../xmpp/client.ts';
import type { Network } from '../xmpp/core/network.ts';
import { through } from '../xmpp/core/proxy.ts';
import type { AccountSecrets } from './device.ts';

interface ProxiesOptions {
  readonly secrets: AccountSecrets;
  readonly running: (id: string) => { readonly account: KnownAccount; readonly client: Client } | undefined;
  /** Changes what is remembered of an account, as long as it is this client's. */
  readonly change: (id: string, client: Client, to: (before: KnownAccount) => KnownAccount) => void;
  /** Connects, unless the account is switched off. */
  readonly connect: (id: string) => void;
}

export type Proxies = ReturnType<typeof makeProxies>;

export function makeProxies({ secrets, running, change, connect }: ProxiesOptions) {
  const name = (id: string) => `${id}/proxy`;
  /** By account, the password of a sign-in that is still being tried: not kept yet. */
  const tried = new Map<string, string>();

  /** Keeps what belongs to the account's proxy; without a password the one there is. */
  async function keep({ id, proxy }: KnownAccount, password: string | undefined): Promise<void> {
    tried.delete(id);
    if (proxy?.username === undefined) secrets.forget('passwords', name(id));
    else if (password !== undefined) await secrets.keep('passwords', name(id), password);
  }

  /** How the account connects; undefined: directly. */
  function network({ id, proxy }: KnownAccount): Network | undefined {
    return proxy && through({ proxy, apart: id, password: async () => tried.get(id) ?? secrets.read('passwords', name(id)) });
  }

  return {
    keep,
    network,
    /** The same for whatever else is asked for its sake. Throws AppFailure 'not-found': then nothing may be asked at all. */
    networkOf(id: string): Network | undefined {
      const entry = running(id);
      if (entry === undefined) throw new AppFailure('not-found');
      return network(entry.account);
    },
    /** Until keep(): the password to try. */
    attempt(id: string, password: string | undefined): void {
      if (password === undefined) tried.delete(id);
      else tried.set(id, password);
    },
    /** From now on this way; the session is taken along. `null` as the password keeps the one there is. Throws AppFailure 'not-found'. */
    async setProxy(id: string, proxy: ProxyServer | null, password: string | null): Promise<void> {
      const entry = running(id);
      if (entry === undefined) throw new AppFailure('not-found');
      // Where that fails the account stays connected as it was.
      await keep(withProxy(entry.account, proxy), password ?? undefined);
      await entry.client.stream.stop();
      change(id, entry.client, (account) => withProxy(account, proxy));
      if (running(id)?.client === entry.client) connect(id);
    },
    /** For a last connection after the password was forgotten: it is read now. */
    lastWay({ id, proxy }: KnownAccount): Network | undefined {
      if (proxy === undefined) return undefined;
      const password = secrets.read('passwords', name(id));
      // Told by the connection that needs it.
      password.catch(() => undefined);
      return through({ proxy, apart: id, password: () => password });
    },
    forget: (id: string) => secrets.forget('passwords', name(id)),
  };
}

export function withProxy({ proxy: _, ...account }: KnownAccount, proxy: ProxyServer | null | undefined): KnownAccount {
  return proxy ? { ...account, proxy } : account;
}
