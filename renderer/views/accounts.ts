// The accounts in their order, and through which of them something goes, where there are several.
import { useCallback, useMemo } from 'react';
import type { Account } from '../../shared/account.ts';
import type { Contact } from '../../shared/contact.ts';
import type { Conversation } from '../../shared/conversation.ts';
import type { Via } from '../components/AccountMark.tsx';
import { telling } from '../components/account-words.ts';
import { inPlace } from '../store/accounts.ts';
import { useStore } from '../store/index.ts';

export function useAccounts(): readonly Account[] {
  const accounts = useStore((state) => state.accounts);
  return useMemo(() => inPlace(accounts), [accounts]);
}

/** Undefined while there is one account only. */
export function useVia(id: string): Via | undefined {
  const accounts = useAccounts();
  return useMemo(() => {
    const account = accounts.find((each) => each.id === id);
    return account === undefined || accounts.length < 2 ? undefined : viaOf(account, accounts, true);
  }, [accounts, id]);
}

interface Row {
  readonly account: string;
  readonly address: string;
  /** What it is called. */
  readonly name: string;
}

/** For the rows of a list: `named` where another account has the same person, or somebody of the same name. */
export function useVias(): (row: Row) => Via | undefined {
  const accounts = useAccounts();
  const several = accounts.length > 1;
  const conversations = useStore((state) => state.conversations);
  const contacts = useStore((state) => state.contacts);
  const doubles = useMemo(() => (several ? inTwo(conversations, contacts) : NOBODY), [several, conversations, contacts]);
  const vias = useMemo(() => {
    const row = (account: Account, named: boolean) => [`${account.id} ${named}`, viaOf(account, accounts, named)] as const;
    return new Map(several ? accounts.flatMap((account) => [row(account, true), row(account, false)]) : []);
  }, [several, accounts]);
  return useCallback(
    ({ account, address, name }) => vias.get(`${account} ${doubles.has(address) || doubles.has(` ${name}`)}`),
    [vias, doubles],
  );
}

function viaOf({ address, colour }: Account, all: readonly Account[], named: boolean): Via {
  return {
    address,
    colour,
    named,
    short: telling(
      address,
      all.map((each) => each.address),
    ),
  };
}

const NOBODY: ReadonlySet<string> = new Set();

/** Addresses, and names with a space before them, that more than one account knows. */
function inTwo(conversations: Readonly<Record<string, Conversation>>, contacts: ReadonlyMap<string, Contact>): ReadonlySet<string> {
  const whose = new Map<string, string>();
  const twice = new Set<string>();
  const see = (account: string, key: string) => {
    const other = whose.get(key);
    if (other === undefined) whose.set(key, account);
    else if (other !== account) twice.add(key);
  };
  for (const { account, address, title } of Object.values(conversations)) {
    see(account, address);
    see(account, ` ${title}`);
  }
  for (const { account, address, name } of contacts.values()) {
    see(account, address);
    see(account, ` ${name}`);
  }
  return twice;
}
