// Reads the PNG (ISO/IEC 15948) that Kith writes: eight bits of RGBA a pixel, rows without a filter. Throws on any other, and on a wrong checksum.
import { crc32, inflateSync } from 'node:zlib';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA, row after row. */
  readonly data: Buffer;
}

export function readPng(bytes: Buffer): Picture {
  if (bytes.toString('hex', 0, 8) !== '89504e470d0a1a0a') throw new Error('PNG: not one');
  const parts: Buffer[] = [];
  let header = Buffer.alloc(0);
  let last = '';
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const named = bytes.subarray(at + 4, at + 8 + length);
    if (bytes.readUInt32BE(at + 8 + length) !== crc32(named)) throw new Error('PNG: a wrong checksum');
    last = named.toString('latin1', 0, 4);
    if (last === 'IHDR') header = Buffer.from(named.subarray(4));
    if (last === 'IDAT') parts.push(named.subarray(4));
    at += 12 + length;
  }
  if (last !== 'IEND' || header.toString('hex', 8) !== '0806000000') throw new Error('PNG: no end, or not RGBA');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(Buffer.concat(parts));
  const row = 1 + width * 4;
  if (rows.length !== row * height) throw new Error('PNG: not as many pixels as it says');
  const lines = Array.from({ length: height }, (_, y) => {
    if (rows[y * row] !== 0) throw new Error('PNG: a filtered row');
    return rows.subarray(y * row + 1, (y + 1) * row);
  });
  return { width, height, data: Buffer.concat(lines) };
}
