// What the archive is told: one copy of a message, or one copy of what somebody said about a message.
import type { Mention } from '../../shared/mention.ts';

/** What every copy says, from wherever it came. */
interface Copy {
  readonly account: string;
  readonly conversation: string;
  readonly direction: 'in' | 'out';
  /** Bare JID of the author. */
  readonly sender: string;
  /** The stanza's own id attribute. */
  readonly stanzaId?: string;
  /** Id in `archivedBy`'s archive; only from a source that may be believed (XEP-0359 section 6). */
  readonly archiveId?: string;
  /** Whose archive that is; absent = the account's own. */
  readonly archivedBy?: string;
  /** ms since the epoch: the archive's stamp when not live. */
  readonly sentAt: number;
  /** From the stream as it happens (carbons too), not from an archive. */
  readonly live: boolean;
}

export interface Fact extends Copy {
  readonly occupantId?: string;
  readonly originId?: string;
  readonly body: string;
  /** The author wants to know when it was seen (XEP-0333). */
  readonly markable?: boolean;
  /** The author wants it shown as it is (XEP-0393 section 6). */
  readonly unstyled?: boolean;
  readonly reply?: ReplyFact;
  readonly mentions?: readonly Mention[];
}

/** XEP-0461: the message it answers; `quote` is what of the text only repeats that one. */
export interface ReplyFact {
  readonly id: string;
  /** Bare JID of the author. */
  readonly sender?: string;
  readonly quote?: string;
}

export type ChangeKind = 'receipt' | 'marker' | 'correction' | 'retraction' | 'reactions';

export interface ChangeFact extends Copy {
  readonly change: ChangeKind;
  /** The id of the message it is about, as its author gave it. */
  readonly target: string;
  /** The new text of a correction, the emoji of reactions as a JSON array; else ''. */
  readonly content: string;
  /** It carries the stamp of a delay on its way (XEP-0203). */
  readonly late?: boolean;
  /** Of a correction, which repeats all of its message: as in Fact. */
  readonly unstyled?: boolean;
  readonly reply?: ReplyFact;
  readonly mentions?: readonly Mention[];
}
