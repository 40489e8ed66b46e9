// XEP-0461 Message Replies, version 0.2.1: which message another one answers, with a quotation for clients that do not show it.
import { type CodePointRange, codePointLength } from '../../../shared/code-points.ts';
import { bareJid } from '../../../shared/jid.ts';
import type { Session } from '../core/session.ts';
import { type Element, xml } from '../core/xml.ts';
import { readFallback, splitFallback, writeFallback } from './0428-fallback.ts';

export const NS = 'urn:xmpp:reply:0';

export interface Reply {
  /** The id of the message that is answered. */
  readonly id: string;
  /** Bare JID of its author. */
  readonly sender?: string;
  /** What of the body only repeated it, without the marks of a quotation. */
  readonly quote?: string;
}

interface Read {
  readonly reply: Reply | undefined;
  /** Without what stands in for it. */
  readonly body: string | undefined;
  /** Where that stood. */
  readonly cut: readonly CodePointRange[];
}

export function readReply(message: Element, body: string | undefined): Read {
  const element = message.getChild('reply', NS);
  const id = element?.attrs.id;
  if (element === undefined || !id || body === undefined) return { reply: undefined, body, cut: [] };
  const sender = bareJid(element.attrs.to ?? '');
  const { text, fallback, cut } = splitFallback(body, readFallback(message, NS));
  const quote = fallback === undefined ? undefined : unquoted(fallback);
  return { reply: { id, ...(sender === undefined ? {} : { sender }), ...(quote ? { quote } : {}) }, body: text, cut };
}

/** The elements of a reply, and the quotation that goes before the text. */
export function writeReply({ id, sender, quote }: Reply): { readonly elements: Element[]; readonly prefix: string } {
  const reply = xml('reply', { xmlns: NS, to: sender, id });
  if (quote === undefined || quote === '') return { elements: [reply], prefix: '' };
  const prefix = `${quote
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')}\n`;
  return { elements: [reply, writeFallback(NS, { start: 0, end: codePointLength(prefix) })], prefix };
}

function unquoted(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/^> ?/, ''))
    .join('\n')
    .trim();
}

export function replies(session: Session): void {
  session.advertise(NS);
}
