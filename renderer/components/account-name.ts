// What an account is called: its address, but a guest's is of the server's making and says nothing to anybody.
import type { TFunction } from 'i18next';
import type { Account } from '../../shared/account.ts';

export function accountName(t: TFunction, { address, guest }: Pick<Account, 'address' | 'guest'>): string {
  return guest === true ? t('account.guest', { host: address.split('@').at(-1) }) : address;
}
