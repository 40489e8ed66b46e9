// The square of a picture that is used: always inside of it, wherever it is dragged and however it is magnified.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inside, MOST_ZOOM, moved, squareOf, WHOLE } from '../../renderer/components/crop.ts';

it('begins with as much as a square can hold, from the middle', () => {
  expect(squareOf({ width: 400, height: 300 }, WHOLE)).toEqual({ left: 50, top: 0, side: 300 });
  expect(squareOf({ width: 30, height: 300 }, WHOLE)).toEqual({ left: 0, top: 135, side: 30 });
});

it('the picture follows the hand: what is moved to the right shows more of its left', () => {
  const size = { width: 400, height: 300 };
  expect(squareOf(size, moved(size, WHOLE, 0.1, 0)).left).toBeCloseTo(20);
  expect(squareOf(size, moved(size, WHOLE, 5, 5))).toEqual({ left: 0, top: 0, side: 300 });
});

it('never leaves the picture', () => {
  const part = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 9000 }), part, part, part, (width, height, x, y, zoom) => {
      const size = { width, height };
      const { left, top, side } = squareOf(size, moved(size, inside(size, { x, y, zoom }), x, y));
      expect(left).toBeGreaterThanOrEqual(-1e-6);
      expect(top).toBeGreaterThanOrEqual(-1e-6);
      expect(left + side).toBeLessThanOrEqual(width + 1e-6);
      expect(top + side).toBeLessThanOrEqual(height + 1e-6);
      expect(side * MOST_ZOOM).toBeGreaterThanOrEqual(Math.min(width, height) - 1e-6);
    }),
  );
});
