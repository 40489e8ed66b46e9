// The archive cannot be opened: what happened, what still holds, what to do. Nothing is overwritten from here.
import './StorageTrouble.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StorageTroubleKind, StorageTrouble as Trouble } from '../../shared/storage.ts';
import { Fault } from '../components/Field.tsx';
import { Mark } from '../components/Mark.tsx';
import { useStore } from '../store/index.ts';

/** Where beginning anew can be the person's way out; a newer archive and a passing trouble are not such cases. */
const CAN_SET_ASIDE: ReadonlySet<StorageTroubleKind> = new Set(['corrupt', 'key-missing']);

const SETTLE_MS = 400;

export function StorageTrouble({ trouble }: { readonly trouble: Trouble }) {
  const { t } = useTranslation();
  const retryStorage = useStore((state) => state.retryStorage);
  const setStorageAside = useStore((state) => state.setStorageAside);
  const working = useStore((state) => state.storage.working);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const { kind, detail, folder } = trouble;
  const attempt = async (action: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setTried(false);
    try {
      await action();
    } catch {
      // The state that follows says what is wrong; this only says that the attempt was made.
    }
    // When it worked, this screen is gone before it could say anything.
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    setTried(true);
    setBusy(false);
  };
  return (
    <main className="trouble scrolls">
      <div className="trouble-card">
        <Mark size={48} />
        <h1 className="trouble-title">{t(`storage.title.${kind}`)}</h1>
        <p>{t(`storage.what.${kind}`)}</p>
        <p>{t(`storage.holds.${kind}`)}</p>
        <p>{t(`storage.do.${kind}`)}</p>
        <div role="status">
          {working !== null && (
            <>
              <p className="trouble-work">{t(`storage.work.${working}`)}</p>
              <p>{t('storage.takes')}</p>
            </>
          )}
        </div>
        <Fault text={tried ? t('storage.stillBlocked') : undefined} />
        <div className="trouble-actions">
          <button type="button" className="button primary" aria-disabled={busy} onClick={() => void attempt(retryStorage)}>
            {t('storage.retry')}
          </button>
          {CAN_SET_ASIDE.has(kind) && (
            <button type="button" className="button" aria-disabled={busy} onClick={() => void attempt(setStorageAside)}>
              {t('storage.aside')}
            </button>
          )}
        </div>
        <details className="trouble-details">
          <summary>{t('storage.details')}</summary>
          <dl className="selectable">
            <dt>{t('storage.folder')}</dt>
            <dd>
              <bdi>{folder}</bdi>
            </dd>
            {detail !== undefined && (
              <>
                <dt>{t('storage.cause')}</dt>
                <dd>
                  <bdi>{detail}</bdi>
                </dd>
              </>
            )}
          </dl>
        </details>
      </div>
    </main>
  );
}
