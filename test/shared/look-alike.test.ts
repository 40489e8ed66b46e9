import { describe, expect, it } from 'vitest';
import { isDisguised, plainAddress, spokenName } from '../../shared/look-alike.ts';

describe('an address that mixes writing systems', () => {
  it.each([
    // Cyrillic а, then Latin.
    ['\u0430lice@kith.test', 'xn--lice-43d@kith.test', 'xn--lice-43d'],
    ['alice@k\u0456th.test', 'alice@xn--kth-jhd.test', 'alice'],
    ['bob\u03bf@example.org', 'xn--bob-czc@example.org', 'xn--bob-czc'],
  ])('%s is shown in ASCII', (address, plain, name) => {
    expect(plainAddress(address)).toBe(plain);
    expect(isDisguised(address)).toBe(true);
    expect(spokenName(address)).toBe(name);
  });

  it.each(['alice@kith.test', 'алиса@пример.рф', 'jürgen@bücher.example', '田中kun@例え.jp', 'alice_7@kith.test', 'kith.test'])(
    '%s is left as it is',
    (address) => {
      expect(plainAddress(address)).toBe(address);
      expect(isDisguised(address)).toBe(false);
    },
  );
});
