// Domain parts of addresses: internationalised names (RFC 5890-5893, IDNA 2008) and IP literals, as RFC 7622 3.2 wants them.
import { isIdentifier, lowerCase, mapWidth } from './precis.ts';

/** Characters that would make a URL of the name, or that its parser would drop or decode. */
const NOT_IN_NAMES = /[\p{Cc}\p{Z}\p{Default_Ignorable_Code_Point}"#%&'/:<>?@[\\\]^`{|}]/u;
const ASCII_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
/** The names of every day, which need no mapping: letters, digits, hyphens, no A-label, nothing that a URL takes for a number. */
const PLAIN = /^(?!(?:.*\.)?xn--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * The name as it is kept and compared: lower case, NFC, U-labels, no trailing dot. Undefined when it is no domain name.
 * `tolerant` lets labels pass that IDNA 2008 refuses but the DNS and older servers do not: underscores, symbols.
 */
export function prepareDomain(text: string, tolerant = false): string | undefined {
  if (text.startsWith('[')) return hostOf(text);
  if (text.length <= 253 && PLAIN.test(text)) return text.toLowerCase();
  const plain = lowerCase(mapWidth(text.replace(/[\u3002\uff0e\uff61]/gu, '.')))
    .normalize('NFC')
    .replace(/\.$/, '');
  if (plain.length === 0 || plain.length > 1023 || NOT_IN_NAMES.test(plain)) return undefined;
  if (IPV4.test(plain)) return plain;
  const ascii = hostOf(plain);
  if (ascii === undefined || ascii.length > 253) return undefined;
  const labels = ascii.split('.');
  if (labels.some((label) => label.length === 0 || label.length > 63) || IPV4.test(ascii)) return undefined;
  const unicode = labels.map(toUnicodeLabel).join('.');
  // The URL parser maps more than IDNA 2008 does (ligatures, signs); a name that it changed is not the name that was written.
  if (unicode !== plain.split('.').map(toUnicodeLabel).join('.')) return undefined;
  if (unicode !== plain && (NOT_IN_NAMES.test(unicode) || hostOf(unicode) !== ascii)) return undefined;
  return tolerant || unicode.split('.').every(isStrictLabel) ? unicode : undefined;
}

/** The name for DNS, SNI and certificates: A-labels, lower case; IPv6 literals keep their brackets. */
export function asciiDomain(domain: string): string | undefined {
  const prepared = prepareDomain(domain, true);
  return prepared === undefined ? undefined : hostOf(prepared);
}

/** True for '192.0.2.1' and '[2001:db8::1]'. */
export function isAddressLiteral(domain: string): boolean {
  return domain.startsWith('[') || IPV4.test(domain);
}

function hostOf(name: string): string | undefined {
  if (name.startsWith('[') && !/^\[[0-9A-Fa-f:.]+\]$/.test(name)) return undefined;
  return URL.canParse(`http://${name}/`) ? new URL(`http://${name}/`).hostname : undefined;
}

function isStrictLabel(label: string): boolean {
  if (/^[!-~]*$/.test(label)) return ASCII_LABEL.test(label);
  return !/[^a-z0-9\-\u0080-\u{10ffff}]/u.test(label) && !/^-|-$|^\p{M}/u.test(label) && isIdentifier(label);
}

/** A label that does not decode stays as it is: it then fails the checks, or is kept as the opaque name it is. */
function toUnicodeLabel(label: string): string {
  return label.startsWith('xn--') ? (decodePunycode(label.slice(4)) ?? label) : label;
}

/** RFC 3492 6.2. */
function decodePunycode(text: string): string | undefined {
  const split = text.lastIndexOf('-');
  const output = Array.from(split > 0 ? text.slice(0, split) : '', (char) => char.codePointAt(0) ?? 0);
  let code = 128;
  let index = 0;
  let bias = 72;
  for (let at = split > 0 ? split + 1 : 0; at < text.length; ) {
    const before = index;
    for (let weight = 1, k = 36; ; k += 36) {
      const digit = Number.parseInt(text[at++] ?? '', 36);
      if (Number.isNaN(digit)) return undefined;
      // Base 36 counts a-z before 0-9 here, the other way round than parseInt.
      const value = digit < 10 ? digit + 26 : digit - 10;
      index += value * weight;
      const threshold = Math.min(26, Math.max(1, k - bias));
      if (value < threshold) break;
      weight *= 36 - threshold;
      if (weight > 2 ** 31) return undefined;
    }
    const length = output.length + 1;
    bias = adapt(index - before, length, before === 0);
    code += Math.floor(index / length);
    index %= length;
    if (code > 0x10ffff) return undefined;
    output.splice(index++, 0, code);
  }
  return String.fromCodePoint(...output);
}

function adapt(delta: number, length: number, first: boolean): number {
  let rest = Math.floor(delta / (first ? 700 : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > 455; k += 36) rest = Math.floor(rest / 35);
  return k + Math.floor((36 * rest) / (rest + 38));
}
