// An element from text, through the parser the stream uses: all of it at once and byte by byte, which must come to the same.
import { makeParser } from '../../electron/xmpp/core/parser.ts';
import type { Element } from '../../electron/xmpp/core/xml.ts';

export function parseElement(text: string): Element {
  const bytes = Buffer.from(`<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>${text}`);
  const whole = parse([bytes]);
  const alone = parse(Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)));
  if (alone.toString() !== whole.toString()) throw new Error(`byte by byte it reads ${alone}`);
  return whole;
}

function parse(chunks: readonly Uint8Array[]): Element {
  const found: Element[] = [];
  const faults: string[] = [];
  const parser = makeParser({
    onStart: () => undefined,
    onElement: (element) => found.push(element),
    onEnd: () => undefined,
    onFault: (fault) => faults.push(fault.detail),
  });
  for (const chunk of chunks) parser.write(chunk);
  const [element] = found;
  if (element === undefined || faults.length > 0) throw new Error(`not one element: ${faults.join()}`);
  return element;
}
