// Notices that lie over the window and stop nothing: a disk that takes no more, and the question where secrets may be kept.
import './Notices.css';
import { HardDrive, KeyRound } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/Icon.tsx';
import { useStore } from '../store/index.ts';

export function Notices() {
  const stalled = useStore((state) => state.storage.stalled);
  const ask = useStore((state) => state.storage.askUnprotected);
  return (
    <div className="notices">
      {stalled !== null && <Stalled detail={stalled.detail ?? stalled.folder} />}
      {ask && <Unprotected />}
    </div>
  );
}

function Stalled({ detail }: { readonly detail: string }) {
  const { t } = useTranslation();
  const kind = useStore((state) => state.storage.stalled?.kind ?? 'unreadable');
  const retryStorage = useStore((state) => state.retryStorage);
  const report = useStore((state) => state.report);
  return (
    <div className="notice" role="alert" data-kind="danger">
      <Icon icon={HardDrive} />
      <div className="notice-text">
        <p className="notice-title">{t('storage.stalledTitle')}</p>
        <p title={detail}>
          {t(`storage.what.${kind}`)} {t('storage.stalled')}
        </p>
        <div className="notice-actions">
          <button type="button" className="button small" onClick={() => void retryStorage().catch(report)}>
            {t('storage.retry')}
          </button>
        </div>
      </div>
    </div>
  );
}

function Unprotected() {
  const { t } = useTranslation();
  const id = useId();
  const allowUnprotected = useStore((state) => state.allowUnprotected);
  const report = useStore((state) => state.report);
  return (
    <section className="notice" aria-labelledby={id}>
      <Icon icon={KeyRound} />
      <div className="notice-text">
        <h2 className="notice-title" id={id}>
          {t('storage.unprotectedTitle')}
        </h2>
        <p>{t('storage.unprotected')}</p>
        <div className="notice-actions">
          <button type="button" className="button small" onClick={() => void allowUnprotected(true).catch(report)}>
            {t('storage.keep')}
          </button>
          <button type="button" className="button small" onClick={() => void allowUnprotected(false).catch(report)}>
            {t('storage.forget')}
          </button>
        </div>
      </div>
    </section>
  );
}
