// What of the log is before the person's eyes.
import type { VirtualizerHandle } from 'virtua';

/** Index of the last row whose end is in view, so that whoever looks has had all of it before them; -1: none. */
export function lastSeen(handle: VirtualizerHandle, count: number): number {
  const upper = handle.scrollOffset;
  const lower = upper + handle.viewportSize + 1;
  const endOf = (index: number) => handle.getItemOffset(index) + handle.getItemSize(index);
  const there = Math.min(handle.findItemIndex(lower), count - 1);
  const seen = there >= 0 && endOf(there) > lower ? there - 1 : there;
  return seen >= 0 && endOf(seen) > upper ? seen : -1;
}
