// Names that people give themselves, made fit to be shown in a list: one line, nothing invisible, and never like an address.

export const OWN_NAME_LIMIT = 100;

/** Format and control characters, but for the joiner that holds emoji and some scripts together. */
const INVISIBLE = /(?!\u200d)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u115f\u1160\u3164\uffa0\u2800]/gu;
/** More marks on one letter than any script has would reach into other rows. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** '' where nothing is left, or what is left looks like an address: that is somebody's identity, which nobody may choose. */
export function personName(text: string): string {
  const plain = text
    .slice(0, 10_000)
    .toWellFormed()
    .replace(/[\t\n\r]/g, ' ')
    .replace(INVISIBLE, '')
    .replace(PILED_MARKS, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  const name = [...plain].slice(0, OWN_NAME_LIMIT).join('').trim();
  // Compatibility forms of the sign are looked through.
  return name.normalize('NFKC').includes('@') || !/[\p{L}\p{N}\p{S}\p{P}]/u.test(name) ? '' : name;
}
