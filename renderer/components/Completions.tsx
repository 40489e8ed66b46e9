// What the word in front of the caret may become, over the composer. The text box keeps the focus: arrow keys choose, Enter or Tab takes.
import './Completions.css';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react';

interface Option {
  readonly key: string;
  readonly look: ReactNode;
  readonly take: () => void;
}

export interface Offer {
  /** Accessible name of the list. */
  readonly label: string;
  /** Where the word begins; null: there is none. */
  readonly from: number | null;
  readonly typed: string;
  readonly options: readonly Option[];
}

interface CompletionState {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly active: number;
  /** True when the key was meant for the list. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
}

const NONE: readonly Option[] = [];

export function useCompletions({ label, from, typed, options: offered }: Offer): CompletionState {
  const id = useId();
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const options = from === null || from === dismissed ? NONE : offered;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another word begins at the first of its options again
  useEffect(() => setActive(0), [from, typed]);
  useEffect(() => {
    if (from === null) setDismissed(null);
  }, [from]);

  return {
    id,
    label,
    options,
    active,
    onKeyDown(event) {
      const option = options[active];
      if (option === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
      if (event.key === 'ArrowDown') setActive((active + 1) % options.length);
      else if (event.key === 'ArrowUp') setActive((active + options.length - 1) % options.length);
      else if (event.key === 'Escape') setDismissed(from);
      else if ((event.key === 'Enter' && !event.shiftKey) || (event.key === 'Tab' && !event.shiftKey)) option.take();
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

export function Completions({ state }: { readonly state: CompletionState }) {
  const { id, label, options, active } = state;
  if (options.length === 0) return null;
  return (
    <div className="completions" role="listbox" id={id} aria-label={label}>
      {options.map(({ key, look, take }, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the text box, which names the active option
        <div
          key={key}
          id={`${id}-${index}`}
          className="completion"
          role="option"
          aria-selected={index === active}
          // Before the text box loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            take();
          }}
        >
          {look}
        </div>
      ))}
    </div>
  );
}
