// XEP-0334 Message Processing Hints, version 1.0.0: what a server should keep although it holds no text, and what it should not.
import { type Element, xml } from '../core/xml.ts';

export const NS = 'urn:xmpp:hints';

export const writeStore = (): Element => xml('store', { xmlns: NS });
export const writeNoStore = (): Element => xml('no-store', { xmlns: NS });
