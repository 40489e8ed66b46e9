// A person's picture for where no page draws it: their initial in white on the XEP-0392 colour of components/Avatar, as PNG (ISO/IEC 15948).
// Whose initial is no Latin letter or digit gets head and shoulders. Pure.

import { crc32, deflateSync } from 'node:zlib';
import { colourOf } from '../../shared/consistent-colour.ts';
import { graphemes } from '../../shared/graphemes.ts';
import { INITIAL_STROKES, type Stroke } from './initial-strokes.ts';

type Segment = readonly [x1: number, y1: number, x2: number, y2: number];
/** A segment's start, and the way from there to its end. */
type Run = readonly [x: number, y: number, dx: number, dy: number];
/** How far a point is outside of a shape, negative inside; everything in parts of the picture's side. */
type Distance = (x: number, y: number) => number;

/** Height of a capital between the middles of its strokes, and half the pen's width. */
const CAPITAL = 0.38;
const PEN = 0.034;
const ARC_STEP = 12;

/** RGBA with a transparent surrounding; `size` is the side in pixels. */
export function avatarPng(name: string, seed: string, size = 96): Buffer {
  const colour = Number.parseInt(colourOf(seed).slice(1), 16);
  const channels = [colour >> 16, (colour >> 8) & 255, colour & 255];
  const circle = disc(0.5, 0.5, 0.5);
  const ink = inkOf(name);
  // A row is led by its filter, which is none (section 9.2).
  const row = 1 + size * 4;
  const pixels = Buffer.alloc(row * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [px, py] = [(x + 0.5) / size, (y + 0.5) / size];
      const inside = coverage(circle(px, py), size);
      if (inside === 0) continue;
      const white = coverage(ink(px, py), size);
      const at = y * row + 1 + x * 4;
      for (const [index, value] of channels.entries()) pixels[at + index] = Math.round(value + (255 - value) * white);
      pixels[at + 3] = Math.round(255 * inside);
    }
  }
  return png(size, pixels);
}

/** How much of a pixel lies inside; the edge is one pixel wide. */
function coverage(distance: number, size: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance * size));
}

function inkOf(name: string): Distance {
  const strokes = INITIAL_STROKES[letterOf(name)];
  return strokes === undefined ? person() : pen(centred(strokes.flatMap(segmentsOf)));
}

/** The letter of components/Avatar without its accents; '' for a name without any letter or digit. */
function letterOf(name: string): string {
  for (const { segment } of graphemes().segment(name.trim().slice(0, 64))) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment.toUpperCase().normalize('NFKD').slice(0, 1);
  }
  return '';
}

function person(): Distance {
  const head = disc(0.5, 0.375, 0.15);
  const shoulders = disc(0.5, 0.92, 0.33);
  return (x, y) => Math.min(head(x, y), shoulders(x, y));
}

function disc(centreX: number, centreY: number, radius: number): Distance {
  return (x, y) => Math.sqrt((x - centreX) ** 2 + (y - centreY) ** 2) - radius;
}

function pen(runs: readonly Run[]): Distance {
  return (x, y) => {
    let least = Number.POSITIVE_INFINITY;
    for (const run of runs) least = Math.min(least, squareTo(run, x, y));
    return Math.sqrt(least) - PEN;
  };
}

/** The square of the distance: a root for every segment and pixel would be most of the work. */
function squareTo([startX, startY, dx, dy]: Run, x: number, y: number): number {
  const along = Math.min(1, Math.max(0, ((x - startX) * dx + (y - startY) * dy) / (dx * dx + dy * dy || 1)));
  const offX = x - startX - along * dx;
  const offY = y - startY - along * dy;
  return offX * offX + offY * offY;
}

function segmentsOf(stroke: Stroke): Segment[] {
  const points = stroke.flatMap((part): (readonly [number, number])[] => {
    if (part.length === 2) return [part];
    const [x, y, radiusX, radiusY, from, to] = part;
    const steps = Math.ceil(Math.abs(to - from) / ARC_STEP);
    return Array.from({ length: steps + 1 }, (_, step) => {
      const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
      return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
    });
  });
  return points.slice(1).map(([x, y], index) => [...(points[index] ?? [x, y]), x, y] as const);
}

/** From the font's units into the middle of the picture; letters keep their baseline. */
function centred(segments: readonly Segment[]): Run[] {
  const across = segments.flatMap(([x1, , x2]) => [x1, x2]);
  const middle = (Math.min(...across) + Math.max(...across)) / 2;
  const x = (value: number) => 0.5 + (value - middle) * CAPITAL;
  const y = (value: number) => 0.5 + (value - 0.5) * CAPITAL;
  return segments.map(([x1, y1, x2, y2]) => [x(x1), y(y1), (x2 - x1) * CAPITAL, (y2 - y1) * CAPITAL]);
}

function png(size: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits a channel, truecolour with alpha.
  header.set([8, 6], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
