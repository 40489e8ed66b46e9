// Passwords before they are hashed: SASLprep (RFC 4013), because that is what servers hashed when the password was set.
import { bidiClass, opaqueString } from '../../../shared/precis.ts';

/** RFC 3454 C.1.2. The zero width space counts as one of them, although B.1 has it too: ICU and libidn, which servers use, agree. */
const SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;
/** RFC 3454 B.1. */
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;
/** RFC 3454 C.2.1, C.2.2, C.3 to C.9. */
const PROHIBITED = [
  /\p{Cc}|[\u06dd\u070f\u180e\u2028\u2029\u2061-\u2063\u206a-\u206f\ufff9-\ufffd]|[\u{1d173}-\u{1d17a}]/u,
  /\p{Co}|\p{Noncharacter_Code_Point}|\p{Cs}/u,
  /\u0340|\u0341|[\u2ff0-\u2ffb\u200e\u200f\u202a-\u202e]|\u{e0001}|[\u{e0020}-\u{e007f}]/u,
];

/**
 * What the server hashed. A password SASLprep does not allow can only have been set where passwords are prepared by its successor
 * (RFC 8265 4.2) or not at all. Unassigned characters are let through, as RFC 4013 2.5 has it for what is not stored.
 */
export function preparePassword(password: string): string {
  return saslprep(password) ?? opaqueString(password) ?? password;
}

/** RFC 4013 2; undefined for a string it does not allow. */
export function saslprep(text: string): string | undefined {
  const mapped = text.replace(SPACES, ' ').replace(NOTHING, '').normalize('NFKC');
  if (PROHIBITED.some((each) => each.test(mapped))) return undefined;
  const classes = Array.from(mapped, bidiClass);
  if (!classes.includes('R')) return mapped;
  // RFC 3454 6: nothing left-to-right beside what is right-to-left, which also begins and ends it.
  return classes.includes('L') || classes[0] !== 'R' || classes.at(-1) !== 'R' ? undefined : mapped;
}
