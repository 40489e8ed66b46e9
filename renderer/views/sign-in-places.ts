// Where in the sign-in form a failure belongs.
import type { AppErrorKind } from '../../shared/errors.ts';
import type { ProxyPlace } from '../components/proxy-draft.ts';

export type Place = 'certificate' | 'address' | 'password' | 'server' | 'port' | ProxyPlace | 'form';

export const PLACES: Readonly<Partial<Record<AppErrorKind, Place>>> = {
  'invalid-address': 'address',
  'invalid-domain': 'address',
  'no-guests': 'address',
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
  'proxy-unreachable': 'proxyHost',
  'not-a-proxy': 'proxyHost',
};
const PROXY: readonly AppErrorKind[] = ['proxy-unreachable', 'proxy-password', 'not-a-proxy', 'proxy-refused', 'proxy-no-way'];
/** What another server, port or connection might mend: Advanced opens by itself. */
export const NETWORK: ReadonlySet<AppErrorKind> = new Set([
  'unknown-host',
  'refused',
  'timeout',
  'not-xmpp',
  'invalid-port',
  'lost',
  'needs-tor',
  ...PROXY,
]);
