// The letter that stands for somebody.
import { graphemes } from '../../shared/graphemes.ts';

/** What most names begin with: a letter that nothing is put on. */
const PLAIN = /^[a-z0-9](?![^ -~])/i;

/** First letter of a name as a person sees letters, in capitals; '#' for a name without any. */
export function initial(name: string): string {
  const trimmed = name.trim();
  if (PLAIN.test(trimmed)) return trimmed.slice(0, 1).toLocaleUpperCase();
  for (const { segment } of graphemes().segment(trimmed.slice(0, 64))) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment.toLocaleUpperCase();
  }
  return '#';
}
