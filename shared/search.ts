// Searching messages: what a person types becomes words and filters; what was found carries its context. Pure.
import type { ConversationId } from './conversation.ts';
import type { Message } from './message.ts';

/** The longest text that is searched for, in UTF-16 units. */
export const SEARCH_LIMIT = 400;

export interface SearchQuery {
  /** All have to be there. `exact`: as it stands, not as the beginning of a word. */
  readonly terms: readonly { readonly text: string; readonly exact: boolean }[];
  /** As typed: 'me', or part of a name or address. */
  readonly from?: string;
  /** Part of a chat's name or address. */
  readonly in?: string;
  /** ms since the epoch, local midnight: earlier than this. */
  readonly before?: number;
  /** ms since the epoch, local midnight: not earlier than this. */
  readonly after?: number;
  readonly link: boolean;
}

export interface SearchHit {
  readonly message: Message;
  readonly conversation: ConversationId;
  /** A piece of the text around the first match. */
  readonly snippet: string;
  /** What matched, as ranges of UTF-16 units of the snippet, ascending. */
  readonly marks: readonly (readonly [number, number])[];
}

export interface SearchPage {
  /** Newest first. */
  readonly hits: readonly SearchHit[];
  /** There is more than was asked for. */
  readonly more: boolean;
}

const FILTER = /^(from|in|before|after|has):(.+)$/iu;
const PART = /(?:[a-z]+:)?"[^"]*"?|\S+/giu;

/** Reads what was typed. A filter that makes no sense is a word like any other. */
export function readSearch(typed: string): SearchQuery {
  const text = typed.slice(0, SEARCH_LIMIT);
  const terms: { text: string; exact: boolean }[] = [];
  const filters: { from?: string; in?: string; before?: number; after?: number } = {};
  let link = false;
  for (const [part] of text.matchAll(PART)) {
    const [, name, value] = FILTER.exec(part) ?? [];
    const bare = unquoted(value ?? '');
    const kind = name?.toLowerCase();
    const day = kind === 'before' || kind === 'after' ? readDay(bare) : undefined;
    if ((kind === 'from' || kind === 'in') && bare !== '') filters[kind] = bare;
    else if ((kind === 'before' || kind === 'after') && day !== undefined) filters[kind] = day;
    else if (kind === 'has' && bare.toLowerCase() === 'link') link = true;
    else if (unquoted(part).trim() !== '') terms.push({ text: unquoted(part), exact: part.startsWith('"') });
  }
  return { terms, ...filters, link };
}

/** Whether there is anything to look for. */
export function isSearch(query: SearchQuery): boolean {
  const { terms, link, ...filters } = query;
  return terms.length > 0 || link || Object.keys(filters).length > 0;
}

function unquoted(text: string): string {
  return text.replace(/^"|"$/g, '');
}

/** 2026, 2026-05 or 2026-05-12, as the local midnight it begins with. */
function readDay(text: string): number | undefined {
  const [, year, month = '1', day = '1'] = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = new Date(Number(year), Number(month) - 1, Number(day));
  return date.getMonth() === Number(month) - 1 && date.getDate() === Number(day) ? date.getTime() : undefined;
}
