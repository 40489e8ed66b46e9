// The keys of a list whose focus stays in its text box.

/** Which of `count` options an arrow key leads to from `active` (-1: none), round both ends; undefined for any other key, or with nothing to choose. */
export function stepTo(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return active === -1 ? count - 1 : (active - 1 + count) % count;
  return undefined;
}

/** Once it is drawn. */
export function bringIntoView(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView({ block: 'nearest' }));
}
