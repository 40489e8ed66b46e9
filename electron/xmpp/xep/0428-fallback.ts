// XEP-0428 Fallback Indication, version 0.2.1: which part of a body only stands in for what older clients cannot show.
import { type CodePointRange, codePointLength, withoutRanges } from '../../../shared/code-points.ts';
import { type Element, xml } from '../core/xml.ts';

export const NS = 'urn:xmpp:fallback:0';

/** The parts of the body that stand in for `what`; 'all' of it, or undefined when none do. */
export function readFallback(message: Element, what: string): readonly CodePointRange[] | 'all' | undefined {
  const fallback = message.getChildren('fallback', NS).find(({ attrs }) => attrs.for === what);
  if (fallback === undefined) return undefined;
  const bodies = fallback.getChildren('body', NS);
  if (bodies.length === 0) return fallback.getChildElements().length === 0 ? 'all' : undefined;
  if (bodies.some(({ attrs }) => attrs.start === undefined && attrs.end === undefined)) return 'all';
  const ranges = bodies.map(({ attrs }) => ({ start: count(attrs.start), end: count(attrs.end) }));
  return ranges.every(({ start, end }) => start < end) ? ranges : undefined;
}

/** The body without those parts, what was cut out, and where; the whole body when they are not in it, or when nothing would be left. */
export function splitFallback(
  body: string,
  ranges: readonly CodePointRange[] | 'all' | undefined,
): { readonly text: string; readonly fallback: string | undefined; readonly cut: readonly CodePointRange[] } {
  const whole = { text: body, fallback: undefined, cut: [] };
  if (ranges === undefined || ranges === 'all') return whole;
  const length = codePointLength(body);
  if (ranges.some(({ end }) => end > length)) return whole;
  const { kept, cut } = withoutRanges(body, ranges);
  return kept.trim() === '' ? whole : { text: kept, fallback: cut, cut: ranges };
}

/** Without a range: the whole body. */
export function writeFallback(what: string, range?: CodePointRange): Element {
  return xml('fallback', { xmlns: NS, for: what }, range !== undefined && xml('body', { start: range.start, end: range.end }));
}

function count(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
