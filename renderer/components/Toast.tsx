// What failed where there is no better place for it: a sentence that leaves by itself, with the raw condition behind "Details".
import './Toast.css';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon.tsx';

const STAY_MS = 9000;

interface ToastProps {
  readonly sentence: string;
  readonly detail?: string | undefined;
  /** News, not trouble. */
  readonly quiet?: boolean;
  readonly onDismiss: () => void;
}

export function Toast({ sentence, detail, quiet = false, onDismiss }: ToastProps) {
  const { t } = useTranslation();
  useEffect(() => {
    // Its time runs only while somebody can see it.
    const clock = { timer: 0 };
    const look = () => {
      clearTimeout(clock.timer);
      if (document.visibilityState === 'visible') clock.timer = window.setTimeout(onDismiss, STAY_MS);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(clock.timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [onDismiss]);
  return (
    <div className="toast" role={quiet ? 'status' : 'alert'}>
      <div className="toast-text">
        <p>{sentence}</p>
        {detail !== undefined && (
          <details>
            <summary>{t('app.details')}</summary>
            <p className="selectable">
              <bdi>{detail}</bdi>
            </p>
          </details>
        )}
      </div>
      <button type="button" className="icon-button" aria-label={t('app.dismiss')} onClick={onDismiss}>
        <Icon icon={X} size={18} />
      </button>
    </div>
  );
}
