// Pictures of people: what of them is shown, and what a file is by its first bytes, without decoding a pixel.

/** A person's picture as it is told; asked for at /picture/<hash> once it is here. */
export interface Picture {
  /** SHA-1 of the file, in hexadecimal. */
  readonly hash: string;
  /** The file lies on this device. */
  readonly here: boolean;
}

/** Largest file of somebody else's that is fetched, and the longest side of it, in pixels. */
export const PICTURE_BYTES = 256 * 1024;
export const PICTURE_SIDE = 2048;

export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

export interface PictureFacts {
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
}

/** SHA-1 in hexadecimal, lower case. */
export function isPictureHash(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** Undefined for what is none of the types, or is cut off before it says how large it is. */
export function pictureFacts(bytes: Uint8Array): PictureFacts | undefined {
  const found = png(bytes) ?? jpeg(bytes) ?? webp(bytes) ?? gif(bytes);
  return found === undefined || found.width === 0 || found.height === 0 ? undefined : found;
}

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** ISO/IEC 15948 5.2, 11.2.2: the header is the first chunk. */
function png(bytes: Uint8Array): PictureFacts | undefined {
  if (bytes.length < 33 || ascii(bytes, 0, 8) !== '\x89PNG\r\n\x1a\n' || ascii(bytes, 12, 16) !== 'IHDR') return undefined;
  const view = viewOf(bytes);
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

/** ITU-T T.81 B.1.1.4, B.2.2: segments up to the frame's header. */
function jpeg(bytes: Uint8Array): PictureFacts | undefined {
  const view = viewOf(bytes);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 <= bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return undefined;
    // Before a marker there may be any number of these.
    if (marker === 0xff) at++;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** RFC 9649 2.5-2.7: lossy, lossless and extended. */
function webp(bytes: Uint8Array): PictureFacts | undefined {
  if (bytes.length < 30 || ascii(bytes, 0, 4) !== 'RIFF' || ascii(bytes, 8, 12) !== 'WEBP') return undefined;
  const view = viewOf(bytes);
  const type = 'image/webp';
  const three = (at: number) => view.getUint16(at, true) + (bytes[at + 2] ?? 0) * 65536;
  switch (ascii(bytes, 12, 16)) {
    case 'VP8 ':
      if (three(23) !== 0x2a019d) return undefined;
      return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const sizes = view.getUint32(21, true);
      return bytes[20] === 0x2f ? { type, width: (sizes & 0x3fff) + 1, height: ((sizes >> 14) & 0x3fff) + 1 } : undefined;
    }
    case 'VP8X':
      return { type, width: three(24) + 1, height: three(27) + 1 };
    default:
      return undefined;
  }
}

/** GIF89a 18, 20: the screen, and the first picture on it, which decoders let stand out. */
function gif(bytes: Uint8Array): PictureFacts | undefined {
  if (bytes.length < 13 || !['GIF87a', 'GIF89a'].includes(ascii(bytes, 0, 6))) return undefined;
  const view = viewOf(bytes);
  const flags = bytes[10] ?? 0;
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  // Extensions come before it, each in blocks that end with an empty one.
  while (bytes[at] === 0x21) {
    at += 2;
    while ((bytes[at] ?? 0) !== 0) at += 1 + (bytes[at] ?? 0);
    at++;
  }
  if (bytes[at] !== 0x2c || at + 9 > bytes.length) return undefined;
  const [left, top, width, height] = [1, 3, 5, 7].map((each) => view.getUint16(at + each, true)) as [number, number, number, number];
  return {
    type: 'image/gif',
    width: Math.max(view.getUint16(6, true), left + width),
    height: Math.max(view.getUint16(8, true), top + height),
  };
}
