// XEP-0054 vcard-temp, version 1.3.0: the older kind of profile, which everybody may read.
import { ABOUT_LIMIT, type Card, type CardChange, type CardField, cardText, cardTexts } from '../../../shared/profile.ts';
import type { Session } from '../core/session.ts';
import { copyOf, drop, type Element, StanzaError, xml } from '../core/xml.ts';
import { fromBase64 } from './0084-avatar.ts';

export const NS = 'vcard-temp';

/** Whatever type it claims to be (XEP-0153 5); undefined for none, or one that is too large. */
export function readPhoto(card: Element): Uint8Array | undefined {
  const data = card.getChild('PHOTO', NS)?.getChildText('BINVAL', NS);
  return data ? fromBase64(data) : undefined;
}

/** Of any size, or somewhere else on the web. */
export function hasPhoto(card: Element): boolean {
  return card.getChild('PHOTO', NS) !== undefined;
}

export function readCard(card: Element): Card {
  const all = (name: string, part?: string) =>
    card.getChildren(name, NS).map((each) => (part === undefined ? each.text() : each.getChildText(part, NS)));
  return {
    fullName: cardText(all('FN')[0]),
    organisation: cardText(all('ORG', 'ORGNAME')[0]),
    title: cardText(all('TITLE')[0] || all('ROLE')[0]),
    birthday: cardText(all('BDAY')[0]),
    phones: cardTexts(all('TEL', 'NUMBER')),
    emails: cardTexts(all('EMAIL', 'USERID')),
    websites: cardTexts(all('URL')),
    note: cardText(all('DESC')[0] || all('NOTE')[0], ABOUT_LIMIT),
  };
}

/** Element, the part of it that holds the value, and what marks a new one. */
const FIELDS: Readonly<Record<CardField, readonly [name: string, part?: string, mark?: string]>> = {
  fullName: ['FN'],
  organisation: ['ORG', 'ORGNAME'],
  title: ['TITLE'],
  birthday: ['BDAY'],
  phone: ['TEL', 'NUMBER', 'VOICE'],
  email: ['EMAIL', 'USERID', 'INTERNET'],
  website: ['URL'],
  note: ['DESC'],
};

/** What is read where a field is missing. */
const FALLBACKS: Readonly<Partial<Record<CardField, string>>> = { title: 'ROLE', note: 'NOTE' };

/** A card with these fields changed and everything else as it was: the whole of it is written anew each time (3.2). */
export function editCard(before: Element | undefined, change: CardChange): Element {
  const card = before === undefined ? xml('vCard', { xmlns: NS }) : copyOf(before);
  for (const [field, value] of Object.entries(change) as [CardField, string][]) {
    const [name, part, mark] = FIELDS[field];
    // A phone or an address without a value is a form that was never filled in.
    const known = part === undefined ? card.getChild(name, NS) : card.getChildren(name, NS).find((each) => each.getChildText(part, NS));
    const fallback = FALLBACKS[field];
    if (value === '') {
      drop(card, known);
      if (fallback !== undefined) drop(card, card.getChild(fallback, NS));
    } else if (known === undefined)
      card.append(xml(name, {}, mark !== undefined && xml(mark), part === undefined ? value : xml(part, {}, value)));
    else (part === undefined ? known : (known.getChild(part, NS) ?? known)).children = [value];
  }
  return card;
}

/** With another picture, or none. */
export function withPhoto(before: Element | undefined, photo: { readonly type: string; readonly bytes: Uint8Array } | undefined): Element {
  const card = before === undefined ? xml('vCard', { xmlns: NS }) : copyOf(before);
  for (const each of card.getChildren('PHOTO', NS)) drop(card, each);
  if (photo !== undefined)
    card.append(xml('PHOTO', {}, xml('TYPE', {}, photo.type), xml('BINVAL', {}, Buffer.from(photo.bytes).toString('base64'))));
  return card;
}

export function vcards(session: Session) {
  return {
    /** Somebody's, or with undefined the account's own (3.1: without an address); undefined when there is none. Rejects like Session.request. */
    async of(address: string | undefined): Promise<Element | undefined> {
      try {
        const result = await session.request({
          type: 'get',
          child: xml('vCard', { xmlns: NS }),
          ...(address === undefined ? {} : { to: address }),
        });
        return result.getChild('vCard', NS);
      } catch (error) {
        // 3.3: both mean that there is none.
        if (error instanceof StanzaError && ['service-unavailable', 'item-not-found'].includes(error.condition)) return undefined;
        throw error;
      }
    },
    /** The account's own. */
    async publish(card: Element): Promise<void> {
      await session.request({ type: 'set', child: card });
    },
  };
}
