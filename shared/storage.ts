// How the local archive and the secrets stand.

export type StorageTroubleKind =
  | 'key-missing' // the archive exists, its key does not
  | 'key-locked' // the system's key store does not open the key
  | 'newer' // written by a newer Kith
  | 'corrupt'
  | 'locked' // another program holds it
  | 'read-only'
  | 'full'
  | 'unreadable'; // anything else; detail says what

export interface StorageTrouble {
  readonly kind: StorageTroubleKind;
  readonly detail?: string;
  /** Where the files lie, for the person to look at. */
  readonly folder: string;
}

/** What has to be done before the archive can be opened, for so long that the person should know. */
export type StorageWork =
  | 'updating' // written by an earlier Kith
  | 'looking'; // it was damaged

export interface StorageState {
  /** The archive could not be opened: nothing else can be shown. */
  readonly blocked: StorageTrouble | null;
  readonly working: StorageWork | null;
  /** The archive is open but a write failed: receiving and sending wait until it works again. */
  readonly stalled: StorageTrouble | null;
  /** The system offers no protected place for secrets and the person has not answered yet. */
  readonly askUnprotected: boolean;
}
