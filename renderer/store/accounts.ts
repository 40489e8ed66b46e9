// Accounts and how long each has been in trouble, so that the connection strip stays steady between attempts.
import type { Account, Security, SignIn } from '../../shared/account.ts';
import type { Archiving, Keeping } from '../../shared/archiving.ts';
import type { Attempt, ConnectFailureKind } from '../../shared/errors.ts';
import type { ChosenCertificate } from '../../shared/ipc.ts';
import type { ProxyServer } from '../../shared/proxy.ts';
import type { ServerReport } from '../../shared/server.ts';
import type { Api } from '../api.ts';
import { type SliceAccess, withoutRows, withRows } from './slice.ts';

type Troubles = Readonly<
  Record<
    string,
    {
      readonly since: number;
      readonly failure?: ConnectFailureKind | undefined;
      readonly detail?: string | undefined;
      readonly tried?: readonly Attempt[] | undefined;
    }
  >
>;

export interface AccountsSlice {
  readonly accounts: Readonly<Record<string, Account>>;
  /** Accounts that should be connected and are not, through every attempt; absent while an account is fine. */
  readonly troubles: Troubles;
  signIn(request: SignIn): Promise<Account>;
  /** See Calls 'account.chooseCertificate'. */
  chooseCertificate(): Promise<ChosenCertificate | null>;
  reconnect(account: string): Promise<void>;
  /** Without a password the one that is kept stays. */
  setProxy(account: string, proxy: ProxyServer | null, password: string | null): Promise<void>;
  /** Connects it, or ends the connection until it is switched on again. */
  switchOn(account: string, on: boolean): Promise<void>;
  /** One place up or down among the others. */
  moveAccount(account: string, step: 1 | -1): Promise<void>;
  /** See Calls 'account.setColour'. */
  setColour(account: string, colour: number): Promise<void>;
  /** Ends the connection and forgets the password; without `keep` also everything stored here for the account. */
  signOut(account: string, keep: boolean): Promise<void>;
  /** How the connection is protected; null while there is none. */
  securityOf(account: string): Promise<Security | null>;
  /** What its server can do, as it was found out last; null when it was never asked. */
  serverOf(account: string): Promise<ServerReport | null>;
  checkServer(account: string): Promise<ServerReport>;
  /** See the calls of the same names. */
  archivingOf(account: string): Promise<Archiving>;
  setArchiving(account: string, keeping: Keeping): Promise<Archiving>;
  /** See Calls 'account.allowPlain'. */
  allowPlain(account: string, allow: boolean): Promise<void>;
  /** From now on the account accepts exactly this certificate, which its server was refused for. */
  trustCertificate(account: string, fingerprint: string): Promise<void>;
  /** Its server has to prove itself by the usual rules again. */
  forgetCertificate(account: string): Promise<void>;
  accountsChanged(rows: readonly Account[]): void;
  accountsRemoved(ids: readonly string[]): void;
}

export function accountsSlice({ set, get }: SliceAccess<AccountsSlice>, api: Api, now: () => number): AccountsSlice {
  return {
    accounts: {},
    troubles: {},
    async signIn(request) {
      const account = await api.call('account.signIn', request);
      set((state) => ({
        accounts: withRows(state.accounts, [account]),
        troubles: troubles(state.troubles, [account], now()),
      }));
      return account;
    },
    chooseCertificate: () => api.call('account.chooseCertificate'),
    reconnect: (account) => api.call('account.reconnect', account),
    setProxy: (account, proxy, password) => api.call('account.setProxy', account, proxy, password),
    switchOn: (account, on) => api.call('account.switchOn', account, on),
    async moveAccount(account, step) {
      const ids = inPlace(get().accounts).map(({ id }) => id);
      const to = ids.indexOf(account) + step;
      const other = ids[to];
      if (other === undefined) return;
      ids[to - step] = other;
      ids[to] = account;
      await api.call('account.reorder', ids);
    },
    setColour: (account, colour) => api.call('account.setColour', account, colour),
    signOut: (account, keep) => api.call('account.signOut', account, keep),
    securityOf: (account) => api.call('account.security', account),
    serverOf: (account) => api.call('account.server', account),
    archivingOf: (account) => api.call('account.archiving', account),
    setArchiving: (account, keeping) => api.call('account.setArchiving', account, keeping),
    checkServer: (account) => api.call('account.checkServer', account),
    allowPlain: (account, allow) => api.call('account.allowPlain', account, allow),
    trustCertificate: (account, fingerprint) => api.call('account.trustCertificate', account, fingerprint),
    forgetCertificate: (account) => api.call('account.forgetCertificate', account),
    accountsChanged(rows) {
      set((state) => ({ accounts: withRows(state.accounts, rows), troubles: troubles(state.troubles, rows, now()) }));
    },
    accountsRemoved(ids) {
      set((state) => ({ accounts: withoutRows(state.accounts, ids), troubles: withoutRows(state.troubles, ids) }));
    },
  };
}

/** Keeps the first moment of trouble and the last reason through every attempt, until the account is online or not meant to be. */
export function troubles(before: Troubles, rows: readonly Account[], now: number): Troubles {
  const next: Record<string, Troubles[string]> = { ...before };
  for (const { id, connection } of rows) {
    if (connection.state === 'online' || connection.state === 'offline') delete next[id];
    else {
      const since = Math.min(next[id]?.since ?? now, 'since' in connection ? connection.since : now);
      const reason =
        'failure' in connection
          ? { failure: connection.failure, detail: connection.detail, tried: connection.state === 'waiting' ? connection.tried : undefined }
          : next[id];
      next[id] = { ...reason, since };
    }
  }
  return next;
}

/** As the person ordered them. */
export function inPlace(accounts: Readonly<Record<string, Account>>): readonly Account[] {
  return Object.values(accounts).sort((a, b) => a.place - b.place);
}

/** The account new chats are made with when nothing else is chosen: the one whose chats are looked at, else the first that is switched on. */
export function mainAccount({ accounts, onlyAccount }: AccountsSlice & { readonly onlyAccount: string | null }): string | undefined {
  const all = inPlace(accounts);
  return onlyAccount ?? (all.find(({ off }) => off !== true) ?? all[0])?.id;
}
