// The list pane: search, new chat, and the section the rail chose.
import './Sidebar.css';
import { Search, SquarePen, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/EmptyState.tsx';
import { Icon } from '../components/Icon.tsx';
import { Resizer } from '../components/Resizer.tsx';
import { useStore } from '../store/index.ts';
import { ChatList } from './ChatList.tsx';
import { ContactList } from './ContactList.tsx';

const MIN_PX = 240;
const MAX_PX = 420;

interface SidebarProps {
  readonly width: number;
  readonly onWidth: (width: number) => void;
}

export function Sidebar({ width, onWidth }: SidebarProps) {
  const { t } = useTranslation();
  const section = useStore((state) => state.section);
  const changeSettings = useStore((state) => state.changeSettings);
  const report = useStore((state) => state.report);
  return (
    <section className="sidebar" aria-label={t(`rail.${section}`)}>
      <SearchBar />
      {section === 'contacts' ? (
        <ContactList />
      ) : section === 'groups' ? (
        <EmptyState title={t('list.groupsTitle')} text={t('list.groups')} />
      ) : (
        <ChatList unreadOnly={section === 'unread'} />
      )}
      <Resizer
        label={t('list.resize')}
        width={width}
        min={MIN_PX}
        max={MAX_PX}
        onMove={onWidth}
        onDone={(listWidth) => {
          onWidth(listWidth);
          changeSettings({ listWidth }).catch(report);
        }}
      />
    </section>
  );
}

function SearchBar() {
  const { t } = useTranslation();
  const search = useStore((state) => state.search);
  const find = useStore((state) => state.find);
  const showDialog = useStore((state) => state.showDialog);
  const mac = useStore((state) => state.platform === 'darwin');
  return (
    <div className="searchbar">
      <div className="search">
        <Icon icon={Search} size={18} />
        <input
          type="search"
          className="search-input"
          aria-label={t('list.search')}
          placeholder={t('list.search')}
          value={search}
          onChange={(event) => find(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || search === '') return;
            event.preventDefault();
            find('');
          }}
        />
        {search === '' ? (
          <kbd className="search-keys">{t(mac ? 'list.searchKeysMac' : 'list.searchKeys')}</kbd>
        ) : (
          <button type="button" className="search-clear" aria-label={t('list.clear')} onClick={() => find('')}>
            <Icon icon={X} size={16} />
          </button>
        )}
      </div>
      <button
        type="button"
        className="icon-button primary"
        aria-label={t('list.newChat')}
        title={t('list.newChat')}
        onClick={() => showDialog('new-chat')}
      >
        <Icon icon={SquarePen} />
      </button>
    </div>
  );
}
