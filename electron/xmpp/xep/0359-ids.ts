// XEP-0359 Unique and Stable Stanza IDs, version 0.7.0: the id the author gave, and the id the archive gave.
import { sameJid } from '../../../shared/jid.ts';
import { type Element, xml } from '../core/xml.ts';

export const NS = 'urn:xmpp:sid:0';

/** The author's own id: fit to recognise an echo of what one sent oneself, nothing else (5). */
export function readOriginId(message: Element): string | undefined {
  return message.getChild('origin-id', NS)?.attrs.id || undefined;
}

/** The id that `by` gave. Only to be asked when that entity announces the feature: otherwise anybody may have written it (5). */
export function readStanzaId(message: Element, by: string): string | undefined {
  const found = message.getChildren('stanza-id', NS).filter((each) => each.attrs.by !== undefined && sameJid(each.attrs.by, by));
  return found.length === 1 ? found[0]?.attrs.id || undefined : undefined;
}

export function writeOriginId(id: string): Element {
  return xml('origin-id', { xmlns: NS, id });
}
