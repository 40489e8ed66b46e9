// Whom each account keeps away.
import type { Blocking, Report } from '../../shared/blocking.ts';
import type { Api } from '../api.ts';
import { type SliceAccess, withoutRows, withRows } from './slice.ts';

export interface BlockingSlice {
  /** By account. */
  readonly blocking: Readonly<Record<string, Blocking>>;
  /** An address as typed, of a person or of a whole server. */
  block(account: string, address: string, report: Report | null): Promise<void>;
  unblock(account: string, addresses: readonly string[]): Promise<void>;
  blockingChanged(rows: readonly Blocking[]): void;
  blockingRemoved(accounts: readonly string[]): void;
}

export function blockingSlice({ set }: SliceAccess<BlockingSlice>, api: Api): BlockingSlice {
  return {
    blocking: {},
    block: (account, address, report) => api.call('blocking.block', account, address, report),
    unblock: (account, addresses) => api.call('blocking.unblock', account, addresses),
    blockingChanged(rows) {
      set((state) => ({ blocking: withRows(state.blocking, rows) }));
    },
    blockingRemoved(accounts) {
      set((state) => ({ blocking: withoutRows(state.blocking, accounts) }));
    },
  };
}
