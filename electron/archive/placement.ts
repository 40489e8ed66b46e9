// Where the items of an archive page lie on the account's line of positions: between their neighbours in the archive, in their order.
// Own messages that were here before stand where they were written, the archive has them where they arrived: what others wrote keeps its order
// whatever stands between.
import type { Archive } from './database.ts';
import { isFloating, type Put } from './edges.ts';
import type { ChangeFact, Fact } from './facts.ts';
import type { Line, makePositions } from './positions.ts';

type Items = readonly (Fact | ChangeFact)[];

export interface PlacementDoors<P> {
  /** Where it stands, if it is a message that is stored already, and whether we wrote it. */
  known(item: Fact | ChangeFact): { readonly position: number; readonly own: boolean } | undefined;
  /** Stores it; `place` is asked only when it is new. */
  put(item: Fact | ChangeFact, place: () => number): P;
  /** Where it stands by now: making room for others may have moved it. */
  positionNow(placed: P): number;
}

export function makePlacement<P extends Put>(archive: Archive, positions: ReturnType<typeof makePositions>, doors: PlacementDoors<P>) {
  function along(line: Line, items: Items, counts: (item: Items[number], placed: P) => boolean): P[] {
    return items.map((item) => {
      const placed = doors.put(item, line.next);
      if (counts(item, placed)) line.reached(placed.position);
      return placed;
    });
  }

  /** One after the other behind `low`; without it at the end. */
  function forward(account: string, items: Items, low: number | undefined, high?: number): P[] {
    // What stands behind `high` was still on its way when that came: it is out of the archive's order for good.
    const counts = (_: unknown, { position }: P) => position < (high ?? Number.POSITIVE_INFINITY);
    if (low !== undefined) return along(positions.upFrom(account, low), items, counts);
    const [first, ...rest] = items;
    if (first === undefined) return [];
    const placed = doors.put(first, () => positions.append(account));
    return [placed, ...along(positions.upFrom(account, placed.position), rest, counts)];
  }

  /** Still in their order, in front of `high`. */
  function backward(account: string, items: Items, high: number): P[] {
    const counts = (item: Items[number], { outcome }: P) => !isFloating(item, outcome);
    return along(positions.downFrom(account, high), items.toReversed(), counts).reverse();
  }

  /** About one that is stored; what the page has before it goes in front of `spot`. */
  function around(account: string, items: Items, anchor: number, spot: number, high: number | undefined): P[] {
    const [item, ...later] = items.slice(anchor);
    if (item === undefined) return [];
    const known = doors.put(item, () => positions.append(account));
    const earlier = backward(account, items.slice(0, anchor), spot);
    return [...earlier, known, ...forward(account, later, doors.positionNow(known), high)];
  }

  return {
    /** `low` and `high`: the positions next to the page, as far as known. */
    page(account: string, items: readonly [Items[number], ...Items], low: number | undefined, high: number | undefined): P[] {
      const [first] = items;
      const end = high ?? Number.POSITIVE_INFINITY;
      // A page of nothing but own messages says little of where it begins.
      if (low !== undefined) return forward(account, items, low, low < end ? high : undefined);
      const known = items.map(doors.known);
      const spots = known.flatMap((each) => (each === undefined || each.own ? [] : each.position));
      const anchor = known.findIndex((each) => each !== undefined && !each.own && each.position < end);
      if (anchor >= 0) return around(account, items, anchor, Math.min(...spots), high);
      if (high !== undefined) return backward(account, items, high);
      // Nothing links the page. What is older would have been asked for with its neighbour, so this is newer than all the archive told before.
      const { archivedBy, sentAt } = first;
      const mark = positions.ofNewest(account, archivedBy ?? '') ?? positions.atTime(account, stamp(sentAt, archive.now()));
      const own = known.findIndex((each) => each !== undefined);
      if (mark === undefined && own >= 0) return around(account, items, own, known[own]?.position ?? end, high);
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
