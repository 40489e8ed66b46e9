// Pixels of one rem: the text size the person chose, for what is computed rather than styled.
import { createContext, useContext, useEffect, useState } from 'react';

/** Measured once for all: asking for it makes the browser put the page in order. */
export const Rem = createContext(16);

export function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

export const useRem = (): number => useContext(Rem);

/** Follows the text size on <html>. */
export function useMeasuredRem(): number {
  const [rem, setRem] = useState(remPx);
  useEffect(() => {
    const read = () => setRem(remPx());
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    read();
    return () => observer.disconnect();
  }, []);
  return rem;
}
