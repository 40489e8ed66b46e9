import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeParser, type ParserLimits } from '../../electron/xmpp/core/parser.ts';

const HEADER = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='kith.example' version='1.0'>`;

/** Everything a parser says about these chunks, as lines. */
function events(chunks: Iterable<Uint8Array | string>, limits: Partial<ParserLimits> = {}): string[] {
  const lines: string[] = [];
  const parser = makeParser({
    limits,
    onStart: (root) => lines.push(`start ${root.name} ${JSON.stringify(root.attrs)}`),
    onElement: (element) => lines.push(`element ${element.getNS()} ${element}`),
    onEnd: () => lines.push('end'),
    onFault: (fault) => lines.push(`fault ${fault.condition}`),
  });
  for (const chunk of chunks) parser.write(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return lines;
}

function afterHeader(text: string, limits: Partial<ParserLimits> = {}): string[] {
  return events([HEADER, text], limits).slice(1);
}

function bytewise(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

describe('parser', () => {
  it('reads a header, stanzas and the end', () => {
    expect(
      events([`${HEADER}\n<message to='a@b'><body>x &amp; y&#x21; <![CDATA[<z>]]></body></message> <presence/></stream:stream>`]),
    ).toEqual([
      `start stream:stream {"xmlns":"jabber:client","xmlns:stream":"http://etherx.jabber.org/streams","from":"kith.example","version":"1.0"}`,
      'element jabber:client <message to="a@b"><body>x &amp; y! &lt;z&gt;</body></message>',
      'element jabber:client <presence/>',
      'end',
    ]);
  });

  it('resolves namespaces of a stanza through the root, and does not keep stanzas', () => {
    const found: unknown[] = [];
    const parser = makeParser({
      onStart: () => undefined,
      onElement: (element) => found.push(element.getNS(), element.parent?.name, element.parent?.children.length),
      onEnd: () => undefined,
      onFault: (fault) => found.push(fault),
    });
    parser.write(Buffer.from(`${HEADER}<stream:features/><stream:features/>`));
    const one = ['http://etherx.jabber.org/streams', 'stream:stream', 0];
    expect(found).toEqual([...one, ...one]);
  });

  it('passes stanzas whose addresses are nonsense', () => {
    expect(afterHeader(`<message from='@' to='a@@b//'/>`)).toEqual([`element jabber:client <message from="@" to="a@@b//"/>`]);
  });

  it('puts characters together that were cut between chunks', () => {
    const bytes = Buffer.from(`${HEADER}<message><body>grüße 你好 👩‍👩‍👧 \u{10ffff}</body></message>`);
    expect(events(bytewise(bytes))).toEqual(events([bytes]));
    expect(events(bytewise(bytes))[1]).toContain('grüße 你好 👩‍👩‍👧 \u{10ffff}');
  });

  const faults: readonly (readonly [string, string])[] = [
    ['<message><body></message>', 'not-well-formed'],
    ['<message></presence>', 'not-well-formed'],
    ['<message', ''],
    ['</message>', 'not-well-formed'],
    ['<message a="1" a="2"/>', 'not-well-formed'],
    [`<message xmlns:a='u' xmlns:b='u' a:x='1' b:x='2'/>`, 'not-well-formed'],
    ['<x:message/>', 'not-well-formed'],
    ['<message y:a="1"/>', 'not-well-formed'],
    ['<message a=1/>', 'not-well-formed'],
    ['<message a/>', 'not-well-formed'],
    ['<message a="<"/>', 'not-well-formed'],
    ['<message>a ]]> b</message>', 'not-well-formed'],
    ['<message>&#0;</message>', 'not-well-formed'],
    ['<message>&#xFFFE;</message>', 'not-well-formed'],
    ['<message>&#xD800;</message>', 'not-well-formed'],
    ['<message>&#x110000;</message>', 'not-well-formed'],
    ['<message>\u0000</message>', 'not-well-formed'],
    ['<message>\u0008</message>', 'not-well-formed'],
    ['<message>\uffff</message>', 'not-well-formed'],
    ['<message>&amp</message>;', 'not-well-formed'],
    ['<message>& </message>', ''],
    ['<message>& ;</message>', 'not-well-formed'],
    ['<1/>', 'not-well-formed'],
    ['< message/>', 'not-well-formed'],
    ['<a:b:c/>', 'not-well-formed'],
    [`<message xmlns:xml='u'/>`, 'not-well-formed'],
    [`<message xmlns:a=''/>`, 'not-well-formed'],
    ['<!-- c --><message/>', 'restricted-xml'],
    ['<message><!-- c --></message>', 'restricted-xml'],
    ['<message><?php x ?></message>', 'restricted-xml'],
    ['<?xml-stylesheet a?>', 'restricted-xml'],
    ['<message>&nbsp;</message>', 'restricted-xml'],
    ['<message a="&lol9;"/>', 'restricted-xml'],
    ['<!DOCTYPE x>', 'not-well-formed'],
    [`<?xml version='1.0'?>`, 'not-well-formed'],
    ['hello<message/>', 'bad-format'],
    ['<![CDATA[hello]]>', 'bad-format'],
  ];
  for (const [text, condition] of faults) {
    it(`${JSON.stringify(text)} is ${condition || 'not complete yet'}`, () => {
      const expected = condition === '' ? [] : [`fault ${condition}`];
      expect(afterHeader(text)).toEqual(expected);
      if (condition !== '')
        expect(afterHeader(`<presence/>${text}<presence/>`)).toEqual(['element jabber:client <presence/>', ...expected]);
    });
  }

  it('refuses a document type before the root, and with it every entity bomb', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><stream:stream>&b;`;
    expect(events([bomb])).toEqual(['fault restricted-xml']);
    expect(events([`<!-- c -->${HEADER}`])).toEqual(['fault restricted-xml']);
  });

  it('refuses other encodings, announced or real', () => {
    expect(events([HEADER.replace(`?>`, ` encoding='UTF-16'?>`)])).toEqual(['fault unsupported-encoding']);
    expect(events([HEADER.replace(`?>`, ` encoding='utf-8'?>`)])).toHaveLength(1);
    const bad = [
      [0xff],
      [0xc0, 0x80],
      [0xe0, 0x80, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0x80],
      [0xc3, 0x28],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
    ];
    for (const bytes of bad) {
      const all = Buffer.concat([Buffer.from(`${HEADER}<presence/><message>`), Uint8Array.from(bytes), Buffer.from('</message>')]);
      const expected = ['element jabber:client <presence/>', 'fault unsupported-encoding'];
      expect(events([all]).slice(1)).toEqual(expected);
      expect(events(bytewise(all)).slice(1)).toEqual(expected);
    }
  });

  it('says one fault and then nothing', () => {
    expect(events([HEADER, '<message></x>', '<presence/>', '</stream:stream>', '\u0000']).slice(1)).toEqual(['fault not-well-formed']);
  });

  it('says nothing after the end', () => {
    expect(events([`${HEADER}</stream:stream><presence/>`, '<presence/>', '\u0000']).slice(1)).toEqual(['end']);
  });

  it('drops what follows in the same chunk when a listener disposes of it', () => {
    const lines: string[] = [];
    const parser = makeParser({
      onStart: () => undefined,
      onElement: (element) => {
        lines.push(element.name);
        parser.dispose();
      },
      onEnd: () => lines.push('end'),
      onFault: () => lines.push('fault'),
    });
    parser.write(Buffer.from(`${HEADER}<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><message/></wrong>`));
    parser.write(Buffer.from('<message/>'));
    expect(lines).toEqual(['proceed']);
  });

  it('turns a throwing listener into a fault, and survives a throwing fault listener', () => {
    const faults: string[] = [];
    const parser = makeParser({
      onStart: () => undefined,
      onElement: () => {
        throw new Error('boom');
      },
      onEnd: () => undefined,
      onFault: ({ condition, detail }) => {
        faults.push(condition, detail);
        throw new Error('again');
      },
    });
    parser.write(Buffer.from(`${HEADER}<message/>`));
    expect(faults).toEqual(['undefined-condition', 'a listener failed: Error: boom']);
  });
});

describe('parser limits', () => {
  it('counts the bytes of one stanza, not of the stream', () => {
    const stanza = (text: string) => `<message><body>${text}</body></message>`;
    const fits = stanza('ü'.repeat(200));
    const limits = { stanzaBytes: Buffer.byteLength(fits) };
    expect(afterHeader(fits.repeat(50), limits)).toHaveLength(50);
    expect(afterHeader(`${fits}${stanza(`${'ü'.repeat(200)}x`)}`, limits)).toEqual([
      expect.stringContaining('element'),
      'fault policy-violation',
    ]);
  });

  it('notices a stanza that never ends, wherever the bytes pile up', () => {
    const heaps = ['<message>', '<message a="', '<message><![CDATA[', '<message>&', '<message><!--', '<mess', '<message><a></'];
    for (const start of heaps) {
      expect(afterHeader(`${start}${'x'.repeat(4000)}`, { stanzaBytes: 1000, nameLength: 100_000 })).toEqual(['fault policy-violation']);
    }
    expect(events([`<!DOCTYPE ${'x'.repeat(4000)}`], { stanzaBytes: 1000 })).toEqual(['fault policy-violation']);
    expect(events([`<stream:stream ${'x'.repeat(4000)}`], { stanzaBytes: 1000 })).toEqual(['fault policy-violation']);
  });

  it('does not count white space between stanzas', () => {
    const limits = { stanzaBytes: 1000 };
    const spaces = Array.from({ length: 5000 }, () => ' \r\n');
    expect(events([HEADER, '<a/>', ...spaces, '<b/>', ...spaces], limits)).toHaveLength(3);
    expect(afterHeader(`<a/>${spaces.join('')}<b/>`, limits)).toHaveLength(2);
  });

  it('bounds depth, attributes and names', () => {
    const nested = (depth: number) => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`;
    expect(afterHeader(nested(64))).toHaveLength(1);
    expect(afterHeader(nested(64))[0]).toMatch(/^element/);
    expect(afterHeader(nested(65))).toEqual(['fault policy-violation']);
    const attributes = (count: number) => `<a ${Array.from({ length: count }, (_, index) => `b${index}='1'`).join(' ')}/>`;
    expect(afterHeader(attributes(64))[0]).toMatch(/^element/);
    expect(afterHeader(attributes(65))).toEqual(['fault policy-violation']);
    expect(afterHeader(`<${'a'.repeat(256)}/>`)[0]).toMatch(/^element/);
    expect(afterHeader(`<${'a'.repeat(257)}/>`)).toEqual(['fault policy-violation']);
    expect(afterHeader(`<a ${'a'.repeat(257)}='1'/>`)).toEqual(['fault policy-violation']);
  });

  it('keeps 8 MB of text in small chunks as one node', () => {
    let children: unknown[] = [];
    const parser = makeParser({
      limits: { stanzaBytes: 10_000_000 },
      onStart: () => undefined,
      onElement: (element) => {
        children = element.children;
      },
      onEnd: () => undefined,
      onFault: ({ detail }) => {
        throw new Error(detail);
      },
    });
    const chunk = Buffer.from('0123456789abcde&'.repeat(1024).replaceAll('&', '\n'));
    parser.write(Buffer.from(`${HEADER}<message>`));
    for (let sent = 0; sent < 8 * 1024 * 1024; sent += chunk.length) parser.write(chunk);
    parser.write(Buffer.from('</message>'));
    expect(children).toHaveLength(1);
    expect(String(children[0])).toHaveLength(8 * 1024 * 1024);
  });
});

