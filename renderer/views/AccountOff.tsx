// Above the composer of a chat whose account is switched off: what is written here waits, and how to change that.
import { useTranslation } from 'react-i18next';
import { accountName } from '../components/account-name.ts';
import { useStore } from '../store/index.ts';

export function AccountOff({ account: id }: { readonly account: string }) {
  const { t } = useTranslation();
  const account = useStore((state) => state.accounts[id]);
  const { switchOn, report } = useStore.getState();
  if (account?.off !== true) return null;
  return (
    <div className="account-off" role="note">
      <p className="stranger-text">{t('accounts.offHere', { address: accountName(t, account) })}</p>
      <button type="button" className="button small" onClick={() => void switchOn(id, true).catch(report)}>
        {t('accounts.switchOn')}
      </button>
    </div>
  );
}
