// The round button that leads back to the newest message, with the number of those not seen yet.
import { ArrowDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon.tsx';

export function Latest({ unseen, onJump }: { readonly unseen: number; readonly onJump: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="log-latest"
      aria-label={unseen > 0 ? t('conversation.latestCount', { count: unseen }) : t('conversation.latest')}
      onClick={onJump}
    >
      <Icon icon={ArrowDown} />
      {unseen > 0 && (
        <span className="badge numbers" aria-hidden="true">
          {unseen > 999 ? '999+' : unseen}
        </span>
      )}
    </button>
  );
}
