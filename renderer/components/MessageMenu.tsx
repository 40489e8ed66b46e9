// What can be done with a message: its context menu, for whatever in the log was clicked or has the focus.
import { Copy, ExternalLink, Link, RotateCcw, TextSelect, Trash2 } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../shared/message.ts';
import { logText, selectMessage } from './log-hands.ts';
import { ContextArea, type MenuEntry } from './Menu.tsx';
import type { MessageActions } from './MessageBubble.tsx';

interface MessageMenuProps {
  readonly log: RefObject<HTMLElement | null>;
  readonly messages: readonly Message[];
  readonly actions: MessageActions;
  readonly children: ReactNode;
}

export function MessageMenu({ log, messages, actions, children }: MessageMenuProps) {
  const { t } = useTranslation();
  const entriesFor = (target: Element): readonly MenuEntry[] | null => {
    // The menu key in the log itself means the message that has the focus, or none.
    const article = target.closest('article');
    const id = article?.closest<HTMLElement>('.log-row')?.dataset.id;
    const message = messages.find((each) => each.id === id);
    if (article === null || message === undefined) return null;
    const link = target.closest('a')?.href;
    const selected = document.getSelection()?.isCollapsed === false ? logText(log.current) : '';
    return [
      ...(selected === ''
        ? []
        : [{ kind: 'item' as const, label: t('message.copySelected'), icon: Copy, onChoose: () => actions.onCopyText(selected) }]),
      ...(link === undefined
        ? []
        : [
            { kind: 'item' as const, label: t('message.openLink'), icon: ExternalLink, onChoose: () => actions.onLink(link) },
            { kind: 'item' as const, label: t('message.copyLink'), icon: Link, onChoose: () => actions.onCopyText(link) },
          ]),
      { kind: 'item', label: t('message.copyText'), icon: Copy, onChoose: () => actions.onCopy(message) },
      // After the menu has given the focus back, which would take the selection with it.
      { kind: 'item', label: t('message.select'), icon: TextSelect, onChoose: () => setTimeout(() => selectMessage(article), 60) },
      ...(message.state === 'failed'
        ? [
            { kind: 'line' as const },
            { kind: 'item' as const, label: t('failure.again'), icon: RotateCcw, onChoose: () => actions.onRetry(message) },
            { kind: 'item' as const, label: t('failure.remove'), icon: Trash2, danger: true, onChoose: () => actions.onDiscard(message) },
          ]
        : []),
    ];
  };
  return (
    <ContextArea label={t('message.menu')} entriesFor={entriesFor}>
      {children}
    </ContextArea>
  );
}
