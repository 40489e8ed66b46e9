// An element from text, through the parser the stream uses.
import { makeParser } from '../../electron/xmpp/core/parser.ts';
import type { Element } from '../../electron/xmpp/core/xml.ts';

export function parseElement(text: string): Element {
  const found: Element[] = [];
  const faults: string[] = [];
  const parser = makeParser({
    onStart: () => undefined,
    onElement: (element) => found.push(element),
    onEnd: () => undefined,
    onFault: (fault) => faults.push(fault.detail),
  });
  parser.write(Buffer.from(`<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>${text}`));
  const [element] = found;
  if (element === undefined || faults.length > 0) throw new Error(`not one element: ${faults.join()}`);
  return element;
}
