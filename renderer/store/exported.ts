// Writing chats into a file: how the last one went.
import type { ConversationId } from '../../shared/conversation.ts';
import type { ExportFormat, ExportState } from '../../shared/export.ts';
import type { Api } from '../api.ts';
import type { SliceAccess } from './slice.ts';

export interface ExportSlice {
  readonly exported: ExportState | null;
  /** See the calls of the same names. */
  startExport(conversation: ConversationId | null, format: ExportFormat): Promise<boolean>;
  cancelExport(): Promise<void>;
  showExport(): Promise<void>;
  /** The person knows how it ended. */
  exportSeen(): void;
  exportChanged(state: ExportState | null): void;
}

export function exportSlice({ set, get }: SliceAccess<ExportSlice>, api: Api): ExportSlice {
  return {
    exported: null,
    startExport: (conversation, format) => api.call('export.start', conversation, format),
    cancelExport: () => api.call('export.cancel'),
    showExport: () => api.call('export.show'),
    exportSeen: () => (get().exported?.state === 'running' ? undefined : set({ exported: null })),
    exportChanged: (exported) => set({ exported }),
  };
}
