// The list pane: search, new chat, and the section the rail chose.
import './Sidebar.css';
import { ArrowLeft, Search, SquarePen, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SEARCH_LIMIT } from '../../shared/search.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { Icon } from '../components/Icon.tsx';
import { Resizer } from '../components/Resizer.tsx';
import { useRem } from '../components/rem.ts';
import { hintFor } from '../components/shortcuts.ts';
import { useStore } from '../store/index.ts';
import { AccountFilter } from './AccountFilter.tsx';
import { ChatList } from './ChatList.tsx';
import { ContactList } from './ContactList.tsx';
import { type Found, openFound, SearchResults, useFound } from './SearchResults.tsx';

const MIN_PX = 240;
const MAX_PX = 420;

interface SidebarProps {
  readonly width: number;
  readonly onWidth: (width: number) => void;
  /** The list of requests. */
  readonly requests: ReactNode;
}

export function Sidebar({ width, onWidth, requests }: SidebarProps) {
  const { t } = useTranslation();
  const section = useStore((state) => state.section);
  const searching = useStore((state) => state.search.trim() !== '');
  const changeSettings = useStore((state) => state.changeSettings);
  const report = useStore((state) => state.report);
  const scale = useRem() / 16;
  const found = useFound();
  const [chosen, setChosen] = useState<string | null>(null);
  // What was chosen stays chosen while it is found; otherwise the best one is.
  const at = Math.max(
    0,
    found.findIndex((each) => each.id === chosen),
  );
  const active = found[at];
  return (
    <section
      className="sidebar"
      aria-label={t(section === 'archived' ? 'list.archivedChats' : section === 'requests' ? 'requests.title' : `rail.${section}`)}
      data-region="list"
    >
      <SearchBar active={active} onMove={(step) => setChosen(found[at + step]?.id ?? active?.id ?? null)} />
      {!searching && section !== 'groups' && <AccountFilter />}
      {searching ? (
        <SearchResults found={found} active={active?.id} />
      ) : section === 'contacts' ? (
        <ContactList />
      ) : section === 'requests' ? (
        <>
          <Head title={t('requests.title')} />
          {requests}
        </>
      ) : section === 'groups' ? (
        <EmptyState title={t('list.groupsTitle')} text={t('list.groups')} />
      ) : (
        <>
          {section === 'archived' && <Head title={t('list.archivedChats')} />}
          <ChatList list={section} />
        </>
      )}
      <Resizer
        label={t('list.resize')}
        width={width}
        min={MIN_PX}
        max={MAX_PX}
        scale={scale}
        onMove={onWidth}
        onDone={(listWidth) => {
          onWidth(listWidth);
          changeSettings({ listWidth }).catch(report);
        }}
      />
    </section>
  );
}

/** Of a list that was opened from the chats. */
function Head({ title }: { readonly title: string }) {
  const { t } = useTranslation();
  const go = useStore((state) => state.go);
  return (
    <div className="archived-head">
      <button type="button" className="icon-button" aria-label={t('list.showAll')} title={t('list.showAll')} onClick={() => go('chats')}>
        <Icon icon={ArrowLeft} turns />
      </button>
      <h2 className="archived-title">{title}</h2>
    </div>
  );
}

interface SearchBarProps {
  /** What Enter opens. */
  readonly active: Found | undefined;
  readonly onMove: (step: 1 | -1) => void;
}

function SearchBar({ active, onMove }: SearchBarProps) {
  const { t } = useTranslation();
  const search = useStore((state) => state.search);
  const searches = useStore((state) => state.searches);
  const find = useStore((state) => state.find);
  const showDialog = useStore((state) => state.showDialog);
  const mac = useStore((state) => state.platform === 'darwin');
  const box = useRef<HTMLInputElement>(null);
  const returnTo = useRef<HTMLElement | null>(null);
  const asked = useRef(searches);
  useEffect(() => {
    if (searches === asked.current) return;
    asked.current = searches;
    if (document.activeElement instanceof HTMLElement && document.activeElement !== box.current) returnTo.current = document.activeElement;
    // In a narrow window the list has just taken the place of the conversation.
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.select();
    });
  }, [searches]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (search !== '') find('');
      else if (returnTo.current?.isConnected === true) returnTo.current.focus();
      else box.current?.blur();
    } else if (search.trim() === '') return;
    else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !event.altKey) {
      event.preventDefault();
      onMove(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && active !== undefined) {
      event.preventDefault();
      openFound(active);
    }
  };
  return (
    <div className="searchbar">
      <div className="search">
        <Icon icon={Search} size={18} />
        <input
          ref={box}
          type="search"
          className="search-input"
          aria-label={t('list.search')}
          aria-activedescendant={search.trim() === '' ? undefined : active?.id}
          placeholder={t('list.search')}
          maxLength={SEARCH_LIMIT}
          spellCheck={false}
          value={search}
          onChange={(event) => find(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {search === '' ? (
          <span className="search-keys" dir="ltr" aria-hidden="true">
            {hintFor('search', mac)}
          </span>
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
        title={`${t('list.newChat')} (${hintFor('new-chat', mac)})`}
        onClick={() => showDialog('new-chat')}
      >
        <Icon icon={SquarePen} />
      </button>
    </div>
  );
}
