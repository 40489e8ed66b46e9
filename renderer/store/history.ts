// What of the loaded conversations' history is missing here.
import type { ConversationId } from '../../shared/conversation.ts';
import type { HistoryState } from '../../shared/history.ts';
import type { Api } from '../api.ts';
import { type SliceAccess, withRows } from './slice.ts';

export interface HistorySlice {
  readonly history: Readonly<Record<ConversationId, HistoryState>>;
  readHistory(conversation: ConversationId): Promise<void>;
  /** Asks the server for what is missing before this position; rejects where that is not possible now. */
  loadMissing(conversation: ConversationId, before: number): Promise<void>;
  historyChanged(rows: readonly HistoryState[]): void;
}

export function historySlice({ set, get }: SliceAccess<HistorySlice>, api: Api): HistorySlice {
  return {
    history: {},
    async readHistory(conversation) {
      get().historyChanged([await api.call('history.state', conversation)]);
    },
    loadMissing: (conversation, before) => api.call('history.load', conversation, before),
    historyChanged(rows) {
      set((state) => ({ history: withRows(state.history, rows) }));
    },
  };
}
