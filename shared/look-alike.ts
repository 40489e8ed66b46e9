// Addresses that imitate others: a part that mixes writing systems (UTS 39 5.2, "highly restrictive") is shown in ASCII.
import { asciiDomain } from './domain.ts';
import { parseJid } from './jid.ts';

const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Han',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Hangul',
  'Thai',
  'Devanagari',
  'Georgian',
  'Cherokee',
].map((name) => ({ name, letters: new RegExp(`\\p{Script=${name}}`, 'u') }));
/** Written together by people who mean no harm. */
const TOGETHER = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
].map((names) => new Set(names));

function isMixed(part: string): boolean {
  if (/^[ -~]*$/.test(part)) return false;
  const found = new Set<string>();
  for (const letter of part.match(/\p{L}/gu) ?? []) {
    // Writing systems that are not listed count as one.
    if (!/[\p{Script=Common}\p{Script=Inherited}]/u.test(letter))
      found.add(SCRIPTS.find(({ letters }) => letters.test(letter))?.name ?? '');
  }
  return found.size > 1 && !TOGETHER.some((scripts) => [...found].every((script) => scripts.has(script)));
}

function inAscii(text: string): string {
  const escaped = () => text.replace(/[^ -~]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
  return asciiDomain(text) ?? escaped();
}

/** The address as it can be shown without being taken for another; the same where nothing is mixed. */
export function plainAddress(address: string): string {
  const jid = parseJid(address, { tolerant: true });
  if (jid === undefined) return address;
  const local = jid.local === undefined ? '' : `${isMixed(jid.local) ? inAscii(jid.local) : jid.local}@`;
  return `${local}${jid.domain.split('.').some(isMixed) ? inAscii(jid.domain) : jid.domain}`;
}

/** It mixes writing systems. */
export function isDisguised(address: string): boolean {
  return plainAddress(address) !== address;
}

/** What to call whoever has no other name: the local part, else the whole address. */
export function spokenName(address: string): string {
  const plain = plainAddress(address);
  const at = plain.indexOf('@');
  return at < 0 ? plain : plain.slice(0, at);
}
