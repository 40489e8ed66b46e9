// What the servers of an account said about themselves when they were asked last, so that it is known without a connection too.
import type { Discovery } from '../../shared/discovery.ts';
import type { Archive } from './database.ts';

export interface DiscoveryRow {
  /** Address that was asked. */
  readonly entity: string;
  /** Namespace of the question. */
  readonly question: string;
  readonly answer: Discovery;
  /** ms since the epoch. */
  readonly at: number;
}

type Row = Omit<DiscoveryRow, 'answer'> & { readonly answer: string };

export function makeDiscoveries(archive: Archive) {
  const list = archive.prepare<[string], Row>(
    'SELECT entity, question, answer, at FROM discoveries WHERE account = ? ORDER BY entity, question',
  );
  const put = archive.prepare<[string, string, string, string, number]>(
    'INSERT OR REPLACE INTO discoveries (account, entity, question, answer, at) VALUES (?, ?, ?, ?, ?)',
  );
  const clear = archive.prepare<[string]>('DELETE FROM discoveries WHERE account = ?');

  const save = (account: string, rows: readonly Omit<DiscoveryRow, 'at'>[]): void => {
    for (const { entity, question, answer } of rows) put.run(account, entity, question, JSON.stringify(answer), archive.now());
  };

  return {
    list: (account: string): readonly DiscoveryRow[] =>
      list.all(account).map((row) => ({ ...row, answer: JSON.parse(row.answer) as Discovery })),

    /** Some answers; what else is known stays. */
    put: (account: string, rows: readonly Omit<DiscoveryRow, 'at'>[]): void => archive.transaction(() => save(account, rows)),

    /** All there is to know now. */
    replace: (account: string, rows: readonly Omit<DiscoveryRow, 'at'>[]): void =>
      archive.transaction(() => {
        clear.run(account);
        save(account, rows);
      }),
  };
}

export type DiscoveryStore = ReturnType<typeof makeDiscoveries>;
