// D-Bus messages as bytes and back (D-Bus Specification 0.43, "Type System", "Marshaling" and "Message Format").
// Pure. Writes little-endian, reads both; dictionaries are arrays of pairs, arrays of bytes are Uint8Array, 64-bit numbers are bigint.

/** The most a message may take here; the specification allows 128 MiB, nobody sends us anything near it. */
export const MESSAGE_LIMIT = 4 * 1024 * 1024;

export interface Variant {
  readonly signature: string;
  readonly value: unknown;
}

export interface BusMessage {
  readonly type: 'call' | 'reply' | 'error' | 'signal';
  readonly serial: number;
  readonly noReply?: boolean;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly errorName?: string;
  readonly replySerial?: number;
  readonly destination?: string;
  readonly sender?: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

const TYPES = ['call', 'reply', 'error', 'signal'] as const;
const FIELDS = {
  path: [1, 'o'],
  interface: [2, 's'],
  member: [3, 's'],
  errorName: [4, 's'],
  replySerial: [5, 'u'],
  destination: [6, 's'],
  sender: [7, 's'],
  signature: [8, 'g'],
} as const;
const ALIGNMENT: Readonly<Record<string, number>> = { y: 1, g: 1, v: 1, n: 2, q: 2, x: 8, t: 8, d: 8, '(': 8, '{': 8 };
const DEPTH = 32;

/** Splits a signature into complete types: 'a{sv}i' is ['a{sv}', 'i']. Throws on a malformed one. */
export function completeTypes(signature: string): string[] {
  const types: string[] = [];
  for (let at = 0; at < signature.length; ) {
    const end = typeEnd(signature, at, 0);
    types.push(signature.slice(at, end));
    at = end;
  }
  return types;
}

function typeEnd(signature: string, at: number, depth: number): number {
  const first = signature[at] ?? '';
  if (depth > DEPTH) throw new Error('D-Bus: a type nested too deeply');
  if (first !== '' && 'ybnqiuxtdsogvh'.includes(first)) return at + 1;
  if (first === 'a') return typeEnd(signature, at + 1, depth + 1);
  const close = first === '(' ? ')' : first === '{' ? '}' : undefined;
  if (close === undefined) throw new Error(`D-Bus: no type in "${signature}" at ${at}`);
  let end = at + 1;
  while (signature[end] !== close) end = typeEnd(signature, end, depth + 1);
  // An array of nothing would have no end.
  if (end === at + 1) throw new Error('D-Bus: an empty structure');
  return end + 1;
}

interface Fixed {
  readonly size: 1 | 2 | 4 | 8;
  set(view: DataView, value: unknown): void;
  get(view: DataView, at: number, little: boolean): unknown;
}

const UINT32: Fixed = {
  size: 4,
  set: (view, value) => view.setUint32(0, Number(value), true),
  get: (view, at, little) => view.getUint32(at, little),
};
const FIXED: Readonly<Record<string, Fixed>> = {
  y: { size: 1, set: (view, value) => view.setUint8(0, Number(value)), get: (view, at) => view.getUint8(at) },
  b: { ...UINT32, get: (view, at, little) => view.getUint32(at, little) !== 0 },
  n: { size: 2, set: (view, value) => view.setInt16(0, Number(value), true), get: (view, at, little) => view.getInt16(at, little) },
  q: { size: 2, set: (view, value) => view.setUint16(0, Number(value), true), get: (view, at, little) => view.getUint16(at, little) },
  i: { size: 4, set: (view, value) => view.setInt32(0, Number(value), true), get: (view, at, little) => view.getInt32(at, little) },
  u: UINT32,
  h: UINT32,
  x: {
    size: 8,
    set: (view, value) => view.setBigInt64(0, BigInt(value as bigint), true),
    get: (view, at, little) => view.getBigInt64(at, little),
  },
  t: {
    size: 8,
    set: (view, value) => view.setBigUint64(0, BigInt(value as bigint), true),
    get: (view, at, little) => view.getBigUint64(at, little),
  },
  d: { size: 8, set: (view, value) => view.setFloat64(0, Number(value), true), get: (view, at, little) => view.getFloat64(at, little) },
};

const alignmentOf = (type: string): number => ALIGNMENT[type[0] ?? ''] ?? 4;

export function encodeMessage(message: BusMessage): Buffer {
  const body = makeWriter();
  const { signature = '' } = message;
  completeTypes(signature).forEach((type, index) => {
    body.write(type, message.body?.[index]);
  });
  const bytes = body.bytes();
  const head = makeWriter();
  for (const byte of [0x6c, TYPES.indexOf(message.type) + 1, message.noReply === true ? 1 : 0, 1]) head.write('y', byte);
  head.write('u', bytes.length);
  head.write('u', message.serial);
  const fields = Object.entries(FIELDS).flatMap(([name, [code, type]]) => {
    const value = message[name as keyof typeof FIELDS];
    return value === undefined || value === '' ? [] : [[code, { signature: type, value }]];
  });
  head.write('a(yv)', fields);
  head.align(8);
  return Buffer.concat([head.bytes(), bytes]);
}

/** The first message of the bytes and how long it is; undefined while it is not complete. Throws on what is no message. */
export function decodeMessage(bytes: Buffer): { readonly message: BusMessage; readonly length: number } | undefined {
  if (bytes.length < 16) return undefined;
  const little = bytes[0] === 0x6c;
  if ((!little && bytes[0] !== 0x42) || bytes[3] !== 1) throw new Error('D-Bus: not a message');
  const reader = makeReader(bytes, little, 4);
  const [bodyLength, serial, fieldsLength] = [reader.read('u'), reader.read('u'), reader.read('u')] as [number, number, number];
  const bodyAt = Math.ceil((16 + fieldsLength) / 8) * 8;
  const length = bodyAt + bodyLength;
  if (length > MESSAGE_LIMIT) throw new Error('D-Bus: a message too large');
  if (bytes.length < length) return undefined;
  const fields = makeReader(bytes, little, 12).read('a(yv)') as [number, Variant][];
  const field = (name: keyof typeof FIELDS) => fields.find(([code]) => code === FIELDS[name][0])?.[1].value;
  const signature = String(field('signature') ?? '');
  const body = makeReader(bytes.subarray(bodyAt, length), little, 0);
  const named = Object.fromEntries(
    (Object.keys(FIELDS) as (keyof typeof FIELDS)[]).flatMap((name) => {
      const value = field(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return {
    length,
    message: {
      type: TYPES[(bytes[1] ?? 0) - 1] ?? 'signal',
      serial,
      noReply: ((bytes[2] ?? 0) & 1) === 1,
      ...named,
      signature,
      body: completeTypes(signature).map((type) => body.read(type)),
    },
  };
}

function makeWriter() {
  const parts: number[] = [];
  const align = (to: number) => {
    while (parts.length % to !== 0) parts.push(0);
  };

  function write(type: string, value: unknown): void {
    align(alignmentOf(type));
    const fixed = FIXED[type];
    if (fixed !== undefined) {
      const view = new DataView(new ArrayBuffer(fixed.size));
      fixed.set(view, value);
      parts.push(...new Uint8Array(view.buffer));
    } else if (type === 's' || type === 'o') text(value, 'u');
    else if (type === 'g') text(value, 'y');
    else if (type === 'v') {
      const inner = value as Variant;
      text(inner.signature, 'y');
      write(inner.signature, inner.value);
    } else if (type[0] === 'a') array(type.slice(1), value as Iterable<unknown>);
    else {
      // A structure or a dictionary's entry: its members in order.
      const members = value as readonly unknown[];
      for (const [index, member] of completeTypes(type.slice(1, -1)).entries()) write(member, members[index]);
    }
  }

  function text(value: unknown, size: 'y' | 'u'): void {
    const bytes = Buffer.from(String(value));
    write(size, bytes.length);
    for (const byte of bytes) parts.push(byte);
    parts.push(0);
  }

  function array(element: string, values: Iterable<unknown>): void {
    const lengthAt = parts.length;
    write('u', 0);
    align(alignmentOf(element));
    const from = parts.length;
    for (const value of values) write(element, value);
    const length = parts.length - from;
    for (let byte = 0; byte < 4; byte++) parts[lengthAt + byte] = (length >>> (8 * byte)) & 0xff;
  }

  return { write, align, bytes: () => Buffer.from(parts) };
}

function makeReader(bytes: Buffer, little: boolean, start: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = start;
  const align = (to: number) => {
    at = Math.ceil(at / to) * to;
  };
  const step = (size: number): number => {
    const from = at;
    at += size;
    if (at > bytes.length) throw new Error('D-Bus: a message shorter than it says');
    return from;
  };

  function read(type: string, depth = 0): unknown {
    if (depth > DEPTH) throw new Error('D-Bus: a value nested too deeply');
    align(alignmentOf(type));
    const fixed = FIXED[type];
    if (fixed !== undefined) return fixed.get(view, step(fixed.size), little);
    if (type === 's' || type === 'o') return text(view.getUint32(step(4), little));
    if (type === 'g') return text(view.getUint8(step(1)));
    if (type === 'v') {
      const signature = text(view.getUint8(step(1)));
      if (completeTypes(signature).length !== 1) throw new Error('D-Bus: a variant of more than one type');
      return { signature, value: read(signature, depth + 1) };
    }
    if (type[0] === 'a') return array(type.slice(1), depth);
    return completeTypes(type.slice(1, -1)).map((member) => read(member, depth + 1));
  }

  function text(length: number): string {
    const from = step(length + 1);
    return bytes.toString('utf8', from, from + length);
  }

  function array(element: string, depth: number): unknown {
    const length = view.getUint32(step(4), little);
    align(alignmentOf(element));
    const end = at + length;
    if (end > bytes.length) throw new Error('D-Bus: an array longer than its message');
    if (element === 'y') return new Uint8Array(bytes.subarray(step(length), end));
    const values: unknown[] = [];
    while (at < end) values.push(read(element, depth + 1));
    return values;
  }

  return { read };
}
