// saxes at its full speed. It keeps each listener in a property with a computed name; after half a dozen of these V8 makes the parser a
// dictionary, in which every character costs five times as much. Properties that are there already stay where they are.
import { type SaxesOptions, SaxesParser } from 'saxes';

type Slot = 'xmldecl' | 'text' | 'pi' | 'doctype' | 'comment' | 'openTagStart' | 'attribute' | 'openTag' | 'closeTag' | 'cdata' | 'error';

export function makeSaxes<O extends SaxesOptions>(options: O): SaxesParser<O> {
  const saxes = new SaxesParser(options);
  const slots = saxes as unknown as Partial<Record<`${Slot}Handler`, undefined>>;
  slots.xmldeclHandler = undefined;
  slots.textHandler = undefined;
  slots.piHandler = undefined;
  slots.doctypeHandler = undefined;
  slots.commentHandler = undefined;
  slots.openTagStartHandler = undefined;
  slots.attributeHandler = undefined;
  slots.openTagHandler = undefined;
  slots.closeTagHandler = undefined;
  slots.cdataHandler = undefined;
  slots.errorHandler = undefined;
  return saxes;
}
