// How a row is judged: by the median of its pairs' comparisons, and by whether their whole range meets the target.
import type { Comparison, Pair, Row, RowSpec, Target, Verdict } from './row.ts';

/** Fewer pairs than this decide nothing. */
export const FEWEST_PAIRS = 5;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('there is no median of nothing');
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

export function range(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** One pair, as the target looks at it. Throws when what it is compared with was not measured. */
export function compare(pair: Pair, { compare: how, allowance = 0 }: Target): number {
  const ours = Math.max(0, pair.ours - allowance);
  const other = (which: 'floor' | 'peer'): number => {
    const value = pair[which];
    if (value === undefined) throw new Error(`"${how}" needs a ${which}, which was not measured`);
    return value;
  };
  const table: Record<Comparison, () => number> = {
    ours: () => ours,
    'ours / floor': () => ours / other('floor'),
    'floor / ours': () => other('floor') / ours,
    'ours / peer': () => ours / other('peer'),
    'peer / ours': () => other('peer') / ours,
    'ours - floor': () => ours - other('floor'),
    'ours - peer': () => ours - other('peer'),
  };
  return table[how]();
}

/** 'holds' when the whole range meets the target, 'short' when nothing of it does, 'undecided' between the two. */
export function decide([least, greatest]: readonly [number, number], pairs: number, target: Target): Verdict {
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = target;
  if (target.atMost === undefined && target.atLeast === undefined) return 'reported';
  if (least > atMost || greatest < atLeast) return 'short';
  return greatest <= atMost && least >= atLeast && pairs >= FEWEST_PAIRS ? 'holds' : 'undecided';
}

export function judge(spec: RowSpec, pairs: readonly Pair[], target: Target, load: readonly [number, number]): Row {
  const compared = pairs.map((pair) => compare(pair, target));
  const of = (which: 'floor' | 'peer'): number | null => {
    const values = pairs.flatMap((pair) => pair[which] ?? []);
    return values.length === 0 ? null : median(values);
  };
  const span = range(compared);
  return {
    ...spec,
    ours: median(pairs.map((pair) => pair.ours)),
    floor: of('floor'),
    peer: of('peer'),
    ratio: median(compared),
    range: span,
    target,
    verdict: decide(span, pairs.length, target),
    pairs,
    load,
  };
}
