// In place of the composer where nothing can be written: who is blocked, and the way back.
import './BlockedBar.css';
import { Ban } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../shared/conversation.ts';
import { Icon } from '../components/Icon.tsx';
import { useStore } from '../store/index.ts';

interface BlockedBarProps {
  readonly conversation: Conversation;
  /** What on the list keeps them away. */
  readonly by: readonly string[];
}

export function BlockedBar({ conversation, by }: BlockedBarProps) {
  const { t } = useTranslation();
  const { account, address, title } = conversation;
  const online = useStore((state) => state.accounts[account]?.connection.state === 'online');
  const { unblock, report } = useStore.getState();
  const server = by.find((each) => each !== address);
  return (
    <div className="blocked-bar" role="note">
      <Icon icon={Ban} />
      <p className="blocked-words">
        <strong>{server === undefined ? t('block.bar', { name: title }) : t('block.barServer', { domain: server })}</strong>{' '}
        {t(online ? 'block.barMore' : 'block.offline')}
      </p>
      <button
        type="button"
        className="button"
        aria-disabled={!online}
        onClick={() => void (online ? unblock(account, by).catch(report) : undefined)}
      >
        {t('block.unblock')}
      </button>
    </div>
  );
}
