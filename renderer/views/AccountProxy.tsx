// How an account connects, changed while it is signed in: it then connects anew.
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { ProxyFields } from '../components/ProxyFields.tsx';
import { draftOf, type ProxyPlace, readDraft } from '../components/proxy-draft.ts';
import { useStore } from '../store/index.ts';

export function AccountProxy({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(() => draftOf(account.proxy));
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<{ at: ProxyPlace; text: string }>();
  const refs = { proxyHost: useRef<HTMLInputElement>(null), proxyPort: useRef<HTMLInputElement>(null) };
  const save = async () => {
    if (busy) return;
    const read = readDraft(draft);
    if ('at' in read) {
      setFault({ at: read.at, text: t(`proxy.missing.${read.at}`) });
      refs[read.at].current?.focus();
      return;
    }
    setBusy(true);
    const { setProxy, report } = useStore.getState();
    await setProxy(account.id, read.proxy, draft.password === '' ? null : draft.password).then(() => setOpen(false), report);
    setBusy(false);
  };
  const kind = account.proxy?.kind ?? 'direct';
  return (
    <section className="account-password">
      <div className="account-out">
        <div>
          <h3 className="setting-name">{t('proxy.label')}</h3>
          <p className="choice-hint">
            {t(`proxy.kind.${kind}`)}
            {account.proxy !== undefined && (
              <>
                {' · '}
                <bdi>{`${account.proxy.host}:${account.proxy.port}`}</bdi>
              </>
            )}
          </p>
        </div>
        <button
          type="button"
          className="button"
          aria-expanded={open}
          aria-label={t('proxy.change')}
          onClick={() => {
            setOpen(!open);
            setDraft(draftOf(account.proxy));
            setFault(undefined);
          }}
        >
          {t('settings.account.passwordButton')}
        </button>
      </div>
      {open && (
        <form
          className="password-form"
          aria-label={t('proxy.label')}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <ProxyFields
            draft={draft}
            busy={busy}
            fault={(at) => (fault?.at === at ? fault.text : undefined)}
            refs={refs}
            onChange={(next) => {
              setDraft(next);
              setFault(undefined);
            }}
          />
          <button type="submit" className="button primary" aria-disabled={busy}>
            {t('proxy.save')}
          </button>
        </form>
      )}
    </section>
  );
}
