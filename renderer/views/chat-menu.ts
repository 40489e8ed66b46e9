// What can be done with a chat, as entries of a menu; the same for the list and the details.
import { Archive, ArchiveRestore, Bell, BellOff, Download, MessageSquareDot, MessageSquareText, Pin, PinOff, Trash2 } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../shared/conversation.ts';
import type { MenuEntry } from '../components/Menu.tsx';
import { MUTE_CHOICES, muteUntil } from '../components/mute.ts';
import { hintFor } from '../components/shortcuts.ts';
import { isMuted, needsReading } from '../store/conversations.ts';
import { useStore } from '../store/index.ts';
import { useBlockEntries } from './blocking.ts';

/** Entries for the menu of a chat. */
export function useChatMenu(): (conversation: Conversation) => readonly MenuEntry[] {
  const { t } = useTranslation();
  const mac = useStore((state) => state.platform === 'darwin');
  const muteEntries = useMuteEntries();
  const blockEntries = useBlockEntries();
  return useCallback(
    (conversation) => {
      const { id, pinned, archived } = conversation;
      const { pin, mute, archive, markUnread, readAll, ask, report } = useStore.getState();
      const unread = needsReading(conversation);
      return [
        {
          kind: 'item',
          label: t(pinned ? 'chat.unpin' : 'chat.pin'),
          icon: pinned ? PinOff : Pin,
          onChoose: () => void pin(id, !pinned).catch(report),
        },
        isMuted(conversation, Date.now())
          ? {
              kind: 'item',
              label: t('chat.unmute'),
              icon: Bell,
              keys: hintFor('mute', mac),
              onChoose: () => void mute(id, 0).catch(report),
            }
          : { kind: 'more', label: t('chat.mute'), icon: BellOff, entries: muteEntries(conversation) },
        {
          kind: 'item',
          label: t(unread ? 'chat.read' : 'chat.unread'),
          icon: unread ? MessageSquareText : MessageSquareDot,
          onChoose: () => void (unread ? readAll(id) : markUnread(id)).catch(report),
        },
        {
          kind: 'item',
          label: t(archived ? 'chat.unarchive' : 'chat.archive'),
          icon: archived ? ArchiveRestore : Archive,
          keys: hintFor('archive', mac),
          onChoose: () => void archive(id, !archived).catch(report),
        },
        { kind: 'line' },
        ...blockEntries(conversation.account, conversation.address),
        {
          kind: 'item',
          label: t('export.menu'),
          icon: Download,
          onChoose: () => ask({ kind: 'export', conversation: id }),
        },
        {
          kind: 'item',
          label: t('chat.delete'),
          icon: Trash2,
          danger: true,
          onChoose: () => ask({ kind: 'delete-chat', conversation: id }),
        },
      ];
    },
    [t, mac, muteEntries, blockEntries],
  );
}

/** For how long a chat can be muted. */
export function useMuteEntries(): (conversation: Conversation) => readonly MenuEntry[] {
  const { t } = useTranslation();
  return useCallback(
    ({ id }) =>
      MUTE_CHOICES.map((choice) => ({
        kind: 'item' as const,
        label: t(`chat.muteFor.${choice}`),
        onChoose: () => {
          const { mute, report } = useStore.getState();
          mute(id, muteUntil(choice, Date.now())).catch(report);
        },
      })),
    [t],
  );
}
