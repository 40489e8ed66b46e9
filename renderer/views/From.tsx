// Which of several accounts something goes through; nothing is asked where there is only one.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountName } from '../components/account-name.ts';
import { Choice } from '../components/Choice.tsx';
import { mainAccount } from '../store/accounts.ts';
import { useStore } from '../store/index.ts';
import { useAccounts } from './accounts.ts';

/** The account that is chosen, and the choosing. `first`: chosen to begin with. */
export function useFrom(first?: string | null): readonly [from: string | undefined, choose: (account: string) => void] {
  const [chosen, choose] = useState(first);
  const usual = useStore(mainAccount);
  const known = useStore((state) => state.accounts[chosen ?? ''] !== undefined);
  return [known ? (chosen ?? undefined) : usual, choose];
}

interface FromProps {
  readonly from: string | undefined;
  readonly onChoose: (account: string) => void;
}

export function From({ from, onChoose }: FromProps) {
  const { t } = useTranslation();
  const accounts = useAccounts();
  if (accounts.length < 2 || from === undefined) return null;
  return (
    <Choice
      label={t('accounts.from')}
      hint={t(accounts.find(({ id }) => id === from)?.off === true ? 'accounts.fromOff' : 'accounts.fromHint')}
      value={from}
      options={accounts.map((account) => ({ value: account.id, label: accountName(t, account), colour: account.colour }))}
      onChoose={onChoose}
    />
  );
}
