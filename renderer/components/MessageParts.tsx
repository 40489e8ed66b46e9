// What stands around a message's text: the message it answers, the reactions to it, and what can be done with it while the pointer or the
// focus is there.
import './MessageParts.css';
import { Ellipsis, type LucideIcon, Reply, SmilePlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Message, Quote } from '../../shared/message.ts';
import { Icon } from './Icon.tsx';
import { openContextMenu } from './Menu.tsx';
import type { MessageActions } from './message-actions.ts';

/** Nearest to the hand; all others are in the menu. */
const QUICK = ['👍', '❤️', '😂'] as const;

interface People {
  /** Bare JID of the account. */
  readonly own: string;
  /** How the other side is called. */
  readonly other: string;
}

interface QuotationProps extends People {
  readonly quote: Quote;
  readonly onGo: (quote: Quote) => void;
}

/** Goes to its source; without one it is what the answer repeats of it. */
export function Quotation({ quote, own, other, onGo }: QuotationProps) {
  const { t } = useTranslation();
  const name = quote.sender === undefined ? t('life.answered') : quote.sender === own ? t('conversation.you') : other;
  const text = quote.retracted === true ? t('life.quoteGone') : quote.text;
  return (
    <button
      type="button"
      className="quotation"
      tabIndex={-1}
      aria-label={t('life.answers', { name, text })}
      disabled={quote.position === undefined}
      onClick={() => onGo(quote)}
    >
      <span className="quotation-name">
        <bdi>{name}</bdi>
      </span>
      <span className="quotation-text" data-gone={quote.retracted === true} dir="auto">
        {text}
      </span>
    </button>
  );
}

interface ReactionsProps extends People {
  readonly message: Message;
  /** Nothing may be said to the other side; see MessageActions. */
  readonly silent: boolean;
  readonly onReact: MessageActions['onReact'];
}

export function Reactions({ message, own, other, silent, onReact }: ReactionsProps) {
  const { t } = useTranslation();
  const nameOf = (sender: string) => (sender === own ? t('conversation.you') : other);
  return (
    <ul className="reactions" aria-label={t('life.reactions')}>
      {message.reactions?.map(({ emoji, senders }) => {
        const mine = senders.includes(own);
        const [one = '', second] = senders.map(nameOf);
        const names = second === undefined ? one : t('life.both', { one, other: second });
        return (
          <li key={emoji}>
            <button
              type="button"
              className="reaction"
              tabIndex={-1}
              aria-pressed={mine}
              aria-label={t('life.reaction', { emoji, names })}
              title={names}
              disabled={silent}
              onClick={() => onReact(message, emoji, !mine)}
            >
              <span aria-hidden="true">{emoji}</span>
              {senders.length > 1 && (
                <span className="numbers" aria-hidden="true">
                  {senders.length}
                </span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface ToolsProps {
  readonly message: Message;
  readonly own: string;
  readonly actions: Pick<MessageActions, 'onReact' | 'onReply' | 'onMoreReactions'>;
}

export function MessageTools({ message, own, actions }: ToolsProps) {
  const { t } = useTranslation();
  const { onReact, onReply, onMoreReactions } = actions;
  const mine = new Set(message.reactions?.filter(({ senders }) => senders.includes(own)).map(({ emoji }) => emoji));
  return (
    // The tools go when the pointer does: the focus stays where it was.
    <div className="message-tools" role="toolbar" aria-label={t('life.tools')} onMouseDown={(event) => event.preventDefault()}>
      {QUICK.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className="message-tool"
          tabIndex={-1}
          aria-label={`${t('life.react')} ${emoji}`}
          aria-pressed={mine.has(emoji)}
          onClick={() => onReact(message, emoji, !mine.has(emoji))}
        >
          <span aria-hidden="true">{emoji}</span>
        </button>
      ))}
      <Tool
        icon={SmilePlus}
        label={t('life.moreReactions')}
        opens="dialog"
        onPress={(button) => onMoreReactions(message, button.closest('article') ?? button)}
      />
      <Tool icon={Reply} turns label={t('life.reply')} onPress={() => onReply(message)} />
      <Tool icon={Ellipsis} label={t('life.more')} opens="menu" onPress={openContextMenu} />
    </div>
  );
}

interface ToolProps {
  readonly icon: LucideIcon;
  /** The picture points somewhere: it is mirrored with the text. */
  readonly turns?: boolean;
  readonly label: string;
  readonly opens?: 'dialog' | 'menu';
  readonly onPress: (button: HTMLElement) => void;
}

function Tool({ icon, turns = false, label, opens, onPress }: ToolProps) {
  return (
    <button
      type="button"
      className="message-tool"
      tabIndex={-1}
      aria-label={label}
      title={label}
      aria-haspopup={opens}
      onClick={(event) => onPress(event.currentTarget)}
    >
      <Icon icon={icon} size={18} turns={turns} />
    </button>
  );
}
