// XEP-0455 Service Outage Status, version 0.4.0: what an operator says outside XMPP when XMPP is down. Written by strangers: read as data only.
import { OUTAGE_LIMIT, type Outage } from '../../../shared/outage.ts';

/** RFC 3339, as 3.2 demands. */
const TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Undefined: there is no outage, or nothing that can be understood. `language` is a BCP 47 tag. */
export function readOutage(text: string, language: string): Outage | undefined {
  const status = parse(text);
  if (!isObject(status)) return undefined;
  const beginning = time(status.beginning);
  if (beginning === undefined) return undefined;
  const end = time(status.expected_end);
  const message = isObject(status.message) ? words(status.message, language) : undefined;
  return {
    beginning,
    ...(end === undefined || end < beginning ? {} : { expectedEnd: end }),
    planned: status.planned === true,
    ...(message ? { message } : {}),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function time(value: unknown): number | undefined {
  if (typeof value !== 'string' || !TIME.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

/** The exact language, then the language alone, then the default (3.2); tags are compared without case (RFC 5646 2.1.1). */
function words(message: Readonly<Record<string, unknown>>, language: string): string | undefined {
  const wanted = language.toLowerCase();
  const [primary] = wanted.split('-');
  const entries = Object.entries(message).map(([tag, value]) => [tag.toLowerCase(), value] as const);
  const found = [wanted, primary, 'default']
    .map((tag) => entries.find(([each]) => each === tag)?.[1])
    .find((each) => typeof each === 'string');
  return typeof found === 'string' ? plain(found) : undefined;
}

/** One paragraph: nothing that hides, turns round or breaks the text about it. */
function plain(text: string): string {
  const clean = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .trim();
  const characters = Array.from(clean.slice(0, OUTAGE_LIMIT * 2));
  let kept = '';
  for (const character of characters) {
    if (kept.length + character.length > OUTAGE_LIMIT - 1) return `${kept.trimEnd()}…`;
    kept += character;
  }
  return kept;
}
