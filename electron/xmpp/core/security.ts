// How a connection is protected, in the words a person can compare with what their server's operator says.
import type { Socket } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import type { Security } from '../../../shared/account.ts';

/** Undefined when the socket carries no TLS, or its other side is gone. */
export function readSecurity(socket: Socket, mechanism: string): Security | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const protocol = socket.getProtocol();
  const certificate = socket.getPeerCertificate();
  if (protocol === null || certificate?.fingerprint256 === undefined) return undefined;
  const { standardName, name } = socket.getCipher();
  return {
    protocol,
    cipher: standardName ?? name,
    mechanism,
    certificate: {
      subject: nameOf(certificate.subject),
      issuer: nameOf(certificate.issuer),
      validFrom: Date.parse(certificate.valid_from),
      validTo: Date.parse(certificate.valid_to),
      fingerprint: certificate.fingerprint256,
    },
  };
}

/** The common name, else the organisation: newer certificates may carry no subject at all (RFC 5280 4.1.2.6). */
function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const part = name?.CN ?? name?.O ?? '';
  return Array.isArray(part) ? part.join(', ') : part;
}
