// Escape, wherever the focus is, on a screen that is no dialog.
import { useEffect } from 'react';

/** Undefined: the key does nothing. */
export function useEscape(run: (() => void) | undefined): void {
  useEffect(() => {
    if (run === undefined) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.isComposing) run();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [run]);
}
