// The chats, pinned ones first, then the newest: all of them, the unread ones, or those put away.
import { Archive, ChevronRight } from 'lucide-react';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../shared/conversation.ts';
import { ChatRow } from '../components/ChatRow.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { Icon } from '../components/Icon.tsx';
import { ContextArea } from '../components/Menu.tsx';
import { useNow } from '../components/now.ts';
import { RowList } from '../components/RowList.tsx';
import { contactId } from '../store/contacts.ts';
import { inOrder, listed } from '../store/conversations.ts';
import { useStore } from '../store/index.ts';
import { useVias } from './accounts.ts';
import { useIsBlocked } from './blocking.ts';
import { useChatMenu } from './chat-menu.ts';
import { prepareLog } from './prepare-log.ts';
import { RequestsDoor } from './RequestsDoor.tsx';

const MINUTE_MS = 60_000;
const idOf = (row: Conversation) => row.id;

export function ChatList({ list }: { readonly list: 'chats' | 'unread' | 'archived' }) {
  const { t } = useTranslation();
  const conversations = useStore((state) => state.conversations);
  const contacts = useStore((state) => state.contacts);
  const open = useStore((state) => state.open);
  const compact = useStore((state) => state.settings.density === 'compact');
  const now = useNow(MINUTE_MS);
  const isBlocked = useIsBlocked();
  const chatMenu = useChatMenu();
  const [menu, setMenu] = useState<string | null>(null);
  const only = useStore((state) => state.onlyAccount);
  const viaOf = useVias();
  const all = useMemo(() => inOrder(conversations, only), [conversations, only]);
  const rows = useMemo(() => listed(all, list, open), [all, list, open]);
  const archived = useMemo(() => all.filter((row) => row.archived).length, [all]);
  const end = list === 'chats' && archived > 0 && <ArchivedRow count={archived} />;

  const onOpen = useCallback((id: string) => {
    const { open: before, conversations: present, show, readAll, report } = useStore.getState();
    // Choosing the open chat again means: I have seen it.
    if (id === before && present[id]?.markedUnread === true) readAll(id).catch(report);
    show(id);
  }, []);

  const nameOf = ({ account, address, title }: Conversation) => {
    const via = viaOf({ account, address, name: title });
    return via === undefined ? title : t('list.through', { name: title, address: via.address });
  };

  if (rows.length === 0) {
    return (
      <>
        {list === 'chats' && <RequestsDoor />}
        <NoChats list={list} none={all.length === 0} end={end} />
      </>
    );
  }
  const entriesFor = (target: Element) => {
    const id = target.closest<HTMLElement>('[data-key]')?.dataset.key;
    const row = id === undefined ? undefined : conversations[id];
    if (row === undefined) return null;
    setMenu(row.id);
    return chatMenu(row);
  };
  return (
    <ContextArea label={t('chat.menu')} entriesFor={entriesFor} onOpen={(opened) => (opened ? undefined : setMenu(null))}>
      {list === 'chats' && <RequestsDoor />}
      <RowList
        label={t(list === 'archived' ? 'list.archivedChats' : 'list.chats')}
        items={rows}
        keyOf={idOf}
        nameOf={nameOf}
        current={open}
        size={compact ? 3 : 4}
        end={end}
        row={(row, tabIndex) => (
          <ChatRow
            conversation={row}
            presence={contacts.get(contactId(row.account, row.address))?.presence.availability}
            via={viaOf({ account: row.account, address: row.address, name: row.title })}
            blocked={isBlocked(row.account, row.address)}
            open={row.id === open}
            compact={compact}
            now={now}
            menu={row.id === menu}
            tabIndex={tabIndex}
            onOpen={onOpen}
            onPress={prepareLog}
          />
        )}
      />
    </ContextArea>
  );
}

function ArchivedRow({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  const go = useStore((state) => state.go);
  return (
    <button type="button" className="archived-row" onClick={() => go('archived')}>
      <span className="archived-icon">
        <Icon icon={Archive} />
      </span>
      <span className="archived-words">{t('list.archived', { count })}</span>
      <Icon icon={ChevronRight} size={16} turns />
    </button>
  );
}

interface NoChatsProps {
  readonly list: 'chats' | 'unread' | 'archived';
  /** There is no chat at all. */
  readonly none: boolean;
  readonly end: ReactNode;
}

function NoChats({ list, none, end }: NoChatsProps) {
  const { t } = useTranslation();
  const go = useStore((state) => state.go);
  const showDialog = useStore((state) => state.showDialog);
  const only = useStore((state) => (state.onlyAccount === null ? undefined : state.accounts[state.onlyAccount]));
  const elsewhere = useStore((state) => Object.values(state.conversations).some((row) => row.account !== only?.id));
  if (only !== undefined && none && elsewhere) {
    return (
      <EmptyState title={t('list.noChatsTitle')} text={t('list.noChatsOf', { address: only.address })}>
        <button type="button" className="button" onClick={() => useStore.getState().listOnly(null)}>
          {t('accounts.showAll')}
        </button>
        <button type="button" className="button" onClick={() => showDialog('new-chat')}>
          {t('list.startChat')}
        </button>
      </EmptyState>
    );
  }
  if (list === 'unread' && !none) {
    return (
      <EmptyState title={t('list.noUnreadTitle')} text={t('list.noUnread')}>
        <button type="button" className="button" onClick={() => go('chats')}>
          {t('list.showAll')}
        </button>
      </EmptyState>
    );
  }
  if (list === 'archived') {
    return (
      <EmptyState title={t('list.noArchivedTitle')} text={t('list.noArchived')}>
        <button type="button" className="button" onClick={() => go('chats')}>
          {t('list.showAll')}
        </button>
      </EmptyState>
    );
  }
  return (
    <>
      <EmptyState title={t('list.noChatsTitle')} text={t('list.noChats')}>
        <button type="button" className="button primary" onClick={() => showDialog('new-chat')}>
          {t('list.startChat')}
        </button>
        {none && (
          <button type="button" className="button" onClick={() => showDialog('add-contact')}>
            {t('contacts.add')}
          </button>
        )}
      </EmptyState>
      {end}
    </>
  );
}
