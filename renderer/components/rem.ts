// Pixels of one rem: the text size the person chose, for what is computed rather than styled.
import { useEffect, useState } from 'react';

export function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

/** Follows the text size on <html>; asking for it again and again would make the browser put the page in order each time. */
export function useRem(): number {
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
