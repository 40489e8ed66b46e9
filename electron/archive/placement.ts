// Where the items of an archive page lie on the account's line of positions: between their neighbours in the archive, in their order.
import type { Archive } from './database.ts';
import type { ChangeFact, Fact } from './facts.ts';
import type { Line, makePositions } from './positions.ts';

export interface Placed {
  readonly position: number;
}

type Items = readonly (Fact | ChangeFact)[];

export interface PlacementDoors<P extends Placed> {
  /** Whether it is a message that is stored already. */
  isKnown(item: Fact | ChangeFact): boolean;
  /** Stores it; `place` is asked only when it is new. */
  put(item: Fact | ChangeFact, place: () => number): P;
  /** Where it stands by now: making room for others may have moved it. */
  positionNow(placed: P): number;
}

export function makePlacement<P extends Placed>(archive: Archive, positions: ReturnType<typeof makePositions>, doors: PlacementDoors<P>) {
  function along(line: Line, items: Items): P[] {
    return items.map((item) => {
      const placed = doors.put(item, line.next);
      line.reached(placed.position);
      return placed;
    });
  }

  /** One after the other behind `low`; without it at the end. */
  function forward(account: string, items: Items, low: number | undefined): P[] {
    if (low !== undefined) return along(positions.upFrom(account, low), items);
    const [first, ...rest] = items;
    if (first === undefined) return [];
    const placed = doors.put(first, () => positions.append(account));
    return [placed, ...along(positions.upFrom(account, placed.position), rest)];
  }

  /** Still in their order, in front of `high`. */
  function backward(account: string, items: Items, high: number): P[] {
    return along(positions.downFrom(account, high), items.toReversed()).reverse();
  }

  return {
    /** `low` and `high`: the positions next to the page, as far as known. */
    page(account: string, items: readonly [Items[number], ...Items], low: number | undefined, high: number | undefined): P[] {
      const [first] = items;
      if (low !== undefined) return forward(account, items, low);
      const anchor = items.findIndex(doors.isKnown);
      if (anchor >= 0) {
        const known = doors.put(items[anchor] ?? first, () => positions.append(account));
        const earlier = backward(account, items.slice(0, anchor), known.position);
        return [...earlier, known, ...forward(account, items.slice(anchor + 1), doors.positionNow(known))];
      }
      if (high !== undefined) return backward(account, items, high);
      // Nothing links the page. What is older would have been asked for with its neighbour, so this is newer than all the archive told before.
      const { archivedBy, sentAt } = first;
      const mark = positions.ofNewest(account, archivedBy ?? '') ?? positions.atTime(account, stamp(sentAt, archive.now()));
      const oldest = positions.first(account);
      if (mark === undefined && oldest !== undefined) return backward(account, items, oldest);
      return forward(account, items, mark === undefined ? undefined : positions.apartFrom(account, mark));
    },
  };
}

/** Whole milliseconds that a date can show; `fallback` for anything else. */
export function stamp(value: number, fallback: number): number {
  return Math.abs(value) <= 8.64e15 ? Math.trunc(value) : fallback;
}
