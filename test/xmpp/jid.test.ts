import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiDomain, bareJid, bareOf, domainOf, formatJid, localOf, parseJid, sameJid } from '../../shared/jid.ts';

const strict = (text: string) => {
  const jid = parseJid(text);
  return jid === undefined ? undefined : formatJid(jid);
};
const tolerant = (text: string) => {
  const jid = parseJid(text, { tolerant: true });
  return jid === undefined ? undefined : formatJid(jid);
};

describe('addresses', () => {
  // RFC 7622 3.5, table 1.
  it.each([
    ['juliet@example.com', { local: 'juliet', domain: 'example.com' }],
    ['juliet@example.com/foo', { local: 'juliet', domain: 'example.com', resource: 'foo' }],
    ['juliet@example.com/foo bar', { local: 'juliet', domain: 'example.com', resource: 'foo bar' }],
    ['juliet@example.com/foo@bar', { local: 'juliet', domain: 'example.com', resource: 'foo@bar' }],
    ['foo\\20bar@example.com', { local: 'foo\\20bar', domain: 'example.com' }],
    ['fussball@example.com', { local: 'fussball', domain: 'example.com' }],
    ['fu\u00dfball@example.com', { local: 'fu\u00dfball', domain: 'example.com' }],
    ['\u03c0@example.com', { local: '\u03c0', domain: 'example.com' }],
    ['\u03a3@example.com/foo', { local: '\u03c3', domain: 'example.com', resource: 'foo' }],
    ['\u03c3@example.com/foo', { local: '\u03c3', domain: 'example.com', resource: 'foo' }],
    ['\u03c2@example.com/foo', { local: '\u03c2', domain: 'example.com', resource: 'foo' }],
    ['king@example.com/\u265a', { local: 'king', domain: 'example.com', resource: '\u265a' }],
    ['example.com', { domain: 'example.com' }],
    ['example.com/foobar', { domain: 'example.com', resource: 'foobar' }],
    ['a.example.com/b@example.net', { domain: 'a.example.com', resource: 'b@example.net' }],
  ])('RFC 7622: %j', (text, jid) => {
    expect(parseJid(text)).toEqual(jid);
  });

  // RFC 7622 3.5, table 2; and what people and peers come up with.
  it.each([
    '"juliet"@example.com',
    'foo bar@example.com',
    'juliet@example.com/',
    '@example.com/',
    '@example.com',
    'henry\u2163@example.com',
    '\u265a@example.com',
    'juliet@',
    '/foobar',
    '',
    '@',
    '@@',
    'a@b@c',
    'a@b c',
    'a@b:5222',
    'a@b?x',
    'a@b#x',
    'a@b%2fc',
    'a@..',
    'a@b..c',
    'a@.b',
    'a@-b.example',
    'a@b-.example',
    'a@b_c.example',
    'a@1.2.3',
    'a@0x7f.1',
    'a@256.1.1.1',
    'a@[::1',
    'a@[::g]',
    'a@[1.2.3.4]',
    'a@xn--a.example',
    'a@xn--\u00e9.example',
    'a@exa\u00admple.com',
    'a@exa\u200bmple.com',
    'a@\u202eexample.com',
    'a@\ufb01.example',
    'a@\u{1f600}.example',
    'a@\u2163.example',
    'a&b@example.com',
    "a'b@example.com",
    'a:b@example.com',
    'a<b@example.com',
    'a>b@example.com',
    'a\uff20b@example.com',
    ' a@example.com',
    'a@example.com ',
    'xmpp:a@example.com?message\n',
    'a@example.com/\u0007',
    'a@example.com/\u200b',
  ])('%j is none', (text) => {
    expect(parseJid(text)).toBeUndefined();
  });

  it.each([
    ['JULIET@EXAMPLE.COM/Foo', 'juliet@example.com/Foo'],
    ['a@example.com.', 'a@example.com'],
    ['a@localhost', 'a@localhost'],
    ['a@192.0.2.1/x', 'a@192.0.2.1/x'],
    ['a@[2001:DB8:0::1]/x', 'a@[2001:db8::1]/x'],
    ['a@M\u00dcNCHEN.example', 'a@m\u00fcnchen.example'],
    ['a@mu\u0308nchen.example', 'a@m\u00fcnchen.example'],
    ['a@xn--mnchen-3ya.example', 'a@m\u00fcnchen.example'],
    ['a@XN--MNCHEN-3YA.example', 'a@m\u00fcnchen.example'],
    ['a@fa\u00df.example', 'a@fa\u00df.example'],
    ['a@\uff45\uff58\u3002jp', 'a@ex.jp'],
    ['a@\u65e5\u672c\u8a9e.jp', 'a@\u65e5\u672c\u8a9e.jp'],
    ['a@l\u00b7l.example', 'a@l\u00b7l.example'],
    ['a@example.com/ two\u3000parts', 'a@example.com/ two parts'],
    ['a@example.com/e\u0301', 'a@example.com/\u00e9'],
  ])('%j is kept as %j', (text, kept) => {
    expect(strict(text)).toBe(kept);
    expect(strict(kept)).toBe(kept);
  });

  it('bounds each part in octets', () => {
    const long = '\u00e9'.repeat(511);
    expect(parseJid(`${long}a@example.com/${long}a`)).toBeDefined();
    expect(parseJid(`${long}\u00e9@example.com`)).toBeUndefined();
    expect(parseJid(`a@example.com/${long}\u00e9`)).toBeUndefined();
    expect(parseJid(`a@${'b'.repeat(64)}.example`)).toBeUndefined();
    expect(parseJid(`a@${'b.'.repeat(200)}example`)).toBeUndefined();
    expect(parseJid('a'.repeat(1_000_000))).toBeUndefined();
  });
});

