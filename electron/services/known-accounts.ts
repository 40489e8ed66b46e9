// The accounts this device signs in to, as the settings keep them: in the person's order, each with a colour of its own.
import { ACCOUNT_COLOURS, type KnownAccount } from '../../shared/account.ts';

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
      known.save(
        isKnown(account.id)
          ? others.map((each) => (each.id === account.id ? account : each))
          : [...others, { ...account, colour: freeColour(others) }],
      );
    },
    /** First these, in this order, then the rest as before. */
    reorder(ids: readonly string[]): void {
      const place = ({ id }: KnownAccount) => (ids.includes(id) ? ids.indexOf(id) : ids.length);
      known.save(known.list().toSorted((a, b) => place(a) - place(b)));
    },
  };
}

/** The first that the fewest have. */
export function freeColour(accounts: readonly KnownAccount[]): number {
  const uses = Array.from({ length: ACCOUNT_COLOURS }, (_, colour) => accounts.filter((each) => (each.colour ?? 0) === colour).length);
  return uses.indexOf(Math.min(...uses));
}
