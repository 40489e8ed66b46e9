// What a server's operator says about an interruption (XEP-0455).

export interface Outage {
  /** ms since the epoch; may lie ahead. */
  readonly beginning: number;
  readonly expectedEnd?: number;
  readonly planned: boolean;
  /** Plain text of the operator's, in the person's language if there is one; at most OUTAGE_LIMIT units. */
  readonly message?: string;
}

export const OUTAGE_LIMIT = 500;

const DAY = 24 * 3_600_000;
/** So long before it begins the person is told of it, and so long it lasts when nobody says how long. */
const AHEAD = 7 * DAY;
const USUAL = 7 * DAY;

/** Something is said about now, or about soon. While the server is `down` it is also true later than was expected. */
export function isCurrent({ beginning, expectedEnd }: Outage, now: number, down: boolean): boolean {
  if (down) return beginning <= now && now <= (expectedEnd ?? beginning) + USUAL;
  return beginning - AHEAD <= now && now <= (expectedEnd ?? beginning + USUAL);
}