describe('parser under fire', () => {
  const snippets = fc.constantFrom(
    '<message>',
    '</message>',
    '<presence/>',
    "<iq id='1' type='get'>",
    '</iq>',
    '<body>',
    '</body>',
    'grüße',
    '👋🏽',
    '&amp;',
    '&#33;',
    '&nbsp;',
    '&',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?x',
    '?>',
    '\r',
    '\n',
    '\r\n',
    ' ',
    '<',
    '>',
    '"',
    "'",
    '=',
    'a',
    '</stream:stream>',
    '<a xmlns="u" b="1"/>',
    '<x:y/>',
    '<!DOCTYPE z>',
    '\u0000',
    '\ufffd',
    '\ufeff',
  );
  const pieces = fc.array(
    fc.oneof(
      { weight: 20, arbitrary: snippets.map((text) => Buffer.from(text)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }) },
    ),
  );
  const documents = fc.tuple(fc.boolean(), pieces).map(([header, parts]) => Buffer.concat([Buffer.from(header ? HEADER : ''), ...parts]));

  it('gives the same events however the bytes are cut', () => {
    fc.assert(
      fc.property(documents, fc.array(fc.nat({ max: 400 }), { maxLength: 20 }), (bytes, cuts) => {
        const ends = [...new Set([...cuts, bytes.length])].filter((cut) => cut <= bytes.length).sort((a, b) => a - b);
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        const whole = events([bytes]);
        expect(events(chunks)).toEqual(whole);
        expect(events(bytewise(bytes))).toEqual(whole);
        expect(whole.filter((line) => line.startsWith('fault')).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 700 },
    );
  });

  it('gives the same events for well-formed stanzas, with limits in force', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .map((value) => value.replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[<&\]]/gu, '.'));
    const stanzas = fc.array(
      fc.tuple(text, text).map(([body, thread]) => `<message><body>${body}</body>\n<thread>${thread}</thread></message>`),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(stanzas, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 60, max: 400 }), (list, size, stanzaBytes) => {
        const bytes = Buffer.from(`${HEADER.slice(0, 21)}<s xmlns='u'>${list.join(' ')}</s>`);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        const whole = events([bytes], { stanzaBytes });
        expect(events(chunks, { stanzaBytes })).toEqual(whole);
        const small = list.findIndex((each) => Buffer.byteLength(each) > stanzaBytes);
        expect(whole.filter((line) => line.startsWith('element')).length).toBe(small < 0 ? list.length : small);
      }),
      { numRuns: 300 },
    );
  });
});
