// The accounts: the only one at once, several as a list that leads to each; and the door to one more.
import './SettingsAccount.css';
import { ArrowLeft, UserPlus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { accountName } from '../components/account-name.ts';
import { Icon } from '../components/Icon.tsx';
import { Toggle } from '../components/Toggle.tsx';
import { useStore } from '../store/index.ts';
import { AccountAbilities } from './AccountAbilities.tsx';
import { AccountArchive } from './AccountArchive.tsx';
import { AccountBlocked } from './AccountBlocked.tsx';
import { AccountColour } from './AccountColour.tsx';
import { AccountList } from './AccountList.tsx';
import { AccountPassword } from './AccountPassword.tsx';
import { AccountPlain } from './AccountPlain.tsx';
import { AccountProfile } from './AccountProfile.tsx';
import { AccountProxy } from './AccountProxy.tsx';
import { AccountSecurity } from './AccountSecurity.tsx';
import { AccountServer } from './AccountServer.tsx';
import { AccountWayOut } from './AccountWayOut.tsx';
import { useAccounts } from './accounts.ts';

export function SettingsAccount() {
  const { t } = useTranslation();
  const accounts = useAccounts();
  const addAccount = useStore((state) => state.addAccount);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = accounts.length === 1 ? accounts[0] : accounts.find(({ id }) => id === chosen);
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The list that had the focus gave way to the account.
    if (chosen !== null) back.current?.focus();
  }, [chosen]);
  if (shown !== undefined && accounts.length > 1)
    return (
      <>
        <button ref={back} type="button" className="button plain account-back" onClick={() => setChosen(null)}>
          <Icon icon={ArrowLeft} size={18} turns />
          {t('accounts.back')}
        </button>
        <Sections account={shown} />
      </>
    );
  return (
    <>
      {shown === undefined ? <AccountList accounts={accounts} onOpen={setChosen} /> : <Sections account={shown} />}
      <button type="button" className="button account-add" onClick={addAccount}>
        <Icon icon={UserPlus} size={18} />
        {t('accounts.add')}
      </button>
    </>
  );
}

/** Each is a file of its own and one line here. */
function Sections({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  return (
    <section className="account" aria-label={accountName(t, account)}>
      <AccountProfile account={account} />
      <AccountServer account={account} />
      <AccountUse account={account} />
      <AccountColour account={account} />
      <AccountProxy account={account} />
      <AccountSecurity account={account} />
      <AccountAbilities account={account} />
      <AccountArchive account={account} />
      <AccountBlocked account={account} />
      {account.certificate === undefined && account.guest === undefined && <AccountPassword account={account} />}
      {account.certificate === undefined && account.guest === undefined && <AccountPlain account={account} />}
      <AccountWayOut account={account} />
    </section>
  );
}

function AccountUse({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const { switchOn, report } = useStore.getState();
  const on = account.off !== true;
  return (
    <Toggle
      label={t('accounts.use')}
      hint={t(on ? 'accounts.on' : 'accounts.off')}
      on={on}
      onChange={(next) => void switchOn(account.id, next).catch(report)}
    />
  );
}
