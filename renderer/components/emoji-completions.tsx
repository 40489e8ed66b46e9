// The emoji that `:code` in front of the caret may become.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SkinTone } from '../../shared/settings.ts';
import type { Offer } from './Completions.tsx';
import { codeAt } from './compose-text.ts';
import { useEmoji } from './EmojiPicker.tsx';
import { completions, toned } from './emoji.ts';

interface EmojiOffer extends Offer {
  /** The second colon was typed: a code that is one becomes its emoji. */
  readonly close: (value: string, caret: number) => void;
}

/** `replace` puts an emoji in place of what lies between two places of the text. */
export function useEmojiOffer(
  value: string,
  caret: number,
  tone: SkinTone,
  replace: (from: number, to: number, emoji: string) => void,
): EmojiOffer {
  const { t } = useTranslation();
  const found = codeAt(value, caret);
  const all = useEmoji(found !== null);
  const typed = found === null || found.closed ? '' : found.code;
  const from = found?.from ?? null;
  const options = useMemo(() => {
    if (typed === '' || from === null) return [];
    return completions(all, typed).map(({ emoji, code }) => ({
      key: emoji.text,
      look: (
        <>
          <span className="completion-emoji" aria-hidden="true">
            {toned(emoji, tone)}
          </span>
          <span className="completion-name">:{code}:</span>
        </>
      ),
      take: () => replace(from, from + 1 + typed.length, toned(emoji, tone)),
    }));
  }, [all, typed, from, tone, replace]);
  return {
    label: t('emoji.completions'),
    from,
    typed,
    options,
    close(written, at) {
      const code = codeAt(written, at);
      if (code?.closed !== true) return;
      const emoji = all.find(({ codes }) => codes.includes(code.code.toLowerCase()));
      if (emoji !== undefined) replace(code.from, at, toned(emoji, tone));
    },
  };
}
