// What a picture file is, by its first bytes: sizes as written by the makers of each format, and whatever else somebody sends.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { pictureFacts } from '../../shared/picture.ts';
import { gifOf, jpegOf, pngOf, webpOf } from '../support/pictures.ts';

describe('pictureFacts', () => {
  it.each([
    ['image/png', pngOf(40_000, 40_000)],
    ['image/jpeg', jpegOf(40_000, 40_000)],
    ['image/gif', gifOf(40_000, 40_000)],
  ])('%s of 40,000 x 40,000 is told by its header', (type, bytes) => {
    expect(pictureFacts(bytes)).toEqual({ type, width: 40_000, height: 40_000 });
  });

  it('reads the three kinds of WebP', () => {
    expect(pictureFacts(webpOf('lossy', 16_000, 9))).toEqual({ type: 'image/webp', width: 16_000, height: 9 });
    expect(pictureFacts(webpOf('lossless', 16_000, 9))).toEqual({ type: 'image/webp', width: 16_000, height: 9 });
    expect(pictureFacts(webpOf('extended', 40_000, 9))).toEqual({ type: 'image/webp', width: 40_000, height: 9 });
  });

  it('reads a picture that Kith made itself', () => {
    expect(pictureFacts(avatarPng('Bob', 'bob@example.org', 48))).toEqual({ type: 'image/png', width: 48, height: 48 });
  });

  it('a GIF whose first picture is larger than its screen is as large as the picture', () => {
    expect(pictureFacts(gifOf(10, 10, { width: 40_000, height: 40_000 }))).toMatchObject({ width: 40_000, height: 40_000 });
  });

  it('SVG, HTML, an empty picture and files that are cut off are no pictures', () => {
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<!doctype html>', ''])
      expect(pictureFacts(new TextEncoder().encode(text))).toBeUndefined();
    expect(pictureFacts(pngOf(0, 10))).toBeUndefined();
    for (const whole of [pngOf(9, 9), jpegOf(9, 9), gifOf(9, 9), webpOf('lossy', 9, 9)])
      for (const length of [4, 12, 20]) expect(pictureFacts(whole.subarray(0, length))).toBeUndefined();
  });

  it('ends on any bytes', () => {
    const heads = [pngOf(9, 9), jpegOf(9, 9), gifOf(9, 9), webpOf('lossy', 9, 9)].map((bytes) => [...bytes.subarray(0, 16)]);
    fc.assert(
      fc.property(fc.constantFrom([], ...heads), fc.uint8Array({ maxLength: 200 }), (head, tail) => {
        pictureFacts(new Uint8Array([...head, ...tail]));
      }),
    );
  });
});
