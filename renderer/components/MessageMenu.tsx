// What can be done with a message: its context menu, for whatever in the log was clicked or has the focus.
import { Copy, ExternalLink, Forward, Info, Link, Pencil, Reply, RotateCcw, SmilePlus, TextSelect, Trash2 } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../shared/message.ts';
import { logText, selectMessage } from './log-hands.ts';
import { ContextArea, type MenuEntry } from './Menu.tsx';
import type { MessageActions } from './message-actions.ts';
import { MESSAGE_KEYS } from './message-keys.ts';

const REACTIONS = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👎'] as const;

interface MessageMenuProps {
  readonly log: RefObject<HTMLElement | null>;
  readonly messages: readonly Message[];
  readonly actions: MessageActions;
  /** Bare JID of the account. */
  readonly self: string;
  readonly children: ReactNode;
}

const FOCUS_MS = 60;

/** After the menu has given the focus back, which would take the selection or the new focus with it. */
const later = (run: () => void) => () => void setTimeout(run, FOCUS_MS);

export function MessageMenu({ log, messages, actions, self, children }: MessageMenuProps) {
  const { t } = useTranslation();
  const entriesFor = (target: Element): readonly MenuEntry[] | null => {
    // The menu key in the log itself means the message that has the focus, or none.
    const article = target.closest('article');
    const id = article?.closest<HTMLElement>('.log-row')?.dataset.id;
    const message = messages.find((each) => each.id === id);
    if (article === null || message === undefined) return null;
    const link = target.closest('a')?.href;
    const selected = document.getSelection()?.isCollapsed === false ? logText(log.current) : '';
    const gone = message.retractedAt !== undefined;
    const failed = message.state === 'failed';
    const details = { kind: 'item', label: t('life.details'), icon: Info, onChoose: () => actions.onDetails(message) } as const;
    const remove = {
      kind: 'item',
      label: t('life.delete'),
      icon: Trash2,
      keys: MESSAGE_KEYS.delete,
      danger: true,
      onChoose: () => actions.onDelete(message),
    } as const;
    if (gone) return [details, { kind: 'line' }, remove];
    const mine = new Set(message.reactions?.filter(({ senders }) => senders.includes(self)).map(({ emoji }) => emoji));
    const answers: readonly MenuEntry[] = [
      { kind: 'item', label: t('life.reply'), icon: Reply, keys: MESSAGE_KEYS.reply, onChoose: later(() => actions.onReply(message)) },
      {
        kind: 'more',
        label: t('life.react'),
        icon: SmilePlus,
        entries: [
          ...REACTIONS.map((emoji) => ({
            kind: 'item' as const,
            label: emoji,
            onChoose: () => actions.onReact(message, emoji, !mine.has(emoji)),
          })),
          { kind: 'item', label: t('life.moreReactions'), onChoose: later(() => actions.onMoreReactions(message, article)) },
        ],
      },
      ...(message.direction === 'out'
        ? [
            {
              kind: 'item' as const,
              label: t('life.edit'),
              icon: Pencil,
              keys: MESSAGE_KEYS.edit,
              onChoose: later(() => actions.onEdit(message)),
            },
          ]
        : []),
    ];
    return [
      ...(actions.silent ? [] : answers),
      { kind: 'item', label: t('life.forward'), icon: Forward, onChoose: later(() => actions.onForward(message)) },
      { kind: 'line' },
      ...(selected === ''
        ? []
        : [{ kind: 'item' as const, label: t('message.copySelected'), icon: Copy, onChoose: () => actions.onCopyText(selected) }]),
      ...(link === undefined
        ? []
        : [
            { kind: 'item' as const, label: t('message.openLink'), icon: ExternalLink, onChoose: () => actions.onLink(link) },
            { kind: 'item' as const, label: t('message.copyLink'), icon: Link, onChoose: () => actions.onCopyText(link) },
          ]),
      { kind: 'item', label: t('message.copyText'), icon: Copy, keys: MESSAGE_KEYS.copy, onChoose: () => actions.onCopy(message) },
      { kind: 'item', label: t('message.select'), icon: TextSelect, onChoose: later(() => selectMessage(article)) },
      details,
      { kind: 'line' },
      ...(failed
        ? [
            { kind: 'item' as const, label: t('failure.again'), icon: RotateCcw, onChoose: () => actions.onRetry(message) },
            { kind: 'item' as const, label: t('failure.remove'), icon: Trash2, danger: true, onChoose: () => actions.onDiscard(message) },
          ]
        : [remove]),
    ];
  };
  return (
    <ContextArea label={t('message.menu')} entriesFor={entriesFor}>
      {children}
    </ContextArea>
  );
}
