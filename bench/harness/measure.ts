// Contestants taken in turns, so that whatever else the machine does falls on all of them: A B C, C B A, A B C ...
import { loadavg } from 'node:os';
import { judge } from './judge.ts';
import type { Pair, Row, RowSpec, Target } from './row.ts';

/** Each measures once and resolves with a figure in the row's unit. */
export interface Contestants {
  readonly ours: () => Promise<number>;
  readonly floor?: () => Promise<number>;
  readonly peer?: () => Promise<number>;
}

export interface Bench {
  readonly pairs: number;
  /** A size of the group: its default, or what the command line says. */
  size(name: string): number;
  /** Whether any of these rows was asked for; measuring the others is a waste. */
  wants(...rows: readonly string[]): boolean;
  /** Measures the contestants `pairs` times in turns and judges the rows by it. */
  measure(rows: readonly string[], contestants: Contestants): Promise<void>;
  /** Judges rows by pairs that were measured in another order; `loadBefore` is the load average when that began. */
  judge(rows: readonly string[], pairs: readonly Pair[], loadBefore: number): void;
}

export interface BenchOptions {
  readonly pairs: number;
  readonly sizes: Readonly<Record<string, number>>;
  readonly rows: readonly RowSpec[];
  readonly targets: Readonly<Record<string, Target>>;
  readonly wants: (row: string) => boolean;
  /** A row is judged. */
  readonly judged: (row: Row) => void;
  readonly load?: () => number;
}

export function makeBench({ pairs, sizes, rows, targets, wants, judged, load = currentLoad }: BenchOptions): Bench {
  function judgeAll(ids: readonly string[], measured: readonly Pair[], loadBefore: number): void {
    for (const id of ids.filter(wants)) {
      const spec = rows.find((row) => row.id === id);
      const target = targets[id];
      if (spec === undefined || target === undefined) throw new Error(`${id} is not a row of the group, or has no entry in targets.json`);
      judged(judge(spec, measured, target, [loadBefore, load()]));
    }
  }

  return {
    pairs,
    size(name) {
      const size = sizes[name];
      if (size === undefined) throw new Error(`the group has no size called ${name}`);
      return size;
    },
    wants: (...ids) => ids.some(wants),
    judge: judgeAll,
    async measure(ids, contestants) {
      if (!ids.some(wants)) return;
      const before = load();
      const measured: Pair[] = [];
      for (let round = 0; round < pairs; round++) measured.push(await interleave(contestants, round));
      judgeAll(ids, measured, before);
    },
  };
}

/** One round; every other one goes backwards. */
export async function interleave(contestants: Contestants, round: number): Promise<Pair> {
  const turns = (Object.entries(contestants) as [keyof Pair, () => Promise<number>][]).map(
    ([name, measure]) =>
      async () =>
        [name, await measure()] as const,
  );
  const found: (readonly [keyof Pair, number])[] = [];
  for (const turn of round % 2 === 0 ? turns : turns.toReversed()) found.push(await turn());
  return Object.fromEntries(found) as unknown as Pair;
}

/** Of the last minute. */
export function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}
