// The focus goes to what opens with the turn that shows it, not with the frame after that: what is typed in between would go to what lies behind.
import type { RefObject } from 'react';

type Place = RefObject<HTMLElement | null>;

/** For a popup's `initialFocus`: `first`, or else `popup` until the library has found the first thing in it that can have the focus. */
export function focusAtOnce(first: Place | undefined, popup?: Place): () => HTMLElement | true {
  return () => {
    (first?.current ?? popup?.current)?.focus();
    return first?.current ?? true;
  };
}
