// What was looked for is looked for again when what it was found in has changed.
import { useEffect, useRef } from 'react';

/** Once it is quiet again. */
const AGAIN_MS = 500;

/** `place`: where `typed` was looked for, null while nobody looks. What is typed meanwhile is looked for anyway. */
export function useLookAgain(place: unknown, typed: string, look: () => Promise<void>): void {
  const looked = useRef(place);
  const newest = useRef(look);
  newest.current = look;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text ends the wait for the one before.
  useEffect(() => {
    const before = looked.current;
    looked.current = place;
    if (before === null || place === null || before === place) return;
    // Nobody asked for it: what was found stays when it fails.
    const timer = setTimeout(() => void newest.current().catch(() => undefined), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [place, typed]);
}
