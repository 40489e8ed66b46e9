// Where the newest messages may lie: of each shelf of SIZE ids, how far back all of its messages stand. Who looks for the newest of few begins with
// the shelves that reach furthest, and is done when no other reaches as far; without them every match would have to be read to know its place.
import type { Archive } from './database.ts';
import { BITS } from './shelf-schema.ts';

/** Ids per shelf. */
export const SIZE = 2 ** BITS;

export interface Shelf {
  readonly shelf: number;
  /** No message of the account on it stands behind this position. */
  readonly newest: number;
}

/** The first and the last id. */
export type Stretch = readonly [number, number];

export const stretchOf = ({ shelf }: Shelf): Stretch => [shelf * SIZE, shelf * SIZE + SIZE - 1];

export function makeShelves(archive: Archive) {
  const furthest = archive.prepare<[string, number, number], Shelf>(
    'SELECT shelf, newest FROM shelves WHERE account = ? AND newest > ? ORDER BY newest DESC, shelf LIMIT ?',
  );
  /** Those with something behind this position, the furthest first. */
  return (account: string, after: number, limit = -1): readonly Shelf[] => furthest.all(account, after, limit);
}
