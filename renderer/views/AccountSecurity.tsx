// How an account's connection is protected.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account, Security } from '../../shared/account.ts';
import { fullDate } from '../components/dates.ts';
import { Fact } from '../components/Fact.tsx';
import { Fault } from '../components/Field.tsx';
import { useStore } from '../store/index.ts';

export function AccountSecurity({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const [security, setSecurity] = useState<Security | null>(null);
  const online = account.connection.state === 'online';
  useEffect(() => {
    const asked = new AbortController();
    const { securityOf, report } = useStore.getState();
    if (!online) setSecurity(null);
    else securityOf(account.id).then((found) => (asked.signal.aborted ? undefined : setSecurity(found)), report);
    return () => asked.abort();
  }, [account.id, online]);
  return (
    <section>
      <h3 className="setting-name">{t('settings.account.security')}</h3>
      {security === null ? (
        <p className="choice-hint">{t('settings.account.noSecurity')}</p>
      ) : (
        <>
          <p className="choice-hint">{t('settings.account.secure')}</p>
          <Fault text={security.bindingLost === true ? t('settings.account.bindingLost') : undefined} />
          <dl className="facts">
            <Fact name={t('settings.account.encryption')} value={`${security.protocol}, ${security.cipher}`} />
            <Fact name={t('settings.account.mechanism')} value={security.mechanism} />
            <Fact
              name={t('settings.account.binding')}
              value={t(`settings.account.bindings.${bound(security)}`, { type: security.binding })}
            />
            <Fact name={t('settings.account.subject')} value={security.certificate.subject} />
            <Fact name={t('settings.account.issuer')} value={security.certificate.issuer} />
            <Fact
              name={t('settings.account.valid')}
              value={t('settings.account.validDates', {
                from: fullDate(security.certificate.validFrom),
                to: fullDate(security.certificate.validTo),
              })}
            />
            <Fact name={t('settings.account.fingerprint')} value={security.certificate.fingerprint} code />
          </dl>
        </>
      )}
    </section>
  );
}

function bound({ binding, bindable }: Security): 'yes' | 'no' | 'notNow' {
  if (binding !== undefined) return 'yes';
  return bindable ? 'notNow' : 'no';
}
