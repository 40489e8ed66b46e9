// The rail: own account, the sections of the list, settings. Labels always stand under the icons.
import './Rail.css';
import { type LucideIcon, MessageCircle, MessageCircleDashed, Settings, User, Users } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { AccountStripe } from '../components/AccountMark.tsx';
import { Avatar } from '../components/Avatar.tsx';
import { accountName } from '../components/account-name.ts';
import { Icon } from '../components/Icon.tsx';
import { useNow } from '../components/now.ts';
import { hintFor } from '../components/shortcuts.ts';
import { unreadTotal } from '../store/conversations.ts';
import { useStore } from '../store/index.ts';
import type { Section } from '../store/navigation.ts';
import { useAccounts } from './accounts.ts';
import { Presence } from './Presence.tsx';

const MINUTE_MS = 60_000;

export function Rail() {
  const { t } = useTranslation();
  const accounts = useAccounts();
  const now = useNow(MINUTE_MS);
  const unread = useStore((state) => unreadTotal(state.conversations, now));
  const showDialog = useStore((state) => state.showDialog);
  const mac = useStore((state) => state.platform === 'darwin');
  return (
    <nav className="rail scrolls" aria-label={t('app.main')} data-region="rail">
      {accounts.map((account, index) => (
        <Own key={account.id} account={account} main={index === 0} several={accounts.length > 1} />
      ))}
      <Door section="chats" icon={MessageCircle} count={unread} words={t('rail.unreadCount', { count: unread })} />
      <Door section="unread" icon={MessageCircleDashed} />
      <Door section="groups" icon={Users} />
      <Door section="contacts" icon={User} />
      <button
        type="button"
        className="rail-door last"
        aria-haspopup="dialog"
        title={`${t('rail.settings')} (${hintFor('settings', mac)})`}
        onClick={() => showDialog('settings')}
      >
        <Icon icon={Settings} size={22} />
        <span className="rail-label">{t('rail.settings')}</span>
      </button>
    </nav>
  );
}

/** Presence is one for all accounts; it is chosen at the first one's avatar. */
function Own({ account, main, several }: { readonly account: Account; readonly main: boolean; readonly several: boolean }) {
  const { t } = useTranslation();
  const chosen = useStore((state) => state.presence.availability);
  const availability = chosen === 'hidden' ? 'offline' : chosen;
  const { state } = account.connection;
  const words = t('rail.account', { address: accountName(t, account), state: t(`account.${state}`) });
  const avatar = (
    <>
      <Avatar
        address={account.address}
        name={accountName(t, account)}
        picture={account.picture}
        presence={state === 'online' ? availability : state === 'connecting' ? 'connecting' : 'offline'}
      />
      {several && <AccountStripe colour={account.colour} edge />}
    </>
  );
  if (main) return <Presence account={words}>{avatar}</Presence>;
  return (
    <div className="rail-own" role="img" aria-label={words} title={words}>
      {avatar}
    </div>
  );
}

interface DoorProps {
  readonly section: Exclude<Section, 'archived' | 'requests'>;
  readonly icon: LucideIcon;
  readonly count?: number;
  readonly words?: string;
}

const Door = memo(function Door({ section, icon, count = 0, words }: DoorProps) {
  const { t } = useTranslation();
  const here = useStore(
    (state) => state.section === section || (section === 'chats' && (state.section === 'archived' || state.section === 'requests')),
  );
  const go = useStore((state) => state.go);
  return (
    <button type="button" className="rail-door" aria-current={here ? 'page' : undefined} onClick={() => go(section)}>
      <span className="rail-icon">
        <Icon icon={icon} size={22} />
        {count > 0 && (
          <span className="badge numbers" aria-hidden="true">
            {count > 99 ? '99+' : count}
          </span>
        )}
      </span>
      <span className="rail-label">{t(`rail.${section}`)}</span>
      {count > 0 && <span className="heard">{words}</span>}
    </button>
  );
});
