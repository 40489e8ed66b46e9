// A long list of rows: virtualised, with list semantics, one tab stop, and arrow keys that move between rows (ARIA practices, roving tabindex).
import { type FocusEvent, type KeyboardEvent, type ReactElement, type ReactNode, useCallback, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useRem } from './rem.ts';

interface RowListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly nameOf: (item: T) => string;
  /** The row that is open, by key: the tab stop until the arrows move it. */
  readonly current: string | null;
  /** Height of a row in rem. */
  readonly size: number;
  readonly className?: string;
  /** Drawn after the last row; no row itself. */
  readonly end?: ReactNode;
  /** Must draw one button or link that takes `tabIndex`. */
  readonly row: (item: T, tabIndex: 0 | -1) => ReactElement;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };

export function RowList<T>({ label, items, keyOf, nameOf, current, size, className = '', end, row }: RowListProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [visited, setVisited] = useState<string | null>(null);
  const find = (key: string | null) => (key === null ? -1 : items.findIndex((item) => keyOf(item) === key));
  const rem = useRem();
  const stop = Math.max(0, visited === null || find(visited) < 0 ? find(current) : find(visited));

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      if (step === undefined || items.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const next = Math.min(items.length - 1, Math.max(0, stop + step));
      const item = items[next];
      if (item === undefined) return;
      setVisited(keyOf(item));
      list.current?.scrollToIndex(next, { align: 'nearest' });
      // The row may have to be mounted first.
      const focus = (tries: number) => {
        const target = scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"] button`);
        if (target !== null && target !== undefined) target.focus({ preventScroll: true });
        else if (tries > 0) requestAnimationFrame(() => focus(tries - 1));
      };
      requestAnimationFrame(() => focus(8));
    },
    [items, keyOf, stop],
  );
  // Wherever the focus came from: the arrows go on from there.
  const onFocus = useCallback((event: FocusEvent) => {
    const key = event.target.closest<HTMLElement>('[data-key]')?.dataset.key;
    if (key !== undefined) setVisited(key);
  }, []);
  const onBlur = useCallback((event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setVisited(null);
  }, []);

  return (
    <div ref={scroller} className={`row-list scrolls ${className}`}>
      {/** biome-ignore lint/a11y/useSemanticElements: virtualised rows lie in wrappers that <ul> may not contain */}
      <div role="list" aria-label={label} onKeyDown={onKeyDown} onFocus={onFocus} onBlur={onBlur}>
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          data={items}
          itemSize={size * rem}
          bufferSize={size * rem * 6}
          keepMounted={items.length > 0 ? [stop] : []}
        >
          {(item, index) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            <div
              key={keyOf(item)}
              role="listitem"
              aria-label={nameOf(item)}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              data-row={index}
              data-key={keyOf(item)}
            >
              {row(item, index === stop ? 0 : -1)}
            </div>
          )}
        </Virtualizer>
      </div>
      {end}
    </div>
  );
}
