// Where the window stands, remembered for each arrangement of displays: a laptop at the desk and on the train has two. Pure.
import type { Rectangle } from 'electron';

export interface Place {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly maximised: boolean;
}

export interface DisplayLike {
  readonly bounds: Rectangle;
  readonly workArea: Rectangle;
  readonly scaleFactor: number;
}

/** Oldest first; the newest arrangement is the last one. */
export type Places = Readonly<Record<string, Place>>;

export const SMALLEST = { width: 380, height: 480 } as const;
export const FIRST_PLACE: Place = { width: 1180, height: 760, maximised: false };
const ARRANGEMENTS = 8;

export function arrangementOf(displays: readonly DisplayLike[]): string {
  return displays
    .map(({ bounds: { x, y, width, height }, scaleFactor }) => `${width}x${height}+${x}+${y}@${scaleFactor}`)
    .sort()
    .join(' ');
}

/** `places` with the place of this arrangement renewed; the oldest ones fall out. */
export function remember(places: Places, displays: readonly DisplayLike[], place: Place): Places {
  const key = arrangementOf(displays);
  const others = Object.entries(places).filter(([each]) => each !== key);
  return Object.fromEntries([...others, [key, place] as const].slice(-ARRANGEMENTS));
}

/** Where to open: as last time on these displays, else as large as last time anywhere; never where nobody can reach the title bar. */
export function recall(places: Places, displays: readonly DisplayLike[]): Place {
  const known = places[arrangementOf(displays)];
  if (known !== undefined && reachable(known, displays)) return known;
  const { width, height } = known ?? Object.values(places).at(-1) ?? FIRST_PLACE;
  const room = displays[0]?.workArea;
  return {
    width: Math.max(SMALLEST.width, Math.min(width, room?.width ?? width)),
    height: Math.max(SMALLEST.height, Math.min(height, room?.height ?? height)),
    maximised: known?.maximised ?? false,
  };
}

function reachable({ x, y, width }: Place, displays: readonly DisplayLike[]): boolean {
  if (x === undefined || y === undefined) return true;
  return displays.some(
    ({ workArea: area }) => x + width / 2 > area.x && x < area.x + area.width - 40 && y >= area.y - 8 && y < area.y + area.height - 40,
  );
}
