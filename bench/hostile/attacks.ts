// What a hostile server may send, and how the stream has to end: with this stream error (RFC 6120 4.9.3), or not at all.

export interface Attack {
  readonly id: string;
  readonly what: string;
  /** Undefined: nothing is wrong with it but how much there is. */
  readonly ends: string | undefined;
  bytes(size: { readonly megabytes: number; readonly stanzas: number }): Uint8Array;
}

const MB = 2 ** 20;
const OPEN = "<message from='mallory@kith.test/x' to='alice@kith.test'><body>";
const ENTITIES = Array.from(
  { length: 10 },
  (_, level) => `<!ENTITY lol${level} "${level === 0 ? 'lol' : `&lol${level - 1};`.repeat(10)}">`,
);

export const attacks: readonly Attack[] = [
  {
    id: 'body',
    what: 'A body of 16 MB',
    ends: 'policy-violation',
    bytes: ({ megabytes }) => Buffer.from(OPEN.padEnd(megabytes * MB, 'word ')),
  },
  {
    id: 'attribute',
    what: 'An attribute of 16 MB',
    ends: 'policy-violation',
    bytes: ({ megabytes }) => Buffer.from("<message id='".padEnd(megabytes * MB, 'word ')),
  },
  {
    id: 'attributes',
    what: 'A million attributes',
    ends: 'policy-violation',
    bytes: () => Buffer.from(`<message ${Array.from({ length: 1e6 }, (_, number) => `a${number}='1'`).join(' ')}/>`),
  },
  { id: 'depth', what: 'A million elements in each other', ends: 'policy-violation', bytes: () => Buffer.from('<a>'.repeat(1e6)) },
  {
    id: 'entities',
    what: 'Entities that grow a billionfold',
    ends: 'not-well-formed',
    bytes: () => Buffer.from(`<!DOCTYPE lolz [${ENTITIES.join('')}]>${OPEN}&lol9;</body></message>`),
  },
  {
    id: 'comments',
    what: '16 MB of comments',
    ends: 'restricted-xml',
    bytes: ({ megabytes }) => Buffer.from('<!-- x -->'.padEnd(megabytes * MB, '<!-- x -->')),
  },
  {
    id: 'instructions',
    what: '16 MB in one processing instruction',
    ends: 'policy-violation',
    bytes: ({ megabytes }) => Buffer.from('<message><?php '.padEnd(megabytes * MB, 'word ')),
  },
  {
    id: 'utf8',
    what: '16 MB that are not UTF-8',
    ends: 'unsupported-encoding',
    bytes: ({ megabytes }) => Buffer.concat([Buffer.from(OPEN), Buffer.alloc(megabytes * MB, 0xc0)]),
  },
  {
    id: 'presences',
    what: 'A million presences of a thousand strangers',
    ends: undefined,
    bytes: ({ stanzas }) =>
      Buffer.from(Array.from({ length: stanzas }, (_, number) => `<presence from='m${number % 1000}@kith.test/x'/>`).join('')),
  },
  {
    id: 'messages',
    what: 'A million messages with nothing in them',
    ends: undefined,
    bytes: ({ stanzas }) => Buffer.from("<message from='m@kith.test'/>".repeat(stanzas)),
  },
];
