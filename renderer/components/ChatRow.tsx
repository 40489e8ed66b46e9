// A conversation as a row: who, when, what was said last (or is being said), what is unread.
import './ChatRow.css';
import { AtSign, Ban, BellOff, Ellipsis, type LucideIcon, Pin } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { actionOf, spoken } from '../../shared/action.ts';
import type { Availability } from '../../shared/contact.ts';
import type { Conversation } from '../../shared/conversation.ts';
import { RowVia, type Via } from './AccountMark.tsx';
import { Avatar } from './Avatar.tsx';
import { moment, rowTime } from './dates.ts';
import { Icon } from './Icon.tsx';
import { openContextMenu } from './Menu.tsx';
import { StateMark, stateWord } from './StateMark.tsx';

interface ChatRowProps {
  readonly conversation: Conversation;
  readonly presence: Availability | undefined;
  /** Of several accounts, the one this goes through. */
  readonly via: Via | undefined;
  readonly blocked: boolean;
  readonly open: boolean;
  readonly compact: boolean;
  readonly now: number;
  /** Whether its menu is open; null = it has none here. */
  readonly menu: boolean | null;
  readonly tabIndex: 0 | -1;
  readonly onOpen: (id: string) => void;
  /** The button is down: it will be opened. */
  readonly onPress?: (id: string) => void;
}

export const ChatRow = memo(function ChatRow({
  conversation,
  presence,
  via,
  blocked,
  open,
  compact,
  now,
  menu,
  tabIndex,
  onOpen,
  onPress,
}: ChatRowProps) {
  const { t } = useTranslation();
  const { id, title, address, last } = conversation;
  return (
    <div className="chat-row-place" data-menu={menu ?? 'none'}>
      <button
        type="button"
        className="chat-row"
        aria-current={open ? 'true' : undefined}
        tabIndex={tabIndex}
        title={via?.address}
        onPointerDown={() => onPress?.(id)}
        onClick={() => onOpen(id)}
      >
        <Avatar address={address} name={title} picture={conversation.picture} size={compact ? 32 : 40} presence={presence} />
        <span className="chat-row-text">
          <span className="chat-row-line">
            <span className="chat-row-name">
              <bdi className="cut">{title}</bdi>
              <RowVia via={via} />
            </span>
            {presence !== undefined && <span className="heard">{t(`presence.${presence}`)}</span>}
            {blocked && <Sign icon={Ban} words={t('block.blocked')} />}
            {conversation.pinned && <Sign icon={Pin} words={t('list.pinned')} />}
            {conversation.mutedUntil > now && <Sign icon={BellOff} words={t('list.muted')} />}
            {last !== undefined && (
              <time className="chat-row-time numbers" title={moment(last.sentAt)}>
                <bdi>{rowTime(last.sentAt, now)}</bdi>
              </time>
            )}
          </span>
          <span className="chat-row-line">
            <Preview conversation={conversation} open={open} />
            {conversation.mentions !== undefined && (
              <span className="chat-row-mention" title={t('mention.you')}>
                <Icon icon={AtSign} size={14} />
                <span className="heard">{t('mention.you')}</span>
              </span>
            )}
            <Badge conversation={conversation} muted={conversation.mutedUntil > now} />
          </span>
        </span>
      </button>
      {menu !== null && (
        <button
          type="button"
          className="chat-row-more"
          aria-label={t('list.more')}
          aria-haspopup="menu"
          aria-expanded={menu}
          tabIndex={tabIndex}
          onClick={(event) => openContextMenu(event.currentTarget)}
        >
          <Icon icon={Ellipsis} size={18} />
        </button>
      )}
    </div>
  );
});

function Sign({ icon, words }: { readonly icon: LucideIcon; readonly words: string }) {
  return (
    <span className="chat-row-sign" title={words}>
      <Icon icon={icon} size={14} />
      <span className="heard">{words}</span>
    </span>
  );
}

function Badge({ conversation, muted }: { readonly conversation: Conversation; readonly muted: boolean }) {
  const { t } = useTranslation();
  const { unread, markedUnread } = conversation;
  if (unread > 0) {
    return (
      <span className="badge numbers" data-muted={muted}>
        <span aria-hidden="true">{unread > 999 ? '999+' : unread}</span>
        <span className="heard">{t('rail.unreadCount', { count: unread })}</span>
      </span>
    );
  }
  if (!markedUnread) return null;
  return (
    <span className="badge-dot" data-muted={muted}>
      <span className="heard">{t('list.markedUnread')}</span>
    </span>
  );
}

function Preview({ conversation, open }: { readonly conversation: Conversation; readonly open: boolean }) {
  const { t } = useTranslation();
  const { draft, typing, last, title } = conversation;
  if (typing) return <span className="chat-row-preview typing">{t('list.typing')}</span>;
  if (draft !== '' && !open) {
    return (
      <span className="chat-row-preview">
        <span className="chat-row-draft">{t('list.draft')} </span>
        <bdi className="cut">{oneLine(draft)}</bdi>
      </span>
    );
  }
  if (last === undefined) return <span className="chat-row-preview">{t('list.nothingYet')}</span>;
  const { preview, direction, state, retracted } = last;
  const word = stateWord(state);
  return (
    <span className="chat-row-preview">
      {direction === 'out' && <span>{t('list.you')} </span>}
      {retracted === true ? (
        <em className="cut">{t('life.quoteGone')}</em>
      ) : (
        <bdi className="cut">{oneLine(direction === 'out' ? (actionOf(preview) ?? preview) : spoken(preview, title))}</bdi>
      )}
      {word !== null && retracted !== true && (
        <span className="chat-row-state" data-state={state} title={t(word)}>
          <StateMark state={state} />
          <span className="heard">{t(word)}</span>
        </span>
      )}
    </span>
  );
}

function oneLine(text: string): string {
  return text.slice(0, 200).replace(/\s+/g, ' ');
}
