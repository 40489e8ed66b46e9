// XEP-0292 vCard4 Over XMPP, version 0.12.0 (RFC 6350, RFC 6351): the newer kind of profile, a node of personal eventing.
import { ABOUT_LIMIT, type Card, type CardChange, type CardField, cardText, cardTexts } from '../../../shared/profile.ts';
import { copyOf, drop, type Element, xml } from '../core/xml.ts';
import type { PubSub } from './0060-pubsub.ts';

export const NS = 'urn:ietf:params:xml:ns:vcard-4.0';
export const NODE = 'urn:xmpp:vcard4';

/** Undefined for what is no card. */
export function readCard4(card: Element): Card | undefined {
  if (!card.is('vcard', NS)) return undefined;
  const all = (name: string) => card.getChildren(name, NS).map((each) => valueIn(each)?.text());
  const first = (name: string, most?: number) => cardText(all(name)[0], most);
  return {
    fullName: first('fn'),
    organisation: first('org'),
    title: first('title') || first('role'),
    birthday: first('bday'),
    phones: cardTexts(all('tel').map((each) => each?.replace(/^tel:/i, ''))),
    emails: cardTexts(all('email')),
    websites: cardTexts(all('url')),
    note: first('note', ABOUT_LIMIT),
  };
}

/** Property, and the kind of value it gets where it is new. */
const PROPERTIES: Readonly<Record<CardField, readonly [name: string, kind: 'text' | 'uri' | 'date']>> = {
  fullName: ['fn', 'text'],
  organisation: ['org', 'text'],
  title: ['title', 'text'],
  birthday: ['bday', 'date'],
  phone: ['tel', 'uri'],
  email: ['email', 'text'],
  website: ['url', 'uri'],
  note: ['note', 'text'],
};

/** A card with these fields changed and everything else as it was, whether Kith knows it or not. */
export function editCard4(before: Element | undefined, change: CardChange): Element {
  const card = before === undefined ? xml('vcard', { xmlns: NS }) : copyOf(before);
  for (const [field, value] of Object.entries(change) as [CardField, string][]) {
    const [name, usual] = PROPERTIES[field];
    const tel = field === 'phone' ? telUri(value) : undefined;
    const kind = field === 'phone' && tel === undefined ? 'text' : usual;
    const property = card.getChild(name, NS);
    if (value === '') {
      drop(card, property);
      // Read where there is no title.
      if (field === 'title') drop(card, card.getChild('role', NS));
    } else if (property === undefined) card.append(xml(name, {}, xml(kind, {}, tel ?? value)));
    else {
      drop(property, valueIn(property));
      property.append(xml(kind, {}, tel ?? value));
    }
  }
  return card;
}

/** RFC 3966 3: as the URI that others look for; undefined for what is more than a number. */
function telUri(value: string): string | undefined {
  const number = value.replace(/\s+/g, '-');
  return /^\+?[\d().-]*\d[\d().-]*$/.test(number) ? `tel:${number}` : undefined;
}

/** The value of a property stands beside its parameters (RFC 6351 5.1). */
function valueIn(property: Element): Element | undefined {
  return property.getChildElements().find((child) => !child.is('parameters', NS));
}

export function vcards4(pubsub: PubSub) {
  return {
    /** Somebody's or the account's own; undefined when there is none. Rejects like Session.request. */
    async of(address: string | undefined): Promise<Element | undefined> {
      const items = await pubsub.items(NODE, address === undefined ? {} : { address });
      return items.map(({ payload }) => payload).findLast((payload) => payload.is('vcard', NS));
    },
  };
}
