// Signing out of an account, keeping or deleting what is stored of it.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { accountName } from '../components/account-name.ts';
import { Confirm } from '../components/Confirm.tsx';
import { useStore } from '../store/index.ts';

export function AccountWayOut({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <div className="account-out">
        <div>
          <h3 className="setting-name">{t('settings.account.out')}</h3>
          <p className="choice-hint">{t('settings.account.outHint')}</p>
        </div>
        <button type="button" className="button" aria-haspopup="dialog" onClick={() => setLeaving(true)}>
          {t('settings.account.outButton')}
        </button>
      </div>
      {leaving && <SignOut account={account} onClose={() => setLeaving(false)} />}
    </>
  );
}

function SignOut({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const guest = account.guest === true;
  const out = (keep: boolean) => {
    const { signOut, report } = useStore.getState();
    setBusy(true);
    signOut(account.id, keep)
      .then(onClose, report)
      .finally(() => setBusy(false));
  };
  return (
    <Confirm
      title={t('signOut.title')}
      busy={busy}
      onClose={onClose}
      answers={[
        ...(guest ? [] : [{ label: t('signOut.keep'), onChoose: () => out(true) }]),
        { label: t(guest ? 'signOut.leave' : 'signOut.delete'), danger: true, onChoose: () => out(false) },
      ]}
    >
      <p>{t(guest ? 'signOut.guest' : 'signOut.question', { address: accountName(t, account) })}</p>
      {!guest && <p className="choice-hint">{t('signOut.more')}</p>}
    </Confirm>
  );
}
