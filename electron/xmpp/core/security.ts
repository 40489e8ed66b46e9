// How a connection is protected, in the words a person can compare with what their server's operator says.
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Security } from '../../../shared/account.ts';
import type { SignedIn } from './authenticate.ts';
import { chainOf, isAmong, readCertificate } from './certificate.ts';

/** `own`: authorities of the person's own. Undefined when the socket carries no TLS, or its other side is gone. */
export function readSecurity(socket: Socket, signedIn: SignedIn, own: readonly string[]): Security | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const protocol = socket.getProtocol();
  const shown = socket.getPeerCertificate(true);
  if (protocol === null || shown?.fingerprint256 === undefined) return undefined;
  const { standardName, name } = socket.getCipher();
  const { mechanism, binding, bindable } = signedIn;
  const byOwn = chainOf(shown).some((each) => isAmong(each, own));
  return {
    protocol,
    cipher: standardName ?? name,
    mechanism,
    bindable,
    ...(binding === undefined ? {} : { binding }),
    certificate: readCertificate(shown),
    // What was not proven by an authority got past judge() only as the person's trusted one.
    proof: !socket.authorized ? 'trusted' : byOwn ? 'own-authority' : 'authority',
  };
}
