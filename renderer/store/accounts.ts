// Accounts and how long each has been in trouble, so that the connection strip stays steady between attempts.
import type { Account, Security, SignIn } from '../../shared/account.ts';
import type { ServerReport } from '../../shared/server.ts';
import type { Api } from '../api.ts';
import { type SliceAccess, withoutRows, withRows } from './slice.ts';

export interface AccountsSlice {
  readonly accounts: Readonly<Record<string, Account>>;
  /** ms since the epoch at which the account stopped being online; absent while it is fine. */
  readonly troubledSince: Readonly<Record<string, number>>;
  signIn(request: SignIn): Promise<Account>;
  reconnect(account: string): Promise<void>;
  /** Ends the connection and forgets the password; without `keep` also everything stored here for the account. */
  signOut(account: string, keep: boolean): Promise<void>;
  /** How the connection is protected; null while there is none. */
  securityOf(account: string): Promise<Security | null>;
  /** What its server can do, as it was found out last; null when it was never asked. */
  serverOf(account: string): Promise<ServerReport | null>;
  checkServer(account: string): Promise<ServerReport>;
  /** See Calls 'account.allowPlain'. */
  allowPlain(account: string, allow: boolean): Promise<void>;
  accountsChanged(rows: readonly Account[]): void;
  accountsRemoved(ids: readonly string[]): void;
}

export function accountsSlice({ set }: SliceAccess<AccountsSlice>, api: Api, now: () => number): AccountsSlice {
  return {
    accounts: {},
    troubledSince: {},
    async signIn(request) {
      const account = await api.call('account.signIn', request);
      set((state) => ({
        accounts: withRows(state.accounts, [account]),
        troubledSince: troubles(state.troubledSince, [account], now()),
      }));
      return account;
    },
    reconnect: (account) => api.call('account.reconnect', account),
    signOut: (account, keep) => api.call('account.signOut', account, keep),
    securityOf: (account) => api.call('account.security', account),
    serverOf: (account) => api.call('account.server', account),
    checkServer: (account) => api.call('account.checkServer', account),
    allowPlain: (account, allow) => api.call('account.allowPlain', account, allow),
    accountsChanged(rows) {
      set((state) => ({ accounts: withRows(state.accounts, rows), troubledSince: troubles(state.troubledSince, rows, now()) }));
    },
    accountsRemoved(ids) {
      set((state) => ({ accounts: withoutRows(state.accounts, ids), troubledSince: withoutRows(state.troubledSince, ids) }));
    },
  };
}

/** Keeps the first moment of trouble through every attempt, until the account is online or not meant to be. */
export function troubles(
  before: Readonly<Record<string, number>>,
  rows: readonly Account[],
  now: number,
): Readonly<Record<string, number>> {
  const next: Record<string, number> = { ...before };
  for (const { id, connection } of rows) {
    if (connection.state === 'online' || connection.state === 'offline') delete next[id];
    else next[id] = Math.min(next[id] ?? now, 'since' in connection ? connection.since : now);
  }
  return next;
}

/** The account new chats are made with when nothing says otherwise. */
export function firstAccount(state: AccountsSlice): string | undefined {
  return Object.keys(state.accounts)[0];
}
