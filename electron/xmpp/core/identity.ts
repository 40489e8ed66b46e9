// Whether a certificate is that of an XMPP domain (RFC 6120 13.7.1.2, RFC 9525): subject alternative names only, never the common name.
import { isIP } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { asciiDomain, isAddressLiteral, prepareDomain } from '../../../shared/domain.ts';
import { ConnectError } from './connect-error.ts';

const SERVICES = ['_xmpp-client.', '_xmpps-client.'];

/** Undefined when the certificate names `domain`, the part of the address after the @, never where DNS sent us. */
export function checkIdentity(domain: string, certificate: PeerCertificate): ConnectError | undefined {
  const names = alternativeNames(certificate.subjectaltname ?? '');
  const ascii = asciiDomain(domain);
  if (ascii !== undefined && names.some(({ type, value }) => matches(type, value, ascii))) return undefined;
  const shown = names.map(({ value }) => value).join(', ');
  return new ConnectError(
    'bad-certificate',
    `wrong name (not for ${domain}; ${shown === '' ? 'it names no domain' : `for ${shown.slice(0, 300)}`})`,
  );
}

/** What it is for, as a person would say it: domains and addresses of machines, each once. */
export function namesOf(certificate: PeerCertificate): readonly string[] {
  const names = alternativeNames(certificate.subjectaltname ?? '').flatMap(({ type, value }) => {
    if (type === 'SRVName')
      return SERVICES.flatMap((service) => (value.toLowerCase().startsWith(service) ? value.slice(service.length) : []));
    return type === 'DNS' || type === 'IP Address' || type === 'XmppAddr' ? value : [];
  });
  return [...new Set(names)];
}

function matches(type: string, value: string, domain: string): boolean {
  if (isAddressLiteral(domain)) return type === 'IP Address' && sameAddress(value, domain.replace(/^\[|\]$/g, ''));
  if (type === 'DNS') return matchesPattern(value.toLowerCase().replace(/\.$/, ''), domain);
  if (type === 'SRVName') return SERVICES.some((service) => value.toLowerCase() === `${service}${domain}`);
  return type === 'XmppAddr' && prepareDomain(value, true) === prepareDomain(domain, true);
}

/** RFC 9525 6.3: '*' stands for one whole left-most label; under a bare top-level domain it is worth nothing. */
function matchesPattern(pattern: string, domain: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === domain;
  const rest = pattern.slice(1);
  const label = domain.slice(0, -rest.length);
  return rest.indexOf('.', 1) > 0 && domain.endsWith(rest) && label !== '' && !label.includes('.');
}

function sameAddress(a: string, b: string): boolean {
  const canonical = (address: string) => (isIP(address) === 6 ? new URL(`http://[${address}]/`).hostname : address);
  return canonical(a) === canonical(b);
}

/** Node's list 'DNS:a, othername:XmppAddr:b'; it quotes values with commas or other oddities in them, and no name we look for has any. */
function alternativeNames(list: string): readonly { type: string; value: string }[] {
  return list
    .replace(/"(?:[^"\\]|\\.)*"/g, '"')
    .split(', ')
    .filter((entry) => entry !== '' && !entry.includes('"'))
    .map((entry) => {
      const plain = entry.replace(/^othername:\s*/i, '');
      const colon = plain.indexOf(':');
      return { type: plain.slice(0, colon), value: plain.slice(colon + 1) };
    });
}
