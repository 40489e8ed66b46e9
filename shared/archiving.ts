// What of an account's messages its server keeps from now on, where the person has a say in it.

export type Keeping = 'everything' | 'contacts' | 'nothing';

export interface Archiving {
  /** null: the server lets nobody choose, or keeps no messages. */
  readonly keeping: Keeping | null;
  /** People for whom something else was set, elsewhere; Kith leaves that as it is. */
  readonly exceptions: number;
}
