// Changing the password that is kept for an account: tried with the server before it is.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { AppFailure } from '../../shared/errors.ts';
import { Fault, Field } from '../components/Field.tsx';
import { useStore } from '../store/index.ts';

export function AccountPassword({ account }: { readonly account: Account }) {
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
