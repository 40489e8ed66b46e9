// XEP-0392 Consistent Color Generation: the vectors of section 13.2, and what the hash under them must do.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { colourOf, hueAngle, sha1 } from '../../shared/consistent-colour.ts';

describe('consistent colours', () => {
  it.each([
    ['Romeo', 327.255249],
    ['juliet@capulet.lit', 209.4104],
    ['😺', 331.199341],
    ['council', 359.994507],
  ])('gives %s the angle of the specification', (text, angle) => {
    expect(hueAngle(text)).toBeCloseTo(angle, 5);
  });

  it('hashes like SHA-1 at every length around a block', () => {
    for (let length = 0; length < 140; length++) {
      const bytes = new Uint8Array(length).map((_, index) => (index * 7 + length) & 255);
      expect(Buffer.from(sha1(bytes)).toString('hex')).toBe(createHash('sha1').update(bytes).digest('hex'));
    }
  });

  it('carries white letters at 4.5:1 on every hue', () => {
    const luminance = (hex: string) => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5]
        .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
        .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const worst = Math.min(...Array.from({ length: 400 }, (_, index) => 1.05 / (luminance(colourOf(`person${index}@example.org`)) + 0.05)));
    expect(worst).toBeGreaterThanOrEqual(4.5);
  });
});