describe('tolerance for what servers send', () => {
  it.each([
    ['\u265a@example.com', '\u265a@example.com'],
    ['\u{1f600}@example.com', '\u{1f600}@example.com'],
    ['a@b_c.example', 'a@b_c.example'],
    ['room@example.com/\u{1f469}\u200d\u{1f4bb}', 'room@example.com/\u{1f469}\u200d\u{1f4bb}'],
    ['room@example.com/a\u202eb', 'room@example.com/a\u202eb'],
    ['a@\u2665.example', 'a@\u2665.example'],
    ['\u05d0a@example.com', '\u05d0a@example.com'],
  ])('%j is kept as %j', (text, kept) => {
    expect(parseJid(text)).toBeUndefined();
    expect(tolerant(text)).toBe(kept);
    expect(tolerant(kept)).toBe(kept);
  });

  it.each([
    '@',
    '',
    'a@',
    'a@b/',
    'a b@c',
    'a"@b',
    'a\u200bb@c',
    '\u202ea@b',
    'a\u00a0b@c',
    'a\ue000@b',
    'a@b/\u0000',
    'a@b/\ud800',
    'a@b c',
    'a@exa\u00admple.com',
  ])('does not stretch to %j', (text) => {
    expect(tolerant(text)).toBeUndefined();
  });
});

