// What the person asks for when signing in, as it will be remembered once it has worked.
import type { KnownAccount, SignIn } from '../../shared/account.ts';
import { AppFailure } from '../../shared/errors.ts';
import { parseJid } from '../../shared/jid.ts';
import { withProxy } from './proxies.ts';

/** The bare address, prepared; of a guest the domain. Throws AppFailure 'invalid-address', 'invalid-domain' or 'invalid-port'. */
export function addressOf({ address, port, guest }: SignIn): string {
  const jid = parseJid(address.trim());
  if (guest && (jid === undefined || jid.local !== undefined || jid.resource !== undefined)) throw new AppFailure('invalid-domain');
  if (guest && jid !== undefined) return jid.domain;
  if (jid?.local === undefined || jid.resource !== undefined) throw new AppFailure('invalid-address');
  if (port !== undefined && !(port >= 1 && port <= 65535)) throw new AppFailure('invalid-port');
  return `${jid.local}@${jid.domain}`;
}

/** Where the server is and what is shown to it is as asked now, and it is switched on; what is not asked about stays as it was. */
export function accountFor(
  request: SignIn,
  certificate: string | undefined,
  { server: _server, port: _port, certificate: _certificate, off: _off, ...before }: KnownAccount,
  now: number,
): KnownAccount {
  const server = request.server?.trim();
  const account = {
    ...before,
    ...(certificate === undefined ? {} : { certificate }),
    ...(server ? { server } : {}),
    ...(request.guest === undefined ? {} : { guest: request.guest }),
    ...(request.port === undefined ? {} : { port: request.port }),
    ...(request.plain === undefined ? {} : { plain: request.plain }),
    ...(request.trust === undefined ? {} : { trusted: { fingerprint: request.trust, since: now } }),
  };
  return request.proxy === undefined ? account : withProxy(account, request.proxy);
}
