// The accounts, each in sections: a section is a file of its own and one line here.
import { useStore } from '../store/index.ts';
import { AccountAbilities } from './AccountAbilities.tsx';
import { AccountBlocked } from './AccountBlocked.tsx';
import { AccountPassword } from './AccountPassword.tsx';
import { AccountPlain } from './AccountPlain.tsx';
import { AccountProxy } from './AccountProxy.tsx';
import { AccountSecurity } from './AccountSecurity.tsx';
import { AccountServer } from './AccountServer.tsx';
import { AccountWayOut } from './AccountWayOut.tsx';

export function SettingsAccount() {
  const accounts = useStore((state) => state.accounts);
  return Object.values(accounts).map((account) => (
    <section key={account.id} className="account" aria-label={account.address}>
      <AccountServer account={account} />
      <AccountProxy account={account} />
      <AccountSecurity account={account} />
      <AccountAbilities account={account} />
      <AccountBlocked account={account} />
      {account.certificate === undefined && <AccountPassword account={account} />}
      {account.certificate === undefined && <AccountPlain account={account} />}
      <AccountWayOut account={account} />
    </section>
  ));
}
