// XEP-0440 SASL Channel-Binding Type Capability, version 1.0.0: tying the sign-in to this very TLS connection, so that nobody in its
// middle can pass it on. Types of RFC 5929 (tls-unique, tls-server-end-point) and RFC 9266 (tls-exporter).
import { createHash, X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Element } from './xml.ts';

export const NS = 'urn:xmpp:sasl-cb:0';

export interface ChannelBinding {
  /** As registered with IANA: 'tls-exporter', 'tls-server-end-point', ... */
  readonly type: string;
  readonly data: Uint8Array;
}

/** What the server announces; undefined when it says nothing about it. */
export function readBindingTypes(features: Element): readonly string[] | undefined {
  const announced = features.getChild('sasl-channel-binding', NS);
  return announced?.getChildren('channel-binding', NS).flatMap(({ attrs }) => (attrs.type === undefined ? [] : [attrs.type]));
}

/** What can be had on this connection, the strongest first. */
export function bindingsOf(socket: Socket): readonly ChannelBinding[] {
  if (!(socket instanceof TLSSocket)) return [];
  const found = [sessionBinding(socket), endPoint(socket)];
  return found.filter((each): each is ChannelBinding => each !== undefined);
}

/**
 * RFC 9266 4.2: before TLS 1.3 an exporter is worth something only with the extended master secret, about which Node says nothing;
 * there it is the older binding, which a resumed session changes the meaning of.
 */
function sessionBinding(socket: TLSSocket): ChannelBinding | undefined {
  if (socket.getProtocol() === 'TLSv1.3')
    return { type: 'tls-exporter', data: socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)) };
  const finished = socket.isSessionReused() ? undefined : socket.getFinished();
  return finished === undefined ? undefined : { type: 'tls-unique', data: finished };
}

/** RFC 5929 4.1. Undefined for certificates whose signature names no hash, such as Ed25519. */
function endPoint(socket: TLSSocket): ChannelBinding | undefined {
  const { raw } = socket.getPeerCertificate();
  const hash = raw === undefined ? undefined : certificateHash(raw);
  return raw === undefined || hash === undefined
    ? undefined
    : { type: 'tls-server-end-point', data: createHash(hash).update(raw).digest() };
}

/** By the certificate's signature algorithm; MD5 and SHA-1 give way to SHA-256. */
export function certificateHash(certificate: Uint8Array): string | undefined {
  const algorithm = new X509Certificate(certificate).signatureAlgorithmOid;
  return algorithm === RSA_PSS ? pssHash(Buffer.from(certificate)) : HASHES.get(algorithm);
}

const HASHES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.4', 'sha256'], // with MD5
  ['1.2.840.113549.1.1.5', 'sha256'], // with SHA-1
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.113549.1.1.14', 'sha224'],
  ['1.2.840.10045.4.1', 'sha256'], // ECDSA with SHA-1
  ['1.2.840.10045.4.3.1', 'sha224'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
]);

const RSA_PSS = '1.2.840.113549.1.1.10';
const RSA_PSS_DER = Buffer.from('06092a864886f70d01010a', 'hex');
/** 2.16.840.1.101.3.4.2 and one of its children. */
const SHA2_DER = Buffer.from('0609608648016503040200', 'hex').subarray(0, 10);
const SHA2: readonly (string | undefined)[] = [undefined, 'sha256', 'sha384', 'sha512', 'sha224'];

/** RFC 4055 3.1: the hash is the first parameter, within a few bytes; left out it is SHA-1. */
function pssHash(certificate: Buffer): string | undefined {
  const parameters = certificate.subarray(certificate.indexOf(RSA_PSS_DER) + RSA_PSS_DER.length, certificate.indexOf(RSA_PSS_DER) + 32);
  const at = parameters.indexOf(SHA2_DER);
  return at < 0 ? 'sha256' : SHA2[parameters[at + SHA2_DER.length] ?? 0];
}
