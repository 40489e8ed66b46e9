// Where an account lives and how its connection stands.
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { Fact } from '../components/Fact.tsx';

export function AccountServer({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const host = account.address.split('@').at(-1) ?? account.address;
  return (
    <>
      <dl className="facts">
        <Fact name={t('settings.account.address')} value={account.address} />
        <Fact
          name={t('settings.account.server')}
          value={[account.server ?? host, ...(account.port === undefined ? [] : [account.port])].join(':')}
        />
        {account.certificate !== undefined && <Fact name={t('settings.account.certificate')} value={account.certificate} />}
        <Fact
          name={t('settings.account.state')}
          value={t(account.off === true ? 'accounts.offShort' : `settings.account.states.${account.connection.state}`)}
        />
      </dl>
      {account.guest === true && <p className="choice-hint">{t('settings.account.guest')}</p>}
      {account.renamed === true && <p className="choice-hint">{t('settings.account.renamed')}</p>}
    </>
  );
}
