// XEP-0372: what one client writes another reads, at the same places of the text, whatever the text is made of and whatever stands before it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { xmlText } from '../../electron/xmpp/message.ts';
import { readMentions, writeMentions } from '../../electron/xmpp/xep/0372-references.ts';
import { readReply, writeReply } from '../../electron/xmpp/xep/0461-replies.ts';
import { type Mention, MOST_MENTIONS } from '../../shared/mention.ts';
import { parseElement } from '../support/parse-element.ts';

const ADDRESSES = ['bob@kith.test', 'änne@kith.test', 'o#d?d%41@kith.test', 'a\\20b+c@kith.test', 'kith.test', '日本@例え.テスト'];
const word = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  fc.constantFrom('👩‍👩‍👧', '🇩🇪', 'שלום', '\u202eabc\u202c', 'e\u0301', '𝒳', '\n', ' ', '> ', '/me '),
);
const clean = (text: string) => xmlText(text.replaceAll('\r', ''));

describe('mentions', () => {
  it('stand where they were written: any text, with and without a quotation in front', () => {
    const pieces = fc.array(fc.record({ text: word, mention: fc.option(fc.constantFrom(...ADDRESSES), { nil: undefined }) }), {
      maxLength: 12,
    });
    const quotation = fc.option(fc.array(word, { maxLength: 6 }), { nil: undefined });
    fc.assert(
      fc.property(pieces, quotation, (parts, quote) => {
        const mentions: Mention[] = [];
        let text = '';
        for (const { text: raw, mention } of parts) {
          const piece = clean(raw);
          if (mention !== undefined && piece !== '') mentions.push({ from: text.length, to: text.length + piece.length, address: mention });
          text += piece;
        }
        fc.pre(text.trim() !== '');
        const { elements, prefix } =
          quote === undefined ? { elements: [], prefix: '' } : writeReply({ id: 'm1', quote: clean(quote.join('')) });
        const written = xml(
          'message',
          { xmlns: 'jabber:client' },
          xml('body', {}, prefix + text),
          ...elements,
          ...writeMentions(mentions, text, prefix),
        );
        const message = parseElement(written.toString());
        const whole = message.getChildText('body') ?? undefined;
        const { body, cut } = readReply(message, whole);
        expect(body).toBe(text);
        expect(readMentions(message, whole, cut)).toEqual(mentions);
      }),
    );
  });

  it('without a place are written and read as such', () => {
    const nowhere = { from: 0, to: 0, address: 'bob@kith.test' };
    const [reference] = writeMentions([nowhere], 'hello', '> quoted\n');
    expect(reference?.attrs).toEqual({ xmlns: 'urn:xmpp:reference:0', type: 'mention', uri: 'xmpp:bob@kith.test' });
    expect(readMentions(xml('message', {}, reference), 'hello')).toEqual([nowhere]);
    expect(readMentions(xml('message', {}, reference), undefined)).toEqual([]);
  });

  it('in thousands are a hundred, and take no time', () => {
    const many = Array.from({ length: 5000 }, (_, at) =>
      xml('reference', { xmlns: 'urn:xmpp:reference:0', type: 'mention', uri: `xmpp:u${at}@kith.test`, begin: at, end: at + 1 }),
    );
    const begun = performance.now();
    const found = readMentions(
      xml('message', {}, ...many),
      '😀'.repeat(60_000),
      Array.from({ length: 5000 }, (_, at) => ({ start: at + 50_000, end: at + 50_001 })),
    );
    expect(performance.now() - begun).toBeLessThan(500);
    expect(found).toHaveLength(MOST_MENTIONS);
    expect(found[1]).toEqual({ from: 2, to: 4, address: 'u1@kith.test' });
  });
});
