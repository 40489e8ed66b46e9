// Preparation and comparison of international strings: PRECIS framework (RFC 8264), user names and passwords (RFC 8265),
// nicknames (RFC 8266), the Bidi rule (RFC 5893 2). Every profile returns undefined for a string it does not allow.

/** RFC 8264 9.6: exceptions, valid in spite of their category, and disallowed in spite of it. */
const EXCEPTION_VALID = /[\u00df\u03c2\u06fd\u06fe\u0f0b\u3007]/u;
const EXCEPTION_DISALLOWED = /[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b]/u;
/** ContextJ and ContextO: allowed only in the surroundings of RFC 5892 appendix A. */
const CONTEXTUAL = /\u200c|\u200d|[\u00b7\u0375\u05f3\u05f4\u30fb\u0660-\u0669\u06f0-\u06f9]/u;
const OLD_HANGUL_JAMO = /[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7c6\ud7cb-\ud7fb]/u;
const IGNORABLE = /[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;
const IDENTIFIER = /[\p{Ll}\p{Lu}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}]/u;
const FREEFORM = /[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/u;
/** Canonical_Combining_Class=Virama (Unicode 17). */
const VIRAMA =
  /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0e3a\u0eba\u0f84\u1039\u103a\u1714\u1715\u1734\u17d2\u1a60\u1b44\u1baa\u1bab\u1bf2\u1bf3\u2d7f\ua806\ua82c\ua8c4\ua953\ua9c0\uaaf6\uabed\u{10a3f}\u{11046}\u{11070}\u{1107f}\u{110b9}\u{11133}\u{11134}\u{111c0}\u{11235}\u{112ea}\u{1134d}\u{11442}\u{114c2}\u{115bf}\u{1163f}\u{116b6}\u{1172b}\u{11839}\u{1193d}\u{1193e}\u{119e0}\u{11a34}\u{11a47}\u{11a99}\u{11c3f}\u{11d44}\u{11d45}\u{11d97}]/u;
/** Arabic letters that do not join to the next one; the engine has no Joining_Type property. */
const ARABIC_RIGHT_JOINING =
  /[\u0621-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5]/u;

const ASCII_IDENTIFIER = /^[!-~]+$/;
const ASCII_FREEFORM = /^[ -~]+$/;

/** RFC 8265 3.3, UsernameCaseMapped: for local parts and user names. */
export function usernameCaseMapped(text: string): string | undefined {
  if (ASCII_IDENTIFIER.test(text)) return text.toLowerCase();
  const mapped = lowerCase(mapWidth(text)).normalize('NFC');
  return mapped !== '' && isIdentifier(mapped) && obeysBidiRule(mapped) ? mapped : undefined;
}

/** RFC 8265 4.2, OpaqueString: for passwords and resources. */
export function opaqueString(text: string): string | undefined {
  if (ASCII_FREEFORM.test(text)) return text;
  const mapped = text.replace(/\p{Zs}/gu, ' ').normalize('NFC');
  return mapped !== '' && isFreeform(mapped) ? mapped : undefined;
}

/** RFC 8266 2.3, Nickname as it is shown; compare with nicknameKey. */
export function nickname(text: string): string | undefined {
  return settle(text, (value) => tidySpaces(value).normalize('NFKC'));
}

/** RFC 8266 2.4: two nicknames are the same when their keys are equal. */
export function nicknameKey(text: string): string | undefined {
  return settle(text, (value) => lowerCase(tidySpaces(value)).normalize('NFKC'));
}

/** Full-width and half-width forms become their plain equivalents (RFC 8264 5.2.1). */
export function mapWidth(text: string): string {
  return text.replace(/[\u3000\uff01-\uffee]/gu, (char) => char.normalize('NFKC'));
}

/** Lower case by code point: the result of one never depends on its neighbours, as a final sigma's would. */
export function lowerCase(text: string): string {
  return Array.from(text, (char) => char.toLowerCase()).join('');
}

/** RFC 8264 4.2, IdentifierClass; the empty string passes. */
export function isIdentifier(text: string): boolean {
  return everyChar(text, (char) => /[!-~]/u.test(char) || (IDENTIFIER.test(char) && char.normalize('NFKC') === char));
}

/** RFC 8264 4.3, FreeformClass; the empty string passes. */
export function isFreeform(text: string): boolean {
  return everyChar(text, (char) => FREEFORM.test(char));
}

