// What an account's server can do, as far as it concerns the person.

/** In the order in which they matter. */
export const ABILITIES = [
  'history',
  'devices',
  'waiting',
  'files',
  'groups',
  'calls',
  'block',
  'report',
  'profile',
  'picture',
  'storage',
  'bookmarks',
  'resume',
  'quiet',
  'changes',
  'approval',
  'invisible',
  'transfer',
  'push',
  'directory',
  'password',
  'outage',
] as const;
export type Ability = (typeof ABILITIES)[number];

export const CONTACT_KINDS = ['abuse', 'security', 'support', 'admin', 'feedback', 'sales', 'status'] as const;

export interface ServerReport {
  readonly account: string;
  /** ms since the epoch. */
  readonly checkedAt: number;
  readonly can: readonly Ability[];
  readonly cannot: readonly Ability[];
  /** Bytes of the largest file it stores, when it says so. */
  readonly largestFile?: number;
  /** Addresses of services that did not answer: what they could do is not known. */
  readonly silent: readonly string[];
  /** Whom to turn to (XEP-0157): only what may be opened, see links.ts. */
  readonly contacts: readonly { readonly kind: (typeof CONTACT_KINDS)[number]; readonly uri: string }[];
}
