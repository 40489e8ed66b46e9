// XEP-0059 Result Set Management, version 1.0: asking for a page and reading where it lies.
import { type Element, xml } from '../core/xml.ts';

export const NS = 'http://jabber.org/protocol/rsm';

export interface PageRequest {
  readonly max: number;
  /** The page that follows this id. */
  readonly after?: string;
  /** The page that ends before this id; '' is the last page. Never together with `after` (2.3 leaves it undefined). */
  readonly before?: string;
}

export interface PageBounds {
  readonly first: string | undefined;
  readonly last: string | undefined;
}

export function writePage(request: PageRequest): Element {
  return xml(
    'set',
    { xmlns: NS },
    xml('max', {}, String(request.max)),
    request.after !== undefined && xml('after', {}, request.after),
    request.before !== undefined && (request.before === '' ? xml('before') : xml('before', {}, request.before)),
  );
}

export function readPage(parent: Element): PageBounds {
  const set = parent.getChild('set', NS);
  return { first: set?.getChildText('first') || undefined, last: set?.getChildText('last') || undefined };
}
