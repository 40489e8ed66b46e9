// The accounts: where they live, how the connection is protected, the stored password, and the way out.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account, Security } from '../../shared/account.ts';
import { AppFailure } from '../../shared/errors.ts';
import { Confirm } from '../components/Confirm.tsx';
import { fullDate } from '../components/dates.ts';
import { Fault, Field } from '../components/Field.tsx';
import { useStore } from '../store/index.ts';

export function SettingsAccount() {
  const accounts = useStore((state) => state.accounts);
  return Object.values(accounts).map((account) => <One key={account.id} account={account} />);
}

function One({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState(false);
  const host = account.address.split('@').at(-1) ?? account.address;
  return (
    <section className="account" aria-label={account.address}>
      <dl className="facts">
        <Fact name={t('settings.account.address')} value={account.address} />
        <Fact
          name={t('settings.account.server')}
          value={[account.server ?? host, ...(account.port === undefined ? [] : [account.port])].join(':')}
        />
        <Fact name={t('settings.account.state')} value={t(`settings.account.states.${account.connection.state}`)} />
      </dl>
      <Protection account={account} />
      <Password account={account} />
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
    </section>
  );
}

function Fact({ name, value, code = false }: { readonly name: string; readonly value: string; readonly code?: boolean }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className={code ? 'selectable code' : 'selectable'}>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

function Protection({ account }: { readonly account: Account }) {
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
          <dl className="facts">
            <Fact name={t('settings.account.encryption')} value={`${security.protocol}, ${security.cipher}`} />
            <Fact name={t('settings.account.mechanism')} value={security.mechanism} />
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

function Password({ account }: { readonly account: Account }) {
  const { t, i18n } = useTranslation();
  const signIn = useStore((state) => state.signIn);
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [fault, setFault] = useState<string>();
  const save = async () => {
    if (busy) return;
    if (password === '') return setFault(t('signIn.missingPassword'));
    setBusy(true);
    setFault(undefined);
    try {
      const { address, server, port } = account;
      await signIn({ address, password, ...(server === undefined ? {} : { server }), ...(port === undefined ? {} : { port }) });
      setPassword('');
      setOpen(false);
      setDone(true);
    } catch (error) {
      const key = `signInError.${error instanceof AppFailure ? error.error.kind : 'internal'}`;
      setFault(t(i18n.exists(key) ? key : 'error.other', { host: account.address.split('@').at(-1) }));
    }
    setBusy(false);
  };
  return (
    <section className="account-password">
      <div className="account-out">
        <div>
          <h3 className="setting-name">{t('settings.account.password')}</h3>
          <p className="choice-hint">{t('settings.account.passwordHint')}</p>
        </div>
        <button
          type="button"
          className="button"
          aria-expanded={open}
          onClick={() => {
            setOpen(!open);
            setDone(false);
          }}
        >
          {t('settings.account.passwordButton')}
        </button>
      </div>
      {open && (
        <form
          className="password-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <Field
            label={t('settings.account.newPassword')}
            type="password"
            autoComplete="current-password"
            dir="ltr"
            autoFocus
            value={password}
            readOnly={busy}
            onChange={(event) => {
              setPassword(event.target.value);
              setFault(undefined);
            }}
          />
          <Fault text={fault} />
          <button type="submit" className="button primary" aria-disabled={busy}>
            {t(busy ? 'signIn.busy' : 'settings.account.save')}
          </button>
        </form>
      )}
      <p className="choice-hint" role="status">
        {done && t('settings.account.saved')}
      </p>
    </section>
  );
}

function SignOut({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
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
        { label: t('signOut.keep'), onChoose: () => out(true) },
        { label: t('signOut.delete'), danger: true, onChoose: () => out(false) },
      ]}
    >
      <p>{t('signOut.question', { address: account.address })}</p>
      <p className="choice-hint">{t('signOut.more')}</p>
    </Confirm>
  );
}
