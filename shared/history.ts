// How much of a conversation's history is known to lie here.

export interface HistoryState {
  /** The conversation's id. */
  readonly id: string;
  /** Where messages may be missing, ascending: between two positions; `after` 0 is before everything that lies here. */
  readonly gaps: readonly { readonly after: number; readonly before: number }[];
  /** ms since the epoch: from then on nothing is missing. 0: from the beginning of what the server keeps. Null: nothing is known. */
  readonly completeSince: number | null;
}
