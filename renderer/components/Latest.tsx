// The round buttons that lead down the log: to the next message that mentions the person, and back to the newest one, with the number of those not
// seen yet.
import { ArrowDown, AtSign } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon.tsx';

interface LatestProps {
  readonly unseen: number;
  /** How many of these mention the person. */
  readonly mentions: number;
  readonly onLatest: () => void;
  readonly onMention: () => void;
}

export function Latest({ unseen, mentions, onLatest, onMention }: LatestProps) {
  const { t } = useTranslation();
  return (
    <div className="log-jumps">
      {mentions > 0 && (
        <button type="button" className="log-jump" aria-label={t('mention.next', { count: mentions })} onClick={onMention}>
          <Icon icon={AtSign} />
          {mentions > 1 && <Count count={mentions} />}
        </button>
      )}
      <button
        type="button"
        className="log-jump"
        aria-label={unseen > 0 ? t('conversation.latestCount', { count: unseen }) : t('conversation.latest')}
        onClick={onLatest}
      >
        <Icon icon={ArrowDown} />
        {unseen > 0 && <Count count={unseen} />}
      </button>
    </div>
  );
}

function Count({ count }: { readonly count: number }) {
  return (
    <span className="badge numbers" aria-hidden="true">
      {count > 999 ? '999+' : count}
    </span>
  );
}
