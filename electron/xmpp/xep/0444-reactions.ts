// XEP-0444 Message Reactions, version 0.2.1: what somebody feels about a message, in emoji; each message names all that are left.
import { asEmoji } from '../../../shared/emoji.ts';
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';
import { writeStore } from './0334-hints.ts';

export const NS = 'urn:xmpp:reactions:0';

/** Of one sender to one message; of more the rest is dropped. */
export const MOST_REACTIONS = 12;

export interface Reactions {
  /** The id of the message. */
  readonly of: string;
  /** Each once; none: all are taken back. */
  readonly emoji: readonly string[];
}

/** What is no single emoji, or comes twice, is left out (4). */
export function readReactions(message: Element): Reactions | undefined {
  const elements = message.getChildren('reactions', NS);
  const id = elements[0]?.attrs.id;
  if (elements.length !== 1 || !id) return undefined;
  const emoji = elements[0]?.getChildren('reaction', NS).flatMap((each) => asEmoji(each.text().trim()) ?? []) ?? [];
  return { of: id, emoji: [...new Set(emoji)].slice(0, MOST_REACTIONS) };
}

export function writeReactions({ of, emoji }: Reactions): Element[] {
  return [xml('reactions', { xmlns: NS, id: of }, ...emoji.map((each) => xml('reaction', {}, each))), writeStore()];
}

export function reactions(session: Session): void {
  session.advertise(NS);
}
