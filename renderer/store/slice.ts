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

/** As withRows, for thousands of rows: a map is copied several times as fast. */
export function withEntries<T extends { readonly id: string }>(map: ReadonlyMap<string, T>, rows: readonly T[]): ReadonlyMap<string, T> {
  const next = new Map(map);
  for (const row of rows) next.set(row.id, row);
  return next;
}

export function withoutEntries<T>(map: ReadonlyMap<string, T>, ids: readonly string[]): ReadonlyMap<string, T> {
  const next = new Map(map);
  for (const id of ids) next.delete(id);
  return next;
}

/** Which rows belong to these accounts. */
export function ofAccounts(
  rows: Iterable<{ readonly id: string; readonly account: string }>,
  accounts: ReadonlySet<string>,
): readonly string[] {
  return Array.from(rows).flatMap(({ id, account }) => (accounts.has(account) ? [id] : []));
}

export function byId<T extends { readonly id: string }>(rows: readonly T[]): Readonly<Record<string, T>> {
  return withRows({}, rows);
}
