// What a body becomes on the screen: inert elements, every character of it still there.
import fc from 'fast-check';
import { type ComponentProps, createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { StyledText } from '../../renderer/components/StyledText.tsx';
import type { Mention } from '../../shared/mention.ts';

type Shown = Partial<ComponentProps<typeof StyledText>>;
const markup = (body: string, more: Shown = {}): string =>
  renderToStaticMarkup(createElement(StyledText, { plain: false, body, own: false, room: false, onLink: () => undefined, ...more }));
const plain = (body: string, more: Shown = {}): string =>
  markup(body, more)
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#x27);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" })[name] ?? '');

describe('styled text', () => {
  it('keeps directives beside what they style, as elements with a meaning', () => {
    expect(markup('*a* _b_ ~c~ `d`')).toMatch(/<strong>.*\*.*a.*<\/strong> <em>.*<\/em> <s>.*<\/s> <code/);
    expect(markup('> q\nx')).toMatch(/<blockquote[^>]*><span[^>]*>&gt; <\/span>q\n<\/blockquote>x/);
    expect(markup('```\nlet x = *y*;\n```')).toMatch(/<code[^>]*><span[^>]*>```<\/span>\nlet x = \*y\*;\n<span[^>]*>```<\/span><\/code>/);
  });

  it('opens a link as a whole, also where a directive cuts it, and none in code that is not one', () => {
    const cut = markup('_see https://kith.example/a_b now');
    expect([...cut.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual(['https://kith.example/a_b', 'https://kith.example/a_b']);
    expect(markup('<img src=x onerror=alert(1)> *<b>*')).not.toMatch(/<(img|b)[ >]/);
  });

  it('says every character that was written', () => {
    const pieces = ['*', '_', '~', '`', '```', '>', ' ', '\n', 'a', 'ü', '😀', 'https://x.example/_a', '<b>', '&'];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
        (body) => {
          expect(plain(body)).toBe(body.trimEnd());
        },
      ),
    );
  });
});

describe('mentions', () => {
  const at = (body: string, words: string, address = 'mallory@kith.test'): Mention => {
    const from = body.indexOf(words);
    return { from, to: from + words.length, address };
  };
  const shown = (body: string, mentions: readonly Mention[], more: Shown = {}) =>
    [...markup(body, { mentions, ...more }).matchAll(/<a href="([^"]*)" title="([^"]*)"(?: data-mention="(\w+)")?>(.*?)<\/a>/g)].map(
      ([, href, title, kind, text = '']) => [text.replace(/<[^>]*>/g, ''), href, title, kind],
    );

  it('are links that say who it is, whatever is written there', () => {
    const body = 'hello @Alice!';
    expect(shown(body, [at(body, '@Alice')])).toEqual([['@Alice', 'xmpp:mallory@kith.test', 'mallory@kith.test', 'other']]);
    expect(shown(body, [at(body, '@Alice')], { self: 'mallory@kith.test' }).map(([, , , kind]) => kind)).toEqual(['self']);
    expect(shown(body, [at(body, '@Alice', 'o#d?d@kith.test')])).toMatchObject([
      ['@Alice', 'xmpp:o%23d%3Fd@kith.test', 'o#d?d@kith.test', 'other'],
    ]);
  });

  it('stand in quotations, in styled words, in an action and in what is shown as it is', () => {
    const body = '> > hi @Al\n> *to @Bea*\n`x` @Cy';
    const mentions = [at(body, '@Al'), at(body, '@Bea'), at(body, '@Cy')];
    expect(shown(body, mentions).map(([text]) => text)).toEqual(['@Al', '@Bea', '@Cy']);
    expect(shown(body, mentions, { plain: true }).map(([text]) => text)).toEqual(['@Al', '@Bea', '@Cy']);
    const action = '/me waves at @Al';
    expect(shown(action.slice(4), [at(action, '@Al')], { start: 4 }).map(([text]) => text)).toEqual(['@Al']);
    expect(markup(body, { mentions })).toMatch(/<strong>.*<a [^>]*data-mention.*@Bea.*<\/a>.*<\/strong>/);
  });

  it('whose name holds directives stay whole in whom they open', () => {
    const body = 'to @*Al* now';
    expect(
      shown(body, [at(body, '@*Al*')])
        .map(([text]) => text)
        .join(''),
    ).toBe('@*Al*');
  });

  it('do not take a link apart, cross a line, stand where nothing is, or reach beyond the text', () => {
    const body = 'https://kith.example/@Al  \nx @Bea';
    const links = shown(body, [
      at(body, '@Al'),
      at(body, '  '),
      { from: 26, to: 30, address: 'b@kith.test' },
      { from: 30, to: 99, address: 'b@kith.test' },
    ]);
    expect(links).toEqual([['https://kith.example/@Al', 'https://kith.example/@Al', 'https://kith.example/@Al', undefined]]);
  });

  it('change no character, wherever they are', () => {
    const pieces = ['*', '_', '`', '```', '> ', ' ', '\n', 'a', '😀', '@Al', 'https://x.example/_a', '<b>'];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
        fc.array(fc.nat(60), { maxLength: 8 }),
        (body, cuts) => {
          const places = [...cuts].sort((a, b) => a - b);
          const mentions = places.slice(1).map((to, index) => ({ from: places[index] ?? 0, to, address: 'a@kith.test' }));
          expect(plain(body, { mentions })).toBe(body.trimEnd());
        },
      ),
    );
  });
});
