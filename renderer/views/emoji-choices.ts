// The emoji the person used last and the skin tone they chose, for every picker; both are settings, so they stay.
import { useMemo } from 'react';
import type { SkinTone } from '../../shared/settings.ts';
import { withRecent } from '../components/emoji.ts';
import { useStore } from '../store/index.ts';

export interface EmojiChoices {
  readonly recent: readonly string[];
  readonly tone: SkinTone;
  readonly onTone: (tone: SkinTone) => void;
  /** An emoji was used: it is the most recent one now. */
  readonly used: (emoji: string) => void;
}

export function useEmojiChoices(): EmojiChoices {
  const recent = useStore((state) => state.settings.recentEmoji);
  const tone = useStore((state) => state.settings.skinTone);
  return useMemo(() => {
    const { changeSettings, report } = useStore.getState();
    return {
      recent,
      tone,
      onTone: (skinTone) => void changeSettings({ skinTone }).catch(report),
      used: (emoji) => {
        const recentEmoji = withRecent(useStore.getState().settings.recentEmoji, emoji);
        void changeSettings({ recentEmoji }).catch(report);
      },
    };
  }, [recent, tone]);
}
