// What a benchmark says: pairs of figures measured side by side, and one row that judges them against its target.

/** One interleaved round: every contestant measured once, close together in time. */
export interface Pair {
  readonly ours: number;
  readonly floor?: number;
  readonly peer?: number;
}

export type Comparison = 'ours' | 'ours / floor' | 'floor / ours' | 'ours / peer' | 'peer / ours' | 'ours - floor' | 'ours - peer';

/** An entry of targets.json. Without a bound the figure is only reported. */
export interface Target {
  readonly compare: Comparison;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** So much of ours, in the row's unit, does not count. */
  readonly allowance?: number;
}

export type Verdict = 'holds' | 'undecided' | 'short' | 'reported';

export interface RowSpec {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
}

export interface Row extends RowSpec {
  /** Medians. */
  readonly ours: number;
  readonly floor: number | null;
  readonly peer: number | null;
  /** The median of what the target compares: a quotient, a difference, or ours alone. */
  readonly ratio: number;
  readonly range: readonly [number, number];
  readonly target: Target;
  readonly verdict: Verdict;
  readonly pairs: readonly Pair[];
  /** Load average of the last minute, before and after. */
  readonly load: readonly [number, number];
}
