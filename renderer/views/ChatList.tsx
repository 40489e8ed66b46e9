// The chats, newest first, all of them or the unread ones.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../shared/conversation.ts';
import { ChatRow } from '../components/ChatRow.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { useNow } from '../components/now.ts';
import { RowList } from '../components/RowList.tsx';
import { contactId } from '../store/contacts.ts';
import { inOrder, matching } from '../store/conversations.ts';
import { useStore } from '../store/index.ts';

const MINUTE_MS = 60_000;
const idOf = (row: Conversation) => row.id;
const titleOf = (row: Conversation) => row.title;

export function ChatList({ unreadOnly }: { readonly unreadOnly: boolean }) {
  const { t } = useTranslation();
  const conversations = useStore((state) => state.conversations);
  const contacts = useStore((state) => state.contacts);
  const search = useStore((state) => state.search);
  const open = useStore((state) => state.open);
  const compact = useStore((state) => state.settings.density === 'compact');
  const show = useStore((state) => state.show);
  const find = useStore((state) => state.find);
  const go = useStore((state) => state.go);
  const showDialog = useStore((state) => state.showDialog);
  const now = useNow(MINUTE_MS);
  const all = useMemo(() => inOrder(conversations), [conversations]);
  const rows = useMemo(() => matching(all, search, unreadOnly, open), [all, search, unreadOnly, open]);

  if (rows.length === 0) {
    if (all.length === 0) {
      return (
        <EmptyState title={t('list.noChatsTitle')} text={t('list.noChats')}>
          <button type="button" className="button primary" onClick={() => showDialog('new-chat')}>
            {t('list.startChat')}
          </button>
        </EmptyState>
      );
    }
    if (search.trim() !== '') {
      return (
        <EmptyState title={t('list.noneFoundTitle')} text={t('list.noneFound', { query: search.trim().slice(0, 80) })}>
          <button type="button" className="button" onClick={() => find('')}>
            {t('list.clear')}
          </button>
        </EmptyState>
      );
    }
    return (
      <EmptyState title={t('list.noUnreadTitle')} text={t('list.noUnread')}>
        <button type="button" className="button" onClick={() => go('chats')}>
          {t('list.showAll')}
        </button>
      </EmptyState>
    );
  }
  return (
    <RowList
      label={t('list.chats')}
      items={rows}
      keyOf={idOf}
      nameOf={titleOf}
      current={open}
      size={compact ? 48 : 64}
      row={(row, tabIndex) => (
        <ChatRow
          conversation={row}
          presence={contacts[contactId(row.account, row.address)]?.presence.availability}
          open={row.id === open}
          compact={compact}
          now={now}
          tabIndex={tabIndex}
          onOpen={show}
        />
      )}
    />
  );
}
