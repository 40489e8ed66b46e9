// Whom an account keeps away, and whether its server can do that at all.

export interface Blocking {
  /** The account. */
  readonly id: string;
  /** 'reports': the operator takes reports along with a block. Null while its server was never asked. */
  readonly offered: 'blocks' | 'reports' | 'nothing' | null;
  /** Addresses of people and of whole servers, in order. */
  readonly addresses: readonly string[];
}

/** What the person tells the operator of their server about somebody they block. */
export interface Report {
  readonly reason: 'spam' | 'abuse';
  /** In the person's own words; at most REPORT_LIMIT UTF-16 units, '' for none. */
  readonly text: string;
}

export const REPORT_LIMIT = 1000;

/** What on the list keeps a person or server away, given by bare address: the address itself, its whole server, or both. */
export function blockedBy(addresses: readonly string[], address: string): readonly string[] {
  const domain = address.slice(address.indexOf('@') + 1);
  return addresses.filter((each) => each === address || each === domain);
}
