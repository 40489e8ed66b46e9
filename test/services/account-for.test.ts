// Which account an address from outside is written to with: never a guess.
import { expect, it } from 'vitest';
import { accountFor } from '../../electron/services/account-for.ts';
import { contact } from '../store/support.ts';

const product = (ids: readonly string[], contacts: readonly string[], chats: readonly string[] = []) => ({
  accounts: { list: () => ids.map((id) => ({ id })) },
  contacts: {
    find: (account: string, address: string) => (contacts.includes(`${account} ${address}`) ? contact('bob', 'away') : undefined),
  },
  conversations: { known: (account: string, address: string) => (chats.includes(`${account} ${address}`) ? '1' : undefined) },
});

it.each([
  ['the only account', product(['a'], []), null, 'a'],
  ['the one that has them as a contact', product(['a', 'b'], ['b bob@x.org']), 'a', 'b'],
  ['the one that has a chat with them', product(['a', 'b'], [], ['b bob@x.org']), null, 'b'],
  ['the one it was followed from, of two that know them', product(['a', 'b'], ['a bob@x.org'], ['b bob@x.org']), 'b', 'b'],
  ['nobody knows, of two that know them', product(['a', 'b'], ['a bob@x.org', 'b bob@x.org']), null, undefined],
  ['nobody knows, of two strangers to them', product(['a', 'b'], []), 'a', undefined],
] as const)('%s', (_, given, here, expected) => {
  expect(accountFor(given, 'Bob@X.org', here)).toBe(expected);
});
