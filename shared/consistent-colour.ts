// XEP-0392 Consistent Color Generation, version 1.0.0: the same text has the same hue in every client.
import { Hsluv } from 'hsluv';

/** Hue angle in degrees of `text`, which is already prepared and normalised (section 5.1). */
export function hueAngle(text: string): number {
  const digest = sha1(new TextEncoder().encode(text));
  return (((digest[0] ?? 0) + (digest[1] ?? 0) * 256) / 65536) * 360;
}

/** `#rrggbb` for a bare address; saturation and lightness in percent. */
export function colourOf(address: string, saturation = 72, lightness = 46): string {
  const colour = new Hsluv();
  colour.hsluv_h = hueAngle(address);
  colour.hsluv_s = saturation;
  colour.hsluv_l = lightness;
  colour.hsluvToHex();
  return colour.hex;
}

/** FIPS 180-4; here a hash table's hash, not a safeguard. WebCrypto's is asynchronous, and a colour is needed while drawing. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const length = bytes.length;
  const padded = new Uint8Array(((length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 0x20000000));
  view.setUint32(padded.length - 4, length << 3);
  const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const schedule = new Uint32Array(80);
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 80; i++) {
      schedule[i] =
        i < 16
          ? view.getUint32(block + i * 4)
          : rotate(at(schedule, i - 3) ^ at(schedule, i - 8) ^ at(schedule, i - 14) ^ at(schedule, i - 16), 1);
    }
    let [a, b, c, d, e] = [at(state, 0), at(state, 1), at(state, 2), at(state, 3), at(state, 4)];
    for (let i = 0; i < 80; i++) {
      const [mix, constant] = round(i, b, c, d);
      const next = (rotate(a, 5) + mix + e + constant + at(schedule, i)) >>> 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    for (const [i, value] of [a, b, c, d, e].entries()) state[i] = at(state, i) + value;
  }
  const digest = new DataView(new ArrayBuffer(20));
  for (const [i, value] of state.entries()) digest.setUint32(i * 4, value);
  return new Uint8Array(digest.buffer);
}

function round(i: number, b: number, c: number, d: number): readonly [number, number] {
  if (i < 20) return [(b & c) | (~b & d), 0x5a827999];
  if (i < 40) return [b ^ c ^ d, 0x6ed9eba1];
  if (i < 60) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, 0xca62c1d6];
}

function rotate(value: number, bits: number): number {
  return ((value << bits) | (value >>> (32 - bits))) >>> 0;
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}
