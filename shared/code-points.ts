// Counting as XMPP does (XEP-0426): by Unicode code points of the text as it is, where JavaScript counts UTF-16 units.

export interface CodePointRange {
  readonly start: number;
  /** Behind the last one. */
  readonly end: number;
}

export function codePointLength(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** The text outside and inside of the ranges, each in its order. */
export function withoutRanges(text: string, ranges: readonly CodePointRange[]): { readonly kept: string; readonly cut: string } {
  let kept = '';
  let cut = '';
  let place = 0;
  for (const point of text) {
    if (ranges.some(({ start, end }) => place >= start && place < end)) cut += point;
    else kept += point;
    place += 1;
  }
  return { kept, cut };
}
