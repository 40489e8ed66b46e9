// How an account's connection is protected, how its server has proven itself, and the certificate the person trusts for it (RFC 7590 3.6).
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account, Security } from '../../shared/account.ts';
import type { CertificateTrouble } from '../../shared/certificate.ts';
import { fullDate } from '../components/dates.ts';
import { Fact } from '../components/Fact.tsx';
import { Fault } from '../components/Field.tsx';
import { useStore } from '../store/index.ts';
import { AccountCertificate } from './CertificateDialog.tsx';
import { CertificateFacts, FingerprintFact } from './CertificateFacts.tsx';

/** Of a fingerprint: enough to tell it from another at a glance. */
const BEGINNING = 11;

export function AccountSecurity({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const security = useSecurity(account);
  return (
    <section>
      <h3 className="setting-name">{t('settings.account.security')}</h3>
      {security !== null ? <Protection account={account} security={security} /> : <Unprotected account={account} />}
      {account.trusted !== undefined && <Trusted account={account} />}
    </section>
  );
}

function useSecurity(account: Account): Security | null {
  const [security, setSecurity] = useState<Security | null>(null);
  const since = account.connection.state === 'online' ? account.connection.since : undefined;
  useEffect(() => {
    const asked = new AbortController();
    const { securityOf, report } = useStore.getState();
    if (since === undefined) setSecurity(null);
    else securityOf(account.id).then((found) => (asked.signal.aborted ? undefined : setSecurity(found)), report);
    return () => asked.abort();
  }, [account.id, since]);
  return security;
}

function Protection({ account: { seen }, security }: { readonly account: Account; readonly security: Security }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="choice-hint">{t(security.proof === 'trusted' ? 'settings.account.secureByYou' : 'settings.account.secure')}</p>
      <Fault text={security.bindingLost === true ? t('settings.account.bindingLost') : undefined} />
      <CertificateFacts
        certificate={security.certificate}
        before={
          <>
            <Fact name={t('settings.account.encryption')} value={`${security.protocol}, ${security.cipher}`} />
            <Fact name={t('settings.account.mechanism')} value={security.mechanism} />
            <Fact
              name={t('settings.account.binding')}
              value={t(`settings.account.bindings.${bound(security)}`, { type: security.binding })}
            />
            <Fact name={t('settings.account.proof')} value={t(`settings.account.proofs.${security.proof}`)} />
          </>
        }
      />
      {seen?.before !== undefined && (
        <p className="choice-hint facts-note">
          {t('settings.account.changed', { date: fullDate(seen.since), before: seen.before.slice(0, BEGINNING) })}
        </p>
      )}
    </>
  );
}

function Unprotected({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  // What is looked at stays in sight while Kith tries again behind it.
  const [looking, setLooking] = useState<CertificateTrouble | null>(null);
  const { reconnect, report } = useStore.getState();
  const trouble = account.connection.state === 'waiting' ? account.connection.certificate : undefined;
  return (
    <>
      {trouble === undefined ? (
        <p className="choice-hint">{t('settings.account.noSecurity')}</p>
      ) : (
        <>
          <Fault text={t('settings.account.unproven')} />
          <div className="account-out facts-note">
            <button type="button" className="button" aria-haspopup="dialog" onClick={() => setLooking(trouble)}>
              {t('certificate.look')}
            </button>
            <button type="button" className="button" onClick={() => void reconnect(account.id).catch(report)}>
              {t('connection.now')}
            </button>
          </div>
        </>
      )}
      {looking !== null && <AccountCertificate account={account} trouble={looking} onClose={() => setLooking(null)} />}
    </>
  );
}

function Trusted({ account: { id, trusted } }: { readonly account: Account }) {
  const { t } = useTranslation();
  if (trusted === undefined) return null;
  const { forgetCertificate, report } = useStore.getState();
  return (
    <section className="account-trusted" aria-label={t('settings.account.trusted')}>
      <div className="account-out">
        <div>
          <h4 className="setting-name">{t('settings.account.trusted')}</h4>
          <p className="choice-hint">{t('settings.account.trustedHint', { date: fullDate(trusted.since) })}</p>
        </div>
        <button type="button" className="button" onClick={() => void forgetCertificate(id).catch(report)}>
          {t('settings.account.distrust')}
        </button>
      </div>
      <dl className="facts">
        <FingerprintFact name={t('certificate.fingerprint')} value={trusted.fingerprint} />
      </dl>
    </section>
  );
}

function bound({ binding, bindable }: Security): 'yes' | 'no' | 'notNow' {
  if (binding !== undefined) return 'yes';
  return bindable ? 'notNow' : 'no';
}
