// What the connection strip says: one row per kind of trouble, however many accounts have it, and one for each account that waits for the
// person; then what operators announce. Pure.
import type { Account } from '../../shared/account.ts';
import type { Attempt, ConnectFailureKind } from '../../shared/errors.ts';
import { isCurrent, type Outage } from '../../shared/outage.ts';

/** An account that is not connected, but should be. */
export interface Trouble {
  /** ms since the epoch. */
  readonly since: number;
  /** Why, as was found last: trying again does not make it unknown. */
  readonly failure?: ConnectFailureKind | undefined;
  readonly detail?: string | undefined;
  readonly tried?: readonly Attempt[] | undefined;
}

export interface TroubleRow {
  readonly accounts: readonly Account[];
  readonly failure: ConnectFailureKind | undefined;
  readonly details: readonly string[];
  /** What was tried, where it was more than one. */
  readonly tried: readonly Attempt[];
  /** Waits for the person. */
  readonly stopped: boolean;
  /** Seconds to the next try by itself; undefined while one is being made. */
  readonly seconds: number | undefined;
  /** It lasts: the person may want to do something about it. */
  readonly long: boolean;
  /** What the operators of their servers say about it. */
  readonly outages: readonly Outage[];
}

export interface NoticeRow {
  readonly account: Account;
  readonly outage: Outage;
}

const SILENT_MS = 2000;
const LONG_MS = 30_000;
const SECOND_MS = 1000;

export function troubleRows(accounts: readonly Account[], troubles: Readonly<Record<string, Trouble>>, now: number): readonly TroubleRow[] {
  const groups = new Map<string, Account[]>();
  for (const account of accounts) {
    const trouble = troubles[account.id];
    const stopped = account.connection.state === 'stopped';
    if (trouble === undefined || (!stopped && now - trouble.since < SILENT_MS)) continue;
    // A certificate is looked at, and a password is given, for one account at a time.
    const key = stopped || trouble.failure === 'bad-certificate' ? account.id : `${stopped} ${trouble.failure}`;
    groups.set(key, [...(groups.get(key) ?? []), account]);
  }
  const rows = [...groups.values()].map((group) => rowOf(group, troubles, now));
  return rows.toSorted((a, b) => Number(b.stopped) - Number(a.stopped));
}

function rowOf(accounts: readonly Account[], troubles: Readonly<Record<string, Trouble>>, now: number): TroubleRow {
  const own = accounts.flatMap(({ id }) => troubles[id] ?? []);
  const retries = accounts.flatMap(({ connection }) => (connection.state === 'waiting' ? [connection.retryAt] : []));
  const seconds = retries.length === 0 ? undefined : Math.max(0, Math.ceil((Math.min(...retries) - now) / SECOND_MS));
  const details = own.flatMap(({ failure, detail }) => (failure === undefined ? [] : [detail ? `${failure}: ${detail}` : failure]));
  const outages = accounts.flatMap(({ outage }) => (outage !== undefined && isCurrent(outage, now, true) ? [outage] : []));
  return {
    accounts,
    failure: own[0]?.failure,
    details: [...new Set(details)],
    tried: own.flatMap(({ tried }) => tried ?? []),
    stopped: accounts.every(({ connection }) => connection.state === 'stopped'),
    seconds,
    long: own.some(({ since }) => now - since >= LONG_MS) || (seconds ?? 0) * SECOND_MS > LONG_MS,
    outages: [...new Map(outages.map((outage) => [JSON.stringify(outage), outage])).values()],
  };
}

/** Of accounts that are connected: what their operators announce, unless the person has seen it. */
export function noticeRows(accounts: readonly Account[], seen: ReadonlySet<string>, now: number): readonly NoticeRow[] {
  return accounts.flatMap((account) => {
    const { outage, connection } = account;
    if (outage === undefined || connection.state !== 'online' || !isCurrent(outage, now, false) || seen.has(outageKey(account.id, outage)))
      return [];
    return [{ account, outage }];
  });
}

export function outageKey(account: string, outage: Outage): string {
  return `${account} ${JSON.stringify(outage)}`;
}
