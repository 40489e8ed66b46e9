// The letter that stands for somebody.

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** First letter of a name as a person sees letters, in capitals; '#' for a name without any. */
export function initial(name: string): string {
  for (const { segment } of SEGMENTER.segment(name.trim().slice(0, 64))) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment.toLocaleUpperCase();
  }
  return '#';
}
