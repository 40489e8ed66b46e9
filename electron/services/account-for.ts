// Through which of several accounts somebody is written to, when only their address is known. Pure.
import type { Account } from '../../shared/account.ts';
import type { Contact } from '../../shared/contact.ts';
import { bareJid } from '../../shared/jid.ts';

interface Acquaintances {
  readonly accounts: { list(): readonly Pick<Account, 'id'>[] };
  readonly contacts: { find(account: string, address: string): Contact | undefined };
  readonly conversations: { known(account: string, address: string): string | undefined };
}

/** The only account, or the only one that knows them, or `here` if it does; undefined: only the person can tell. */
export function accountFor({ accounts, contacts, conversations }: Acquaintances, address: string, here: string | null): string | undefined {
  const all = accounts.list().map(({ id }) => id);
  if (all.length === 1) return all[0];
  const bare = bareJid(address) ?? address;
  const knowing = all.filter((id) => contacts.find(id, bare)?.listed === true || conversations.known(id, bare) !== undefined);
  if (here !== null && knowing.includes(here)) return here;
  return knowing.length === 1 ? knowing[0] : undefined;
}
