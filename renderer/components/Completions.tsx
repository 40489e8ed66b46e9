// The emoji that `:code` in front of the caret may become, over the composer. The text box keeps the focus: arrow keys choose, Enter or Tab takes.
import './Completions.css';
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SkinTone } from '../../shared/settings.ts';
import { codeAt } from './compose-text.ts';
import { useEmoji } from './EmojiPicker.tsx';
import { type Completion, completions, toned } from './emoji.ts';

interface CompletionState {
  readonly id: string;
  readonly options: readonly Completion[];
  readonly active: number;
  /** True when the key was meant for the list. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
  readonly take: (option: Completion) => void;
  /** The second colon was typed: a code that is one becomes its emoji. */
  readonly close: (value: string, caret: number) => void;
}

/** `replace` puts an emoji in place of what lies between two places of the text. */
export function useCompletions(
  value: string,
  caret: number,
  tone: SkinTone,
  replace: (from: number, to: number, emoji: string) => void,
): CompletionState {
  const id = useId();
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const found = codeAt(value, caret);
  const all = useEmoji(found !== null);
  const from = found?.from ?? null;
  const code = found === null || found.closed || from === dismissed ? '' : found.code;
  const options = useMemo(() => (code === '' ? [] : completions(all, code)), [all, code]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another code begins at the first of its options again
  useEffect(() => setActive(0), [code]);
  useEffect(() => {
    if (from === null) setDismissed(null);
  }, [from]);

  const take = ({ emoji }: Completion) => {
    if (from !== null) replace(from, caret, toned(emoji, tone));
  };
  return {
    id,
    options,
    active,
    take,
    onKeyDown(event) {
      const option = options[active];
      if (option === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
      if (event.key === 'ArrowDown') setActive((active + 1) % options.length);
      else if (event.key === 'ArrowUp') setActive((active + options.length - 1) % options.length);
      else if (event.key === 'Escape') setDismissed(from);
      else if ((event.key === 'Enter' && !event.shiftKey) || (event.key === 'Tab' && !event.shiftKey)) take(option);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    close(typed, at) {
      const written = codeAt(typed, at);
      if (written?.closed !== true) return;
      const emoji = all.find(({ codes }) => codes.includes(written.code.toLowerCase()));
      if (emoji !== undefined) replace(written.from, at, toned(emoji, tone));
    },
  };
}

export function Completions({ state, tone }: { readonly state: CompletionState; readonly tone: SkinTone }) {
  const { t } = useTranslation();
  const { id, options, active, take } = state;
  if (options.length === 0) return null;
  return (
    <div className="completions" role="listbox" id={id} aria-label={t('emoji.completions')}>
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the text box, which names the active option
        <div
          key={option.emoji.text}
          id={`${id}-${index}`}
          className="completion"
          role="option"
          aria-selected={index === active}
          // Before the text box loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            take(option);
          }}
        >
          <span className="completion-emoji" aria-hidden="true">
            {toned(option.emoji, tone)}
          </span>
          <span className="completion-code">:{option.code}:</span>
        </div>
      ))}
    </div>
  );
}
