// The picture of notifications, decoded: a circle in the person's colour on nothing, with the initial the page draws.
import { describe, expect, it } from 'vitest';
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { INITIAL_STROKES } from '../../electron/desktop/initial-strokes.ts';
import { initial } from '../../renderer/components/initial.ts';
import { colourOf } from '../../shared/consistent-colour.ts';
import { type Picture, readPng } from '../support/png.ts';

const SEED = 'juliet@capulet.lit';
const WHITE = '#ffffff';

function pixel({ width, data }: Picture, x: number, y: number) {
  const at = (y * width + x) * 4;
  return { colour: `#${data.toString('hex', at, at + 3)}`, alpha: data[at + 3] };
}

/** How much of the picture is plain white. */
function white({ width, height, data }: Picture): number {
  let count = 0;
  for (let at = 0; at < data.length; at += 4) if (data.readUInt32BE(at) === 0xffffffff) count += 1;
  return count / (width * height);
}

describe('the picture of a person', () => {
  it.each([48, 96])('is a circle in their colour on nothing, at %i pixels', (size) => {
    const picture = readPng(avatarPng('Juliet', SEED, size));
    expect([picture.width, picture.height]).toEqual([size, size]);
    const last = size - 1;
    for (const [x, y] of [
      [0, 0],
      [last, 0],
      [0, last],
      [last, last],
    ] as const)
      expect(pixel(picture, x, y).alpha).toBe(0);
    const half = size / 2;
    for (const [x, y] of [
      [2, half],
      [last - 2, half],
      [half, 2],
      [half, last - 2],
    ] as const)
      expect(pixel(picture, x, y)).toEqual({ colour: colourOf(SEED), alpha: 255 });
  });

  it('has a smooth edge', () => {
    const { data } = readPng(avatarPng('Juliet', SEED));
    const alphas = new Set(data.filter((_, index) => index % 4 === 3));
    expect(alphas.size).toBeGreaterThan(10);
  });

  it('draws every letter of the font, each in the middle and as no other', () => {
    const letters = Object.keys(INITIAL_STROKES);
    expect(letters.join('')).toMatch(/^0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/);
    const pictures = letters.map((letter) => avatarPng(letter, SEED));
    for (const [index, bytes] of pictures.entries()) {
      const picture = readPng(bytes);
      const ink = white(picture);
      expect([letters[index], ink > 0.02 && ink < 0.15]).toEqual([letters[index], true]);
      expect(pixel(picture, 5, 48).colour).toBe(colourOf(SEED));
    }
    expect(new Set(pictures.map((bytes) => bytes.toString('hex'))).size).toBe(letters.length);
  });

  it('draws the I as one upright stroke', () => {
    const picture = readPng(avatarPng('I', SEED));
    expect(pixel(picture, 48, 48).colour).toBe(WHITE);
    expect(pixel(picture, 48, 32).colour).toBe(WHITE);
    expect(pixel(picture, 42, 48).colour).toBe(colourOf(SEED));
    expect(pixel(picture, 48, 20).colour).toBe(colourOf(SEED));
  });

  it('is the same for the same person, and another for another', () => {
    expect(avatarPng('Bob', SEED).equals(avatarPng('Bob', SEED))).toBe(true);
    expect(avatarPng('bob', SEED).equals(avatarPng('  Bernard', SEED))).toBe(true);
    expect(avatarPng('Bob', SEED).equals(avatarPng('Bob', 'romeo@montague.lit'))).toBe(false);
  });

  it.each(['Émile', 'åsa', 'ß', 'łukasz', '“Bob”', '7 of 9', '😺 Cat', '', '...', 'مريم', '李', '\ud83d'])(
    'has for “%s” the initial that the page has',
    (name) => expect(avatarPng(name, SEED).equals(avatarPng(initial(name), SEED))).toBe(true),
  );

  it.each([
    ['Émile', 'E'],
    ['åsa', 'A'],
    ['ß', 'S'],
    ['łukasz', 'Ł'],
  ])('draws %s as %s', (name, letter) => expect(avatarPng(name, SEED).equals(avatarPng(letter, SEED))).toBe(true));

  it.each(['', '...', '😺', 'مريم', 'Ярослав', '李', '\ud83d'])('shows head and shoulders for “%s”', (name) => {
    const picture = readPng(avatarPng(name, SEED));
    expect(pixel(picture, 48, 36).colour).toBe(WHITE);
    expect(pixel(picture, 48, 80).colour).toBe(WHITE);
    expect(pixel(picture, 48, 53).colour).toBe(colourOf(SEED));
    expect(white(picture)).toBeGreaterThan(0.15);
  });
});
