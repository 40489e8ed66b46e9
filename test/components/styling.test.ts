// XEP-0393: the specification's own examples, and for any text at all: nothing lost, nothing wrongly styled, no time wasted.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, type Span, styledBlocks } from '../../renderer/components/styling.ts';

/** What is styled, as markup with one letter per style: `*a*` is <b>*a*</b>. */
function shown(body: string): string {
  const letters = { strong: 'b', emphasis: 'i', strike: 's', code: 'c' } as const;
  const span =
    (text: string) =>
    (each: Span): string => {
      if (each.kind === 'text') return text.slice(each.from, each.to);
      const mark = text[each.from] ?? '';
      return `<${letters[each.kind]}>${mark}${each.children.map(span(text)).join('')}${mark}</${letters[each.kind]}>`;
    };
  const block = (each: Block): string => {
    if (each.kind === 'quote') return `<q>${each.blocks.map(block).join('|')}</q>`;
    if (each.kind === 'code') return `<pre>${each.lines.map(({ text }) => text).join('|')}</pre>`;
    return each.spans.map(span(each.line.text)).join('');
  };
  return styledBlocks(body).map(block).join('|');
}

describe('spans', () => {
  it.each([
    ['plain span', 'plain span'],
    ['*strong span*', '<b>*strong span*</b>'],
    ['plain _emphasis_ plain', 'plain <i>_emphasis_</i> plain'],
    ['`pre` plain *strong*', '<c>`pre`</c> plain <b>*strong*</b>'],
    ['*strong*plain*', '<b>*strong*</b>plain*'],
    ['* plain *strong*', '* plain <b>*strong*</b>'],
    ['not strong*', 'not strong*'],
    ['*not strong', '*not strong'],
    ['*not \n strong*', '*not | strong*'],
    ['*not *strong', '*not *strong'],
    ['**', '**'],
    ['***', '***'],
    ['****', '****'],
    ['Two spans, both *alike in dignity*', 'Two spans, both <b>*alike in dignity*</b>'],
    ['Everyone ~dis~likes cake.', 'Everyone <s>~dis~</s>likes cake.'],
    ['This is `*monospace*`', 'This is <c>`*monospace*`</c>'],
    ['This is *`monospace and bold`*', 'This is <b>*<c>`monospace and bold`</c>*</b>'],
    ['There are *no\nspans* over lines', 'There are *no|spans* over lines'],
    // Beyond the specification's list: what its rules say of these.
    ['**bold**', '**bold**'],
    ['*a *', '*a *'],
    ['* a*', '* a*'],
    ['2*3*4 snake_case_name', '2*3*4 snake_case_name'],
    ['_*~all~*_', '<i>_<b>*<s>~all~</s>*</b>_</i>'],
    ['*a* *b*_c_', '<b>*a*</b> <b>*b*</b>_c_'],
    ['*a _b* c_', '<b>*a _b*</b> c_'],
    ['*\u2003wide* *\u00a0fixed*', '*\u2003wide* *\u00a0fixed*'],
    ['*😀* ~é~', '<b>*😀*</b> <s>~é~</s>'],
  ])('%j', (body, expected) => {
    expect(shown(body)).toBe(expected);
  });
});

describe('blocks', () => {
  it.each([
    ['```ignored\n(println "Hello, *world*!")\n```\nThis', '<pre>```ignored|(println "Hello, *world*!")|```</pre>|This'],
    ['> ```\n> (println "Hello")\nplain', '<q><pre>```|(println "Hello")</pre></q>|plain'],
    ['> That that is, is.\nSaid', '<q>That that is, is.</q>|Said'],
    ['>> That that is, is.\n> Said *the* hermit\nWho?', '<q><q>That that is, is.</q>|Said <b>*the*</b> hermit</q>|Who?'],
    ['> _ <', '<q>_ <</q>'],
    ['>  two blanks', '<q> two blanks</q>'],
    [' > no quotation', ' > no quotation'],
    ['``` to the end\n*x*', '<pre>``` to the end|*x*</pre>'],
    ['```\na\n``` \n```', '<pre>```|a|``` |```</pre>'],
    ['', ''],
  ])('%j', (body, expected) => {
    expect(shown(body)).toBe(expected);
  });

  it('keeps every mark with its line', () => {
    expect(styledBlocks('>> a\n>b')).toMatchObject([
      { kind: 'quote', blocks: [{ kind: 'quote', blocks: [{ line: { mark: '>> ', text: 'a' } }] }, { line: { mark: '>', text: 'b' } }] },
    ]);
  });
});

describe('any text', () => {
  const pieces = ['*', '_', '~', '`', '```', '>', ' ', '\n', 'a', 'ü', '😀', '\u3000', '\r', '\t'];
  const bodies = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(''));

  function lines(block: Block): string[] {
    if (block.kind === 'quote') return block.blocks.flatMap(lines);
    const all = block.kind === 'code' ? block.lines : [block.line];
    return all.map(({ mark, text }) => mark + text);
  }

  it('is the same text again, its spans in order, inside of each other and never empty', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const blocks = styledBlocks(body);
        expect(blocks.flatMap(lines).join('\n')).toBe(body);
        const check = (text: string, spans: readonly Span[], from: number, to: number) => {
          let at = from;
          for (const span of spans) {
            expect(span.from).toBe(at);
            expect(span.to).toBeGreaterThan(span.from);
            at = span.to;
            if (span.kind === 'text') continue;
            const inner = text.slice(span.from + 1, span.to - 1);
            expect(inner).not.toBe('');
            expect(/^\s|\s$/u.test(inner)).toBe(false);
            expect(text[span.from]).toBe(text[span.to - 1]);
            expect(span.from === from || /\s/u.test(text[span.from - 1] ?? '')).toBe(true);
            check(text, span.children, span.from + 1, span.to - 1);
          }
          expect(at).toBe(to);
        };
        const walk = (all: readonly Block[]) => {
          for (const block of all) {
            if (block.kind === 'quote') walk(block.blocks);
            else if (block.kind === 'plain') check(block.line.text, block.spans, 0, block.line.text.length);
          }
        };
        walk(blocks);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['*a ', '*a _b ', '* *', '>', '>\n', '`a', '*_~', '```\n'])('takes time by its length only: %j', (piece) => {
    const before = performance.now();
    styledBlocks(piece.repeat(100_000));
    // A time by the square of the length would be minutes.
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
