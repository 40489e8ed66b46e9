// What people may call themselves: whatever they send, a row of the list stays one row and nobody looks like somebody's address.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OWN_NAME_LIMIT, personName } from '../../shared/person-name.ts';

it.each([
  ['Ishmael', 'Ishmael'],
  ['  Call\n me\tIshmael ', 'Call me Ishmael'],
  ['Ünï Çødé 🚲', 'Ünï Çødé 🚲'],
  ['👩‍👩‍👧', '👩‍👩‍👧'],
  ['\u202Egnp.exe\u202C', 'gnp.exe'],
  ['a\u200b\u2066b\u2069\u0000c', 'abc'],
  ['J.R.R. Tolkien', 'J.R.R. Tolkien'],
  ['\u200f\u3164 \u2800', ''],
  ['bank@example.org', ''],
  ['Bank ＠ example.org', ''],
  ['bank﹫example.org', ''],
])('%j becomes %j', (sent, shown) => {
  expect(personName(sent)).toBe(shown);
});

it('piled marks and endless names stay small', () => {
  expect(personName(`Z${'\u0301'.repeat(500)}algo`).length).toBeLessThan(12);
  expect([...personName('😀'.repeat(400_000))]).toHaveLength(OWN_NAME_LIMIT);
});

it('whatever is sent: one line, bounded, without control and direction characters, never with the sign of an address', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 0x2fff }), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
      (sent) => {
        const name = personName(sent);
        expect([...name].length).toBeLessThanOrEqual(OWN_NAME_LIMIT);
        expect(name).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\n@]/u);
        expect(personName(name)).toBe(name);
      },
    ),
  );
});
