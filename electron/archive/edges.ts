// Where a page of an archive begins and ends on the account's line of positions.
import type { Message } from '../../shared/message.ts';
import type { ChangeFact, Fact } from './facts.ts';

/** What became of an item of the page. */
export interface Put {
  readonly position: number;
  /** 'new', unless it was here before. */
  readonly outcome: string;
}

interface Standing {
  readonly position: number;
  readonly floats: boolean;
}

/** Ours, and here before: it stands where it was written, whatever the archive has around it. */
export const isFloating = (item: Fact | ChangeFact, outcome: string): boolean =>
  !('change' in item) && item.direction === 'out' && outcome !== 'new';

/** Where items of a page were put. */
export const stands =
  (items: readonly (Fact | ChangeFact)[]) =>
  ({ position, outcome }: Put, index: number): Standing => {
    const item = items[index];
    return { position, floats: item !== undefined && isFloating(item, outcome) };
  };

/** The same when making room moved them on: these were read again; what else is in the page is only known where it was put. */
export const standsNow = ({ message, outcome }: Pick<Put, 'outcome'> & { readonly message: Message }): Standing => ({
  position: message.position,
  floats: message.direction === 'out' && outcome !== 'new',
});

/** Where a page begins and ends. It begins with what does not float, as long as something else tells where; it ends behind everything. */
export function edgesOf(
  page: readonly Standing[],
  high: number | undefined,
  nothing: number | undefined,
): readonly [number | undefined, number | undefined] {
  if (page.length === 0) return [high ?? nothing, nothing];
  const places = page.map(({ position }) => position);
  const firm = page.flatMap(({ position, floats }) => (floats ? [] : position));
  const beginning = firm.length > 0 ? Math.min(...firm) : (high ?? Math.max((nothing ?? 0) + 1, Math.min(...places)));
  return [beginning, Math.max(...places, beginning)];
}
