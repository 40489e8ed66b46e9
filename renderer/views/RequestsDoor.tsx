// The way to the requests (Requests.tsx), where there are any.
import { ChevronRight, UserRoundPlus } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/Icon.tsx';
import { useStore } from '../store/index.ts';
import { type Asking, asking } from '../store/requests.ts';

/** What is told of them from this number on. */
const MANY = 500;

/** Those of the account that is listed alone, or of all. */
export function useAsking(): readonly Asking[] {
  const only = useStore((state) => state.onlyAccount);
  const askers = useStore((state) => state.askers);
  const conversations = useStore((state) => state.conversations);
  const blocking = useStore((state) => state.blocking);
  return useMemo(() => asking({ askers, conversations, blocking }, only), [askers, conversations, blocking, only]);
}

export function RequestsDoor() {
  const { t } = useTranslation();
  const count = useAsking().length;
  const go = useStore((state) => state.go);
  if (count === 0) return null;
  return (
    <button type="button" className="archived-row requests-row" onClick={() => go('requests')}>
      <span className="archived-icon">
        <Icon icon={UserRoundPlus} />
      </span>
      <span className="archived-words">{t('requests.door')}</span>
      <span className="numbers">{count >= MANY ? t('requests.many', { count: MANY }) : count}</span>
      <Icon icon={ChevronRight} size={16} turns />
    </button>
  );
}
