// Where in the sign-in form a failure belongs.
import type { AppErrorKind } from '../../shared/errors.ts';

export type Place = 'certificate' | 'address' | 'password' | 'server' | 'port' | 'form';

export const PLACES: Readonly<Partial<Record<AppErrorKind, Place>>> = {
  'invalid-address': 'address',
  'unknown-host': 'address',
  'wrong-password': 'password',
  'password-missing': 'password',
  'password-expired': 'password',
  'not-your-address': 'address',
  'account-disabled': 'password',
  'invalid-port': 'port',
  'certificate-refused': 'certificate',
  'certificate-missing': 'certificate',
  'certificate-unreadable': 'certificate',
};
/** What another server or port might mend: Advanced opens by itself. */
export const NETWORK: ReadonlySet<AppErrorKind> = new Set(['unknown-host', 'refused', 'timeout', 'not-xmpp', 'invalid-port', 'lost']);
