// The edge between two panes: dragged, or moved with the arrow keys (ARIA practices, window splitter).
import './Resizer.css';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';

interface ResizerProps {
  readonly label: string;
  readonly width: number;
  readonly min: number;
  readonly max: number;
  /** CSS pixels of the screen for one of `width`: the text size. */
  readonly scale: number;
  /** While moving. */
  readonly onMove: (width: number) => void;
  /** When let go. */
  readonly onDone: (width: number) => void;
}

const STEP_PX = 12;

export function Resizer({ label, width, min, max, scale, onMove, onDone }: ResizerProps) {
  const drag = useRef<{ readonly from: number; readonly width: number } | null>(null);
  const clamp = (value: number) => Math.round(Math.min(max, Math.max(min, value)));
  const dragged = (event: PointerEvent) => {
    const start = drag.current;
    if (start === null) return width;
    const moved = (event.clientX - start.from) / scale;
    return clamp(start.width + (document.documentElement.dir === 'rtl' ? -moved : moved));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const back = forward === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
    const target = { [forward]: width + STEP_PX, [back]: width - STEP_PX, Home: min, End: max }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    onDone(clamp(target));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a focusable separator with a value is the splitter of the ARIA practices; <hr> is not
    <div
      className="resizer"
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        drag.current = { from: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (drag.current !== null) onMove(dragged(event));
      }}
      onPointerUp={(event) => {
        if (drag.current === null) return;
        const done = dragged(event);
        drag.current = null;
        onDone(done);
      }}
    />
  );
}
