// What failed where there is no better place for it: a sentence that leaves by itself, with the raw condition behind "Details".
import './Toast.css';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon.tsx';

const STAY_MS = 9000;

interface ToastProps {
  readonly sentence: string;
  readonly detail: string | undefined;
  readonly onDismiss: () => void;
}

export function Toast({ sentence, detail, onDismiss }: ToastProps) {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setTimeout(onDismiss, STAY_MS);
    return () => clearTimeout(timer);
  }, [onDismiss]);
  return (
    <div className="toast" role="alert">
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
