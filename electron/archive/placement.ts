// Where the items of an archive page lie on the account's line of positions: between their neighbours in the archive, in their order.
import type { Archive } from './database.ts';
import type { ChangeFact, Fact } from './facts.ts';
import type { makePositions } from './positions.ts';

export interface Placed {
  readonly position: number;
}

export interface PlacementDoors<P extends Placed> {
  /** Whether it is a message that is stored already. */
  isKnown(item: Fact | ChangeFact): boolean;
  /** Stores it; `place` is asked only when it is new. */
  put(item: Fact | ChangeFact, place: () => number): P;
  /** Where it stands by now: making room for others may have moved it. */
  positionNow(placed: P): number;
}

export function makePlacement<P extends Placed>(archive: Archive, positions: ReturnType<typeof makePositions>, doors: PlacementDoors<P>) {
  /** One after the other behind `low`. */
  function forward(items: readonly (Fact | ChangeFact)[], low: number | undefined): P[] {
    let end = low;
    return items.map((item) => {
      const placed = doors.put(item, () => (end === undefined ? positions.append(item.account) : positions.after(item.account, end)));
      end = Math.max(end ?? placed.position, placed.position);
      return placed;
    });
  }

  /** Still in their order, in front of `high`. */
  function backward(items: readonly (Fact | ChangeFact)[], high: number): P[] {
    let beginning = high;
    return items
      .toReversed()
      .map((item) => {
        const placed = doors.put(item, () => {
          beginning = positions.before(item.account, beginning);
          return beginning;
        });
        beginning = Math.min(beginning, placed.position);
        return placed;
      })
      .reverse();
  }

  return {
    /** `low` and `high`: the positions next to the page, as far as known. */
    page(items: readonly [Fact | ChangeFact, ...(Fact | ChangeFact)[]], low: number | undefined, high: number | undefined): P[] {
      const [first] = items;
      if (low !== undefined) return forward(items, low);
      const anchor = items.findIndex(doors.isKnown);
      if (anchor >= 0) {
        const known = doors.put(items[anchor] ?? first, () => positions.append(first.account));
        const earlier = backward(items.slice(0, anchor), known.position);
        return [...earlier, known, ...forward(items.slice(anchor + 1), doors.positionNow(known))];
      }
      if (high !== undefined) return backward(items, high);
      // Nothing links the page. What is older would have been asked for with its neighbour, so this is newer than all the archive told before.
      const { account, archivedBy, sentAt } = first;
      const mark = positions.ofNewest(account, archivedBy ?? '') ?? positions.atTime(account, stamp(sentAt, archive.now()));
      const oldest = positions.first(account);
      return mark === undefined && oldest !== undefined ? backward(items, oldest) : forward(items, mark);
    },
  };
}

/** Whole milliseconds that a date can show; `fallback` for anything else. */
export function stamp(value: number, fallback: number): number {
  return Math.abs(value) <= 8.64e15 ? Math.trunc(value) : fallback;
}
