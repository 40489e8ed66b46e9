// XEP-0178 Best Practices for Use of SASL EXTERNAL with Certificates, version 1.2: a certificate of the person's own, shown in the TLS
// handshake, in the password's place.
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';
import { sameJid } from '../../../shared/jid.ts';
import { type Mechanism, oneWay } from './mechanism.ts';

/** A file with a certificate and its key, PKCS#12 or PEM. */
export interface ClientCertificate {
  readonly file: Uint8Array;
  /** '' where the file is not locked. */
  readonly passphrase: string;
}

/** As tls.connect() takes it. */
export function asIdentity({ file, passphrase }: ClientCertificate): Pick<SecureContextOptions, 'pfx' | 'cert' | 'key' | 'passphrase'> {
  const bytes = Buffer.from(file);
  if (bytes.includes('-----BEGIN ')) return { cert: bytes, key: bytes, passphrase };
  return { pfx: bytes, passphrase };
}

/** Throws when there is no certificate with its key inside, or the passphrase does not open it. */
export function checkCertificate(certificate: ClientCertificate): void {
  createSecureContext(asIdentity(certificate));
}

/** 2: names the address only where the certificate `own` (DER) leaves it open, which several of its addresses or another one do. */
export function external(address: string, own: Uint8Array | undefined): Mechanism {
  const named = own === undefined ? [] : addressesIn(own);
  const clear = named.length === 0 || (named.length === 1 && named.every((each) => sameJid(each, address)));
  return oneWay('EXTERNAL', Buffer.from(clear ? '' : address));
}

/** DER of what we have shown on this connection. */
export function ownCertificate(socket: Socket): Uint8Array | undefined {
  return socket instanceof TLSSocket ? socket.getX509Certificate()?.raw : undefined;
}

/** id-on-xmppAddr (RFC 6120 13.7.1.4): the object identifier, then a UTF8String inside [0]. */
const XMPP_ADDRESS = Buffer.from('06082b06010505070805', 'hex');

export function addressesIn(certificate: Uint8Array): readonly string[] {
  const bytes = Buffer.from(certificate);
  const found: string[] = [];
  for (let at = bytes.indexOf(XMPP_ADDRESS); at >= 0; at = bytes.indexOf(XMPP_ADDRESS, at + 1)) {
    const outer = readLength(bytes, at + XMPP_ADDRESS.length + 1);
    const inner = readLength(bytes, outer.next + 1);
    if (bytes[at + XMPP_ADDRESS.length] === 0xa0 && bytes[outer.next] === 0x0c)
      found.push(bytes.subarray(inner.next, inner.next + inner.length).toString());
  }
  return found;
}

/** DER: one byte, or so many bytes as its lower bits say. */
function readLength(bytes: Buffer, at: number): { length: number; next: number } {
  const first = bytes[at] ?? 0;
  const more = first < 0x80 ? 0 : first & 0x7f;
  const length = more === 0 ? first : bytes.subarray(at + 1, at + 1 + Math.min(more, 3)).reduce((sum, byte) => sum * 256 + byte, 0);
  return { length, next: at + 1 + more };
}

/** Told by an alert of TLS (RFC 8446 6.2) where the server does not take the certificate it was shown. */
export function refusedByTls(detail: string): boolean {
  return /alert (unknown ca|bad certificate|unsupported certificate|certificate (revoked|expired|unknown)|access denied)/i.test(detail);
}
