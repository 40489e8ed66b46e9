// What every slice receives: a way to change its own part of the store and to read it.

export interface SliceAccess<S> {
  set(change: Partial<S> | ((state: S) => Partial<S>)): void;
  get(): S;
}

/** A record with the changed rows laid over it; the last row of an id wins. */
export function withRows<T extends { readonly id: string }>(
  record: Readonly<Record<string, T>>,
  rows: readonly T[],
): Readonly<Record<string, T>> {
  const next: Record<string, T> = { ...record };
  for (const row of rows) next[row.id] = row;
  return next;
}

export function withoutRows<T>(record: Readonly<Record<string, T>>, ids: readonly string[]): Readonly<Record<string, T>> {
  const next: Record<string, T> = { ...record };
  for (const id of ids) delete next[id];
  return next;
}

/** Which rows belong to these accounts. */
export function ofAccounts<T extends { readonly account: string }>(
  record: Readonly<Record<string, T>>,
  accounts: ReadonlySet<string>,
): readonly string[] {
  return Object.entries(record).flatMap(([id, row]) => (accounts.has(row.account) ? [id] : []));
}

export function byId<T extends { readonly id: string }>(rows: readonly T[]): Readonly<Record<string, T>> {
  return withRows({}, rows);
}
