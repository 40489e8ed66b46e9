// Guests: signed in without an account of one's own (RFC 4505). The server makes up the address, anew with every session, and nothing of a
// guest outlives Kith: it is remembered in memory only, and its rows and secrets go with it.
import type { KnownAccount } from '../../shared/account.ts';
import { bareJid, localOf } from '../../shared/jid.ts';
import type { AccountStore } from '../archive/accounts.ts';
import type { KnownStore } from './known-accounts.ts';

/** The accounts of the settings with the guests among them. */
export function withGuests(known: KnownStore): KnownStore {
  let guests: readonly KnownAccount[] = [];
  return {
    list: () => [...known.list(), ...guests],
    save(accounts) {
      guests = accounts.filter(({ guest }) => guest === true);
      known.save(accounts.filter(({ guest }) => guest !== true));
    },
  };
}

interface GuestsOptions {
  readonly store: AccountStore;
  /** Forgets everything that is kept for an account. */
  readonly forget: (id: string) => void;
}

export function makeGuests({ store, forget }: GuestsOptions) {
  /** Whoever is still here goes, also those whom an earlier run left behind. */
  function seeOff(): void {
    for (const id of store.guests()) {
      store.remove(id);
      forget(id);
    }
  }
  seeOff();
  let over = false;
  return {
    /** May be called twice. */
    end(): void {
      if (!over) seeOff();
      over = true;
    },
    /** A session was bound to this full JID: a guest's address is what the server says. */
    named(account: KnownAccount, jid: string): KnownAccount {
      const address = bareJid(jid);
      if (account.guest !== true || address === undefined || address === account.address) return account;
      store.rename(account.id, address);
      // One that had an address before has lost it.
      return { ...account, address, ...(localOf(account.address) === undefined ? {} : { renamed: true }) };
    },
  };
}
