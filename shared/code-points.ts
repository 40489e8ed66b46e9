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

/** For each code point of the text, and behind the last one: how many UTF-16 units stand before it, in all and outside of the ranges. */
export function unitsBefore(text: string, ranges: readonly CodePointRange[]): { readonly all: Uint32Array; readonly outside: Uint32Array } {
  const length = codePointLength(text);
  const begun = new Int32Array(length + 1);
  for (const { start, end } of ranges) {
    begun[Math.min(start, length)] = (begun[Math.min(start, length)] ?? 0) + 1;
    begun[Math.min(end, length)] = (begun[Math.min(end, length)] ?? 0) - 1;
  }
  const all = new Uint32Array(length + 1);
  const outside = new Uint32Array(length + 1);
  let place = 0;
  let within = 0;
  for (const { length: units } of text) {
    within += begun[place] ?? 0;
    all[place + 1] = (all[place] ?? 0) + units;
    outside[place + 1] = (outside[place] ?? 0) + (within > 0 ? 0 : units);
    place += 1;
  }
  return { all, outside };
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
