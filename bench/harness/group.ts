// A benchmark group: its rows, what it needs, how large it is, and how it is measured.
import type { Requirement } from '../../scripts/requirements.ts';
import type { Bench } from './measure.ts';
import type { RowSpec } from './row.ts';

export interface Group {
  readonly name: string;
  /** A sentence or two for the document: what is measured, against what. */
  readonly about: string;
  readonly needs: readonly Requirement[];
  readonly rows: readonly RowSpec[];
  /** Of software beside Kith's own packages. */
  readonly versions?: () => Readonly<Record<string, string>>;
  /** Defaults, in figures the command line can change (--name=number). */
  readonly sizes: Readonly<Record<string, number>>;
  run(bench: Bench): Promise<void>;
}
