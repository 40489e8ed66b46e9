// Writing what was said into a file of the person's own: what they may choose, and how it stands.
import type { ConversationId } from './conversation.ts';

export type ExportFormat = 'html' | 'json' | 'text';

export type ExportTrouble =
  | 'full' // the disk has no room left
  | 'not-allowed' // this place may not be written to
  | 'too-large' // the disk takes no files of this size
  | 'gone' // the folder or the disk is not there
  | 'other'; // detail says what

/** Of one export; there is one at a time. */
export interface ExportState {
  readonly id: 'export';
  /** null: every chat. */
  readonly conversation: ConversationId | null;
  readonly format: ExportFormat;
  /** Of the file, without its folder. */
  readonly file: string;
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  /** Messages. */
  readonly written: number;
  readonly total: number;
  /** Only when state is 'failed'. */
  readonly trouble?: ExportTrouble;
  readonly detail?: string;
}