describe('comparison', () => {
  it.each([
    ['Alice@Example.com', 'alice@example.com'],
    ['\uff41lice@example.com', 'alice@example.com'],
    ['jose\u0301@example.com', 'jos\u00e9@example.com'],
    ['a@xn--mnchen-3ya.de', 'a@m\u00fcnchen.de'],
    ['a@example.com.', 'a@example.com'],
    ['a@example.com/x\u00a0y', 'a@example.com/x y'],
    ['\u03a3@example.com', '\u03c3@example.com'],
  ])('%j and %j are one', (a, b) => {
    expect(sameJid(a, b)).toBe(true);
  });

  it.each([
    ['alice@example.com', '\u0430lice@example.com', 'Cyrillic a'],
    ['alice@example.com', 'al\u0456ce@example.com', 'Ukrainian i'],
    ['alice@example.com', '\u0251lice@example.com', 'Latin alpha'],
    ['alice@example.com', 'alic\u0435@example.com', 'Cyrillic e'],
    ['alice@example.com', 'a1ice@example.com', 'one for l'],
    ['alice@example.com', 'al\u0131ce@example.com', 'dotless i'],
    ['alice@example.com', 'ali\u0441e@example.com', 'Cyrillic es'],
    ['oscar@example.com', '\u03bfscar@example.com', 'Greek omicron'],
    ['oscar@example.com', '0scar@example.com', 'zero'],
    ['bob@example.com', 'b\u00f6b@example.com', 'umlaut'],
    ['bob@example.com', 'b\u043eb@example.com', 'Cyrillic o'],
    ['bob@example.com', 'bo\u0185@example.com', 'tone six'],
    ['bob@example.com', 'bob@ex\u0430mple.com', 'domain with Cyrillic a'],
    ['bob@example.com', 'bob@examp\u04cfe.com', 'domain with palochka'],
    ['bob@example.com', 'bob@xn--exmple-4nf.com', 'the same as A-label'],
    ['bob@example.com', 'bob@example.co', 'shorter domain'],
    ['bob@example.com', 'bob@example.com.evil.example', 'longer domain'],
    ['bob@example.com', 'bob@evil.example/bob@example.com', 'address as resource'],
    ['bob@example.com', 'example.com/bob@example.com', 'domain with address as resource'],
    ['bob@example.com', 'example.com', 'no local part'],
    ['bob@example.com', 'bob@example.com/x', 'a resource'],
    ['bob@example.com', 'bob\\40example.com@evil.example', 'escaped @'],
    ['bob@example.com/A', 'bob@example.com/a', 'resources keep case'],
    ['bob@example.com/A', 'bob@example.com/\uff21', 'resources keep width'],
    ['stra\u00dfe@example.com', 'strasse@example.com', 'sharp s'],
    ['\u03c3@example.com', '\u03c2@example.com', 'final sigma'],
    ['bob@fa\u00df.example', 'bob@fass.example', 'sharp s in the domain'],
    ['henryiv@example.com', 'henry\u2163@example.com', 'Roman numeral'],
    ['fin@example.com', '\ufb01n@example.com', 'ligature'],
    ['x2@example.com', 'x\u00b2@example.com', 'superscript'],
    ['alice@example.com', '\u24d0lice@example.com', 'circled a'],
    ['alice@example.com', '\u{1d41a}lice@example.com', 'mathematical a'],
    ['a@1.2.3.4', 'a@1.2.772', 'octets run together'],
    ['alice@example.com', 'alice@example.com\u200b', 'zero-width space'],
    ['alice@example.com', 'al\u00adice@example.com', 'soft hyphen'],
    ['alice@example.com', '\u202ealice@example.com', 'override'],
    ['alice@example.com', 'alice\ufe0f@example.com', 'variation selector'],
    ['', '', 'nothing'],
    ['@', '@', 'no address'],
  ])('%j and %j are two: %s', (a, b) => {
    expect(sameJid(a, b)).toBe(false);
    expect(sameJid(b, a)).toBe(false);
  });
});

describe('parts', () => {
  it('come out prepared', () => {
    expect(bareJid('Alice@Example.com/x')).toBe('alice@example.com');
    expect(bareJid('Example.com/x')).toBe('example.com');
    expect(bareJid('a b@example.com')).toBeUndefined();
    expect(localOf('Alice@Example.com/x')).toBe('alice');
    expect(localOf('example.com')).toBeUndefined();
    expect(domainOf('Alice@Example.com/x')).toBe('example.com');
    expect(domainOf('@')).toBe('');
    expect(bareOf({ local: 'a', domain: 'b', resource: 'c' })).toBe('a@b');
  });

  it('have an ASCII form for DNS', () => {
    expect(asciiDomain('M\u00fcnchen.example.')).toBe('xn--mnchen-3ya.example');
    expect(asciiDomain('\u65e5\u672c\u8a9e\u3002jp')).toBe('xn--wgv71a119e.jp');
    expect(asciiDomain('192.0.2.1')).toBe('192.0.2.1');
    expect(asciiDomain('[2001:db8::1]')).toBe('[2001:db8::1]');
    expect(asciiDomain('a b')).toBeUndefined();
    expect(asciiDomain('a/b')).toBeUndefined();
  });

  it('never surprise: what parses is settled, and never throws', () => {
    const part = fc.string({
      unit: fc.oneof(
        fc.constantFrom('@', '/', '.', '-', 'xn--', 'a', '[', ']', ':'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.tuple(part, fc.constantFrom('@', '/', ''), part), (pieces) => {
        const text = pieces.join('');
        const [first, second] = [strict(text), tolerant(text)];
        if (first !== undefined) expect([strict(first), second]).toEqual([first, first]);
        if (second !== undefined) expect(tolerant(second)).toBe(second);
      }),
      { numRuns: 800 },
    );
  });
});
