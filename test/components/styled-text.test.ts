// What a body becomes on the screen: inert elements, every character of it still there.
import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { StyledText } from '../../renderer/components/StyledText.tsx';

const markup = (body: string): string =>
  renderToStaticMarkup(createElement(StyledText, { plain: false, body, own: false, room: false, onLink: () => undefined }));
const plain = (body: string): string =>
  markup(body)
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
