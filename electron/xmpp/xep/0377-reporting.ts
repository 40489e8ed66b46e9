// XEP-0377 Spam Reporting, version 0.4.1: what goes to the operator of the account's server along with a block (XEP-0191).
import type { Report } from '../../../shared/blocking.ts';
import { type Element, xml } from '../core/xml.ts';
import { NS as NS_IDS } from './0359-ids.ts';

export const NS = 'urn:xmpp:reporting:1';

const REASONS: Readonly<Record<Report['reason'], string>> = { spam: 'urn:xmpp:reporting:spam', abuse: 'urn:xmpp:reporting:abuse' };

/** `messages`: what is reported, by the ids of the archive of `by`. */
export interface WrittenReport extends Report {
  readonly language: string;
  readonly by: string;
  readonly messages: readonly string[];
}

export function writeReport({ reason, text, language, by, messages }: WrittenReport): Element {
  return xml(
    'report',
    { xmlns: NS, reason: REASONS[reason] },
    ...messages.map((id) => xml('stanza-id', { xmlns: NS_IDS, by, id })),
    text !== '' && xml('text', { 'xml:lang': language }, text),
  );
}
