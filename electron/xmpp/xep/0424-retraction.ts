// XEP-0424 Message Retraction, version 0.4.2: taking a message back. Older archives hold the form of version 0.3 (with XEP-0422).
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';
import { readTime } from './0203-delay.ts';
import { writeStore } from './0334-hints.ts';
import { writeFallback } from './0428-fallback.ts';

export const NS = 'urn:xmpp:message-retract:1';
const NS_OLDER = 'urn:xmpp:message-retract:0';
const NS_FASTEN = 'urn:xmpp:fasten:0';

/** The id of the message that is taken back. */
export function readRetraction(message: Element): string | undefined {
  const fastened = message.getChild('apply-to', NS_FASTEN);
  const older = fastened?.getChild('retract', NS_OLDER) === undefined ? undefined : fastened.attrs.id;
  return message.getChild('retract', NS)?.attrs.id || older || undefined;
}

/** An archive put this in place of the message (4): when it was taken back, as far as it says. */
export function readTombstone(message: Element): { readonly at: number | undefined } | undefined {
  const retracted = message.getChild('retracted', NS) ?? message.getChild('retracted', NS_OLDER);
  return retracted === undefined ? undefined : { at: readTime(retracted.attrs.stamp) };
}

/** With words for clients that know nothing of it, and a hint so that whoever is away learns of it later (3). */
export function writeRetraction(id: string, words: string): Element[] {
  return [xml('body', {}, words), xml('retract', { xmlns: NS, id }), writeFallback(NS), writeStore()];
}

export function retractions(session: Session): void {
  session.advertise(NS);
}
