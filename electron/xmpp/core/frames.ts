// RFC 7395: XMPP over WebSocket. Every frame is one whole element; <open/> and <close/> stand for the stream's start and end tags.
import { makeParser, type ParserOptions } from './parser.ts';
import { type Element, xml } from './xml.ts';

export const NS_FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';
const NS_STREAM = 'http://etherx.jabber.org/streams';

export const CLOSE = `<close xmlns="${NS_FRAMING}"/>`;

interface FrameEvents extends Pick<ParserOptions, 'onStart' | 'onElement' | 'onFault'> {
  /** `elsewhere`: the server wants us at this address instead (3.6.1). */
  onEnd(elsewhere: string | undefined): void;
}

/** Reads with the same parser as a stream does, and as strictly. */
export function makeFrameParser({ onStart, onElement, onEnd, onFault }: FrameEvents): { write(frame: Uint8Array | string): void } {
  let inFrame = 0;
  const parser = makeParser({
    onStart: () => undefined,
    onElement(element) {
      inFrame += 1;
      if (element.is('open', NS_FRAMING)) onStart(element);
      else if (element.is('close', NS_FRAMING)) onEnd(element.attrs['see-other-uri']);
      else onElement(element);
    },
    // Only a frame with an end tag of its own can close what the frames are put into.
    onEnd: () => onFault({ condition: 'not-well-formed', detail: 'an end tag without its start' }),
    onFault,
  });
  // Without a namespace: what a frame does not declare itself is not declared (3.3.3).
  parser.write(Buffer.from('<frames>'));
  return {
    write(frame) {
      inFrame = 0;
      // 3.2: text frames; a binary one says nothing.
      if (typeof frame !== 'string') return onFault({ condition: 'bad-format', detail: 'a binary frame' });
      if (/^[ \t\r\n]*$/.test(frame)) return;
      parser.write(Buffer.from(frame));
      if (inFrame !== 1 || !parser.between) onFault({ condition: 'bad-format', detail: 'a frame that is not one element' });
    },
  };
}

/** With its namespace, which on a stream the header declares for all. */
export function asFrame(element: Element): Element {
  if (element.attrs.xmlns === undefined) element.attrs.xmlns = 'jabber:client';
  return element;
}

/** The header of a stream: what the server is asked for. */
export function openFrame(): Element {
  return xml('open', { xmlns: NS_FRAMING, version: '1.0' });
}

/** A stream error as a frame: its prefix has to be declared. */
export function errorFrame(error: Element): string {
  error.attrs['xmlns:stream'] = NS_STREAM;
  return error.toString();
}
