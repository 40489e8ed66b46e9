// Pixels of one rem: the text size the person chose, for what is computed rather than styled.
import { useSyncExternalStore } from 'react';

export function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

/** Follows the text size on <html>. */
export function useRem(): number {
  return useSyncExternalStore(watch, remPx);
}

function watch(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}
