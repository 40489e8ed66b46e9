// Seeded traffic of one account: fifty contacts, few of them busy, several scripts. The same seed makes the same bytes everywhere.

export const ACCOUNT = 'alice@kith.test';
/** Every message begins here and is some seconds after the one before. */
export const BEGINNING = Date.UTC(2024, 0, 1);
const CONTACTS = 50;
const SHARE_OF_OTHER_SCRIPTS = 0.1;

export interface Sample {
  readonly number: number;
  readonly peer: string;
  readonly outgoing: boolean;
  readonly body: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** xorshift32: 0 <= x < 1. */
export function random(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Indices 0 .. size - 1, the first ones often (Zipf, exponent 1). */
function zipf(size: number, next: () => number): () => number {
  const sums: number[] = [];
  for (let rank = 1; rank <= size; rank++) sums.push((sums.at(-1) ?? 0) + 1 / rank);
  const total = sums.at(-1) ?? 1;
  return () => {
    const wanted = next() * total;
    let [low, high] = [0, size - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? total) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

const SYLLABLES = 'ka lo mi ren ta vel su no der gan pi sto ru be lin cho fa wen zi mar'.split(' ');
const CYRILLIC = 'привет завтра поезд работа дома письмо погода вечером хорошо снова'.split(' ');
const CJK = '你好,明天,火车,天气,工作,東京,会議,ありがとう,안녕하세요,기차'.split(',');
const EMOJI = ['👍', '😀', '🎉', '👩‍👩‍👧', '❤️', '👋🏽'];

/** Latin words, a few of them common. */
function vocabulary(next: () => number): readonly string[] {
  const words = new Set<string>();
  while (words.size < 4000) {
    const length = 1 + Math.floor(next() * 3);
    words.add(Array.from({ length }, () => SYLLABLES[Math.floor(next() * SYLLABLES.length)]).join(''));
  }
  return [...words];
}

/** `count` messages, oldest first. `peers`: how many people they are with. */
export function* messages(count: number, options: { readonly seed?: number; readonly peers?: number } = {}): Generator<Sample> {
  const next = random(options.seed ?? 20260101);
  const words = vocabulary(next);
  const word = zipf(words.length, next);
  const contact = zipf(options.peers ?? CONTACTS, next);
  const pick = (from: readonly string[]): string => from[Math.floor(next() * from.length)] ?? '';
  let at = BEGINNING;
  for (let number = 0; number < count; number++) {
    at += 1000 + Math.floor(next() * 60_000);
    const text: string[] = [];
    const foreign = next() < SHARE_OF_OTHER_SCRIPTS ? pick(['cyrillic', 'cjk', 'emoji']) : '';
    for (let left = 3 + Math.floor(next() * 23); left > 0; left--) {
      text.push(foreign === 'cyrillic' ? pick(CYRILLIC) : foreign === 'cjk' ? pick(CJK) : (words[word()] ?? ''));
    }
    if (foreign === 'emoji') text.push(pick(EMOJI));
    // One word in a thousand messages, one in all but a few of them.
    if (number % 1000 === 7) text.push('heliotrope');
    if (number % 5 !== 0) text.push('harbour');
    if (next() < 0.1) text.push('<see> & tell');
    yield { number, peer: `contact${contact()}@kith.test`, outgoing: next() < 0.4, body: text.join(' '), at };
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function archiveId(number: number): string {
  return `a${number.toString(36).padStart(9, '0')}`;
}

export function messageId(number: number): string {
  return `m-${number.toString(36).padStart(9, '0')}-4f1e`;
}

/** The message as the archive holds it, and as it came when it was live. */
export function messageXml({ number, peer, outgoing, body }: Sample): string {
  const [from, to] = outgoing ? [`${ACCOUNT}/desk`, peer] : [`${peer}/phone.Xk3`, ACCOUNT];
  const id = messageId(number);
  return (
    `<message xmlns='jabber:client' type='chat' xml:lang='en' from='${from}' to='${to}' id='${id}'><body>${escaped(body)}</body>` +
    `<origin-id xmlns='urn:xmpp:sid:0' id='${id}'/><active xmlns='http://jabber.org/protocol/chatstates'/>` +
    `<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/></message>`
  );
}

/** The two halves of an archive result (XEP-0313 4.2), around the id of the query. */
export function resultXml(sample: Sample, to: string): readonly [string, string] {
  const stamp = new Date(sample.at).toISOString();
  return [
    `<message from='${ACCOUNT}' to='${to}'><result xmlns='urn:xmpp:mam:2' queryid='`,
    `' id='${archiveId(sample.number)}'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='${stamp}'/>` +
      `${messageXml(sample)}</forwarded></result></message>`,
  ];
}
