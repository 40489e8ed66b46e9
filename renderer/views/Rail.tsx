// The rail: own account, the sections of the list, settings. Labels always stand under the icons.
import './Rail.css';
import { type LucideIcon, MessageCircle, MessageCircleDashed, Settings, User, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../shared/account.ts';
import { Avatar } from '../components/Avatar.tsx';
import { Icon } from '../components/Icon.tsx';
import { requestTotal } from '../store/contacts.ts';
import { unreadTotal } from '../store/conversations.ts';
import { useStore } from '../store/index.ts';
import type { Section } from '../store/navigation.ts';

export function Rail() {
  const { t } = useTranslation();
  const accounts = useStore((state) => state.accounts);
  const unread = useStore((state) => unreadTotal(state.conversations));
  const requests = useStore((state) => requestTotal(state.contacts));
  const showDialog = useStore((state) => state.showDialog);
  return (
    <nav className="rail scrolls" aria-label={t('app.main')}>
      {Object.values(accounts).map((account) => (
        <Own key={account.id} account={account} />
      ))}
      <Door section="chats" icon={MessageCircle} count={unread} words={t('rail.unreadCount', { count: unread })} />
      <Door section="unread" icon={MessageCircleDashed} />
      <Door section="groups" icon={Users} />
      <Door section="contacts" icon={User} count={requests} words={t('rail.requestCount', { count: requests })} />
      <button type="button" className="rail-door last" aria-haspopup="dialog" onClick={() => showDialog('settings')}>
        <Icon icon={Settings} size={22} />
        <span className="rail-label">{t('rail.settings')}</span>
      </button>
    </nav>
  );
}

function Own({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const { state } = account.connection;
  const words = t('rail.account', { address: account.address, state: t(`account.${state}`) });
  return (
    <div className="rail-own" role="img" aria-label={words} title={words}>
      <Avatar
        address={account.address}
        name={account.address}
        presence={state === 'online' ? 'available' : state === 'connecting' ? 'connecting' : 'offline'}
      />
    </div>
  );
}

interface DoorProps {
  readonly section: Section;
  readonly icon: LucideIcon;
  readonly count?: number;
  readonly words?: string;
}

function Door({ section, icon, count = 0, words }: DoorProps) {
  const { t } = useTranslation();
  const here = useStore((state) => state.section === section);
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
}
