// The accounts this device signs in to, as the settings keep them.
import type { KnownAccount } from '../../shared/account.ts';

export interface KnownStore {
  list(): readonly KnownAccount[];
  save(accounts: readonly KnownAccount[]): void;
}

export function remembering(known: KnownStore) {
  const isKnown = (id: string) => known.list().some((each) => each.id === id);
  return {
    isKnown,
    /** In the place of what was known of it, or as a new one. */
    remember(account: KnownAccount): void {
      const others = known.list();
      known.save(isKnown(account.id) ? others.map((each) => (each.id === account.id ? account : each)) : [...others, account]);
    },
  };
}
