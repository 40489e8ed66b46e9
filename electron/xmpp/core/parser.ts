// XML off the wire: the restricted XML of RFC 6120 11.1, strict UTF-8 across chunks, limits on everything a peer can make large.
// The events depend on the bytes alone, never on how they were cut into chunks.
import { isUtf8 } from 'node:buffer';
import { makeSaxes } from './saxes.ts';
import { type Element, rawElement } from './xml.ts';

export interface ParserLimits {
  /** Bytes of one top-level element, and of the stream's own start tag. */
  readonly stanzaBytes: number;
  /** Nesting inside the stream; a stanza has depth 1. */
  readonly depth: number;
  /** Attributes of one element, namespace declarations included. */
  readonly attributes: number;
  /** UTF-16 units of an element's or attribute's name. */
  readonly nameLength: number;
}

export const DEFAULT_LIMITS: ParserLimits = { stanzaBytes: 1024 * 1024, depth: 64, attributes: 64, nameLength: 256 };

/** `condition` is a stream error of RFC 6120 4.9.3. */
export interface ParserFault {
  readonly condition: string;
  readonly detail: string;
}

export interface ParserOptions {
  readonly limits?: Partial<ParserLimits>;
  /** The stream's start tag: an element without children. */
  onStart(root: Element): void;
  /** One whole top-level element; its parent is the root, which does not collect it. */
  onElement(element: Element): void;
  onEnd(): void;
  /** At most once, and the last event. */
  onFault(fault: ParserFault): void;
}

export interface Parser {
  /** Never throws. Does nothing after the end, a fault or dispose(). */
  write(chunk: Uint8Array): void;
  /** Between two top-level elements: nothing of the next has come. */
  readonly between: boolean;
  /** No event after this one, not even for bytes already written. */
  dispose(): void;
}

/** Longest stretch parsed before the limits are looked at again. */
const PIECE = 64 * 1024;
const BLANK = /^[ \t\r\n]*$/;
const NS_XML = 'http://www.w3.org/XML/1998/namespace';
/** What may follow in a name but not begin one (Namespaces in XML 1.0, NCName). */
const NO_BEGINNING = /^(?:[-.0-9]|\u00b7|[\u0300-\u036f]|[\u203f\u2040])/;

class Refusal extends Error {
  readonly condition: string;

  constructor(condition: string, detail: string) {
    super(detail);
    this.condition = condition;
  }
}

/** Unwinds the parser when a listener has disposed of it. */
const STOPPED = new Error('stopped');