/** RFC 8264 8: the order in which a code point's properties decide. */
function everyChar(text: string, allowed: (char: string) => boolean): boolean {
  const chars = Array.from(text);
  return chars.every((char, index) => {
    if (EXCEPTION_VALID.test(char)) return true;
    if (EXCEPTION_DISALLOWED.test(char)) return false;
    if (CONTEXTUAL.test(char)) return fitsContext(chars, index);
    if (OLD_HANGUL_JAMO.test(char) || IGNORABLE.test(char)) return false;
    return allowed(char);
  });
}

/** RFC 5892 appendix A. */
function fitsContext(chars: readonly string[], index: number): boolean {
  const char = chars[index] ?? '';
  const before = chars[index - 1] ?? '';
  const after = chars[index + 1] ?? '';
  if (char === '\u200d') return VIRAMA.test(before);
  if (char === '\u200c') return VIRAMA.test(before) || joinsAround(chars, index);
  if (char === '\u00b7') return before === 'l' && after === 'l';
  if (char === '\u0375') return /\p{Script=Greek}/u.test(after);
  if (char === '\u05f3' || char === '\u05f4') return /\p{Script=Hebrew}/u.test(before);
  if (char === '\u30fb') return chars.some((each) => /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(each));
  const other = /[\u0660-\u0669]/u.test(char) ? /[\u06f0-\u06f9]/u : /[\u0660-\u0669]/u;
  return !chars.some((each) => other.test(each));
}

/** RFC 5892 A.1, for Arabic script only: a letter that joins forwards, the non-joiner, a letter that joins backwards. */
function joinsAround(chars: readonly string[], index: number): boolean {
  const isMark = (char: string) => /\p{Mn}/u.test(char);
  const before = chars.slice(0, index).findLast((char) => !isMark(char)) ?? '';
  const after = chars.slice(index + 1).find((char) => !isMark(char)) ?? '';
  const isArabic = (char: string) => /\p{Script=Arabic}/u.test(char) && /\p{L}/u.test(char) && char !== '\u0621';
  return isArabic(before) && !ARABIC_RIGHT_JOINING.test(before) && isArabic(after);
}

/** Bidi classes R and AL, by the blocks whose default they are; marks and digits inside are told apart before. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const ARABIC_NUMBER = /[\u0600-\u0605\u0660-\u0669\u066b\u066c\u06dd\u08e2\u{10d30}-\u{10d39}\u{10e60}-\u{10e7e}]/u;
const EUROPEAN_NUMBER = /[0-9\u00b2\u00b3\u00b9\u06f0-\u06f9\u2070-\u2089\uff10-\uff19]/u;

/** RFC 5893 2: the six conditions, for one string with right-to-left characters; others pass. */
function obeysBidiRule(text: string): boolean {
  const classes = Array.from(text, bidiClass);
  if (!classes.includes('R') && !classes.includes('AN')) return true;
  const last = classes.findLast((each) => each !== 'NSM');
  const endsWell = last === 'R' || last === 'EN' || last === 'AN';
  return classes[0] === 'R' && endsWell && !classes.includes('L') && !(classes.includes('EN') && classes.includes('AN'));
}

export function bidiClass(char: string): 'L' | 'R' | 'AN' | 'EN' | 'NSM' | 'neutral' {
  if (/[\p{Mn}\p{Me}]/u.test(char)) return 'NSM';
  if (ARABIC_NUMBER.test(char)) return 'AN';
  if (EUROPEAN_NUMBER.test(char)) return 'EN';
  if (RIGHT_TO_LEFT.test(char)) return 'R';
  return /[\p{L}\p{Mc}\p{N}]/u.test(char) ? 'L' : 'neutral';
}

function tidySpaces(text: string): string {
  return text.replace(/\p{Zs}+/gu, ' ').replace(/^ | $/g, '');
}

/** RFC 8264 7: a profile's rules are applied until nothing changes; what never settles is refused. */
function settle(text: string, apply: (value: string) => string): string | undefined {
  if (!isFreeform(text)) return undefined;
  let value = text;
  for (let round = 0; round < 4; round++) {
    const next = apply(value);
    if (next === value) return value !== '' && isFreeform(value) ? value : undefined;
    value = next;
  }
  return undefined;
}
