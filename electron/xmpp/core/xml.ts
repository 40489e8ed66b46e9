// Elements: ltx trees behind the few operations Kith uses, and the stanza errors of RFC 6120 8.3.
import LtxElement from 'ltx/lib/Element.js';

export interface Element {
  name: string;
  attrs: Record<string, string | undefined>;
  children: (Element | string)[];
  parent: Element | null;
  /** Local name, without a prefix. */
  getName(): string;
  /** Namespace of this element, resolved through its ancestors. */
  getNS(): string | undefined;
  is(name: string, xmlns?: string): boolean;
  getChild(name: string, xmlns?: string): Element | undefined;
  getChildren(name: string, xmlns?: string): Element[];
  getChildElements(): Element[];
  getChildText(name: string, xmlns?: string): string | null;
  text(): string;
  append(...nodes: (Element | string)[]): void;
  toString(): string;
}

type Child = Element | string | undefined | false;

/** Builds an element; undefined and false children and undefined attributes are left out. */
export function xml(name: string, attrs: Record<string, string | number | undefined> = {}, ...children: Child[]): Element {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(attrs)) if (value !== undefined) kept[key] = String(value);
  const element = new LtxElement(name, kept) as Element;
  for (const child of children) if (child !== undefined && child !== false) element.append(child);
  return element;
}

/** An element as the parser makes it: the attributes are the given ones, not a copy. */
export function rawElement(name: string, attrs: Record<string, string>): Element {
  const element = new LtxElement(name) as Element;
  element.attrs = attrs;
  return element;
}

/** The same element in no tree. */
export function copyOf(element: Element): Element {
  const copy = rawElement(element.name, { ...element.attrs } as Record<string, string>);
  for (const child of element.children) copy.append(typeof child === 'string' ? child : copyOf(child));
  return copy;
}

/** Takes a child out of its parent. */
export function drop(parent: Element, child: Element | undefined): void {
  parent.children = parent.children.filter((each) => each !== child);
}

export const NS_STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas';

/** A stanza came back with type='error' (RFC 6120 8.3). */
export class StanzaError extends Error {
  readonly type: string;
  readonly condition: string;
  readonly text: string | undefined;

  constructor(condition: string, type = 'cancel', text?: string) {
    super(text === undefined ? condition : `${condition}: ${text}`);
    this.name = 'StanzaError';
    this.type = type;
    this.condition = condition;
    this.text = text;
  }
}

/** Reads the error of a stanza of type 'error'; a reply without a proper <error/> reads as undefined-condition. */
export function readStanzaError(stanza: Element): StanzaError {
  const error = stanza.getChild('error');
  if (error === undefined) return new StanzaError('undefined-condition');
  const condition = error.getChildElements().find((child) => child.getNS() === NS_STANZAS && child.getName() !== 'text');
  if (condition === undefined) return readLegacyError(error);
  const text = error.getChildText('text', NS_STANZAS) ?? undefined;
  return new StanzaError(condition.getName(), error.attrs.type ?? 'cancel', text || undefined);
}

/** From before RFC 3920: a number and perhaps a text, by the table of XEP-0086 3. */
function readLegacyError(error: Element): StanzaError {
  const [condition = 'undefined-condition', type = error.attrs.type ?? 'cancel'] = LEGACY_ERRORS[error.attrs.code ?? ''] ?? [];
  return new StanzaError(condition, type, error.text().trim() || undefined);
}

const LEGACY_ERRORS: Readonly<Record<string, readonly [condition: string, type: string]>> = {
  302: ['redirect', 'modify'],
  400: ['bad-request', 'modify'],
  401: ['not-authorized', 'auth'],
  402: ['payment-required', 'auth'],
  403: ['forbidden', 'auth'],
  404: ['item-not-found', 'cancel'],
  405: ['not-allowed', 'cancel'],
  406: ['not-acceptable', 'modify'],
  407: ['registration-required', 'auth'],
  408: ['remote-server-timeout', 'wait'],
  409: ['conflict', 'cancel'],
  500: ['internal-server-error', 'wait'],
  501: ['feature-not-implemented', 'cancel'],
  502: ['service-unavailable', 'wait'],
  503: ['service-unavailable', 'cancel'],
  504: ['remote-server-timeout', 'wait'],
  510: ['service-unavailable', 'cancel'],
};

/** The <error/> child for a reply (RFC 6120 8.3.2). */
export function writeStanzaError(condition: string, type: string): Element {
  return xml('error', { type }, xml(condition, { xmlns: NS_STANZAS }));
}