export function makeParser(options: ParserOptions): Parser {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const saxes = makeSaxes({ xmlns: true, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let over = false;
  /** Bytes of a character whose rest has not arrived. */
  let held: Uint8Array = new Uint8Array(0);
  let root: Element | undefined;
  const open: Element[] = [];
  /** A finished top-level element: saxes compares the closing name only after its event, so it waits for the next character. */
  let complete: { readonly element: Element | 'root'; readonly position: number } | undefined;
  let attributes = 0;
  let attrs: Record<string, string> = {};
  /** The piece being parsed, and how far its characters have been counted as bytes. */
  let piece = { text: '', start: 0, ascii: true };
  const counted = { position: 0, bytes: 0 };
  /** Where the current top-level element began, in bytes. */
  let began = 0;
  /** Where the last top-level tag ended, in characters of this piece; undefined when it held none. */
  let boundary: number | undefined;
  let idle = false;

  function tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      throw new Refusal('undefined-condition', `a listener failed: ${String(error)}`);
    }
    if (over) throw STOPPED;
  }

  /** Turns a character position inside the current piece into a count of bytes; positions only grow. */
  function bytesAt(position: number): number {
    const to = Math.min(Math.max(position, counted.position), piece.start + piece.text.length);
    const length = to - counted.position;
    counted.bytes += piece.ascii ? length : Buffer.byteLength(piece.text.slice(counted.position - piece.start, to - piece.start));
    counted.position = to;
    return counted.bytes;
  }

  function checkSize(position: number): void {
    if (bytesAt(position) - began > limits.stanzaBytes) throw tooMuch(`more than ${limits.stanzaBytes} bytes in one element`);
  }

  function emitComplete(): void {
    if (complete === undefined || saxes.position <= complete.position) return;
    const { element } = complete;
    complete = undefined;
    if (element === 'root') over = true;
    tell(() => (element === 'root' ? options.onEnd() : options.onElement(element)));
  }

  function closeTopLevel(element: Element | 'root'): void {
    checkSize(saxes.position);
    complete = { element, position: saxes.position };
    boundary = saxes.position;
    began = bytesAt(saxes.position);
  }

  function addText(text: string): void {
    emitComplete();
    const parent = open.at(-1);
    if (parent !== undefined) parent.append(text);
    else if (!BLANK.test(text))
      throw root === undefined
        ? new Refusal('not-well-formed', 'text before the stream')
        : new Refusal('bad-format', 'text between stanzas');
  }

  function refuse(what: string): () => void {
    return () => {
      emitComplete();
      throw new Refusal('restricted-xml', what);
    };
  }

  saxes.on('doctype', refuse('document type declaration'));
  saxes.on('comment', refuse('comment'));
  saxes.on('processinginstruction', refuse('processing instruction'));
  saxes.on('text', addText);
  saxes.on('cdata', addText);
  saxes.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8')
      throw new Refusal('unsupported-encoding', `encoding ${encoding.slice(0, 40)}`);
  });
  saxes.on('opentagstart', ({ name }) => {
    emitComplete();
    if (name.length > limits.nameLength) throw tooMuch('name too long');
    if (root !== undefined && open.length >= limits.depth) throw tooMuch(`more than ${limits.depth} elements deep`);
    attributes = 0;
    attrs = {};
    // '<', the name, and one character after it: white space before a stanza is not part of it.
    if (root !== undefined && open.length === 0) began = bytesAt(saxes.position) - Buffer.byteLength(name) - 2;
  });
  saxes.on('attribute', ({ name, prefix, local, value }) => {
    if (name.length > limits.nameLength) throw tooMuch('name too long');
    if (++attributes > limits.attributes) throw tooMuch(`more than ${limits.attributes} attributes`);
    if (prefix !== '') checkLocal(local);
    // saxes compares what is left after trimming.
    if (name === 'xmlns:xml' && value !== NS_XML) throw new Refusal('not-well-formed', 'the prefix xml in another namespace');
    attrs[name] = value;
  });
  saxes.on('opentag', (tag) => {
    if (tag.prefix !== '') checkLocal(tag.local);
    const element = rawElement(tag.name, attrs);
    if (root === undefined) {
      const header = element;
      checkSize(saxes.position);
      root = header;
      boundary = saxes.position;
      began = bytesAt(saxes.position);
      return tell(() => options.onStart(header));
    }
    const parent = open.at(-1);
    if (parent === undefined) element.parent = root;
    else parent.append(element);
    open.push(element);
  });
  saxes.on('closetag', () => {
    emitComplete();
    const element = open.pop();
    if (element === undefined) closeTopLevel('root');
    else if (open.length === 0) closeTopLevel(element);
  });

  /** `ascii`: every character of the text was one byte. */
  function parse(text: string, ascii: boolean): void {
    // White space that keeps the connection alive would otherwise add up inside saxes for as long as nobody writes.
    if (idle && BLANK.test(text)) return;
    piece = { text, start: counted.position, ascii };
    boundary = undefined;
    saxes.write(text);
    // Nothing can follow that would make the closing tag wrong.
    if (complete !== undefined) complete = { ...complete, position: -1 };
    emitComplete();
    idle = boundary !== undefined && BLANK.test(text.slice(boundary - piece.start));
    if (idle) began = bytesAt(piece.start + text.length);
    else checkSize(piece.start + text.length);
  }

  function feed(bytes: Uint8Array): void {
    const joined = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    const whole = joined.subarray(0, joined.length - unfinished(joined));
    held = joined.slice(whole.length);
    const sound = isUtf8(whole);
    try {
      const text = decoder.decode(sound ? whole : whole.subarray(0, soundLength(whole)));
      if (text !== '') parse(text, text.length === whole.length);
      if (!sound) throw new Refusal('unsupported-encoding', 'bytes that are not UTF-8');
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): void {
    if (over) return;
    let first = error;
    try {
      emitComplete();
      checkSize(saxes.position);
    } catch (earlier) {
      first = earlier;
    }
    if (!over) report(first);
  }

  function report(error: unknown): void {
    over = true;
    const message = (error instanceof Error ? error.message : String(error)).slice(0, 200);
    // An entity that only a DTD could define is one of RFC 6120 11.1's four refusals, though saxes reports it as an error of form.
    const fallback = message.endsWith('undefined entity.') ? 'restricted-xml' : 'not-well-formed';
    try {
      options.onFault({ condition: error instanceof Refusal ? error.condition : fallback, detail: message });
    } catch {
      // There is nobody left to tell: the fault was the last event, and nothing may leave write().
    }
  }

  return {
    write(chunk) {
      for (let at = 0; at < chunk.length && !over; at += PIECE) feed(chunk.subarray(at, at + PIECE));
    },
    get between() {
      return idle && held.length === 0;
    },
    dispose() {
      over = true;
    },
  };
}

/** saxes looks only at how the whole name begins. */
function checkLocal(local: string): void {
  if (NO_BEGINNING.test(local)) throw new Refusal('not-well-formed', 'a name that begins with what cannot begin one');
}

function tooMuch(detail: string): Refusal {
  return new Refusal('policy-violation', detail);
}

/** How many bytes at the end belong to a character that may still be completed. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) !== 0x80) return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

/** Length of the longest prefix of whole, valid characters; only looked for once something is wrong. */
function soundLength(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    if (!isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}

function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
