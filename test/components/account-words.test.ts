// The short word for an account is never that of another one.
import { expect, it } from 'vitest';
import { telling } from '../../renderer/components/account-words.ts';

it.each([
  [
    ['alice@home.test', 'alice@work.test'],
    ['home.test', 'work.test'],
  ],
  [
    ['alice@kith.test', 'shop@kith.test'],
    ['alice', 'shop'],
  ],
  [
    ['a@x.org', 'b@x.org', 'a@y.org'],
    ['a@x.org', 'b', 'y.org'],
  ],
  [
    ['x.org', 'a@x.org'],
    ['x.org', 'a'],
  ],
])('of %j', (all, words) => {
  expect(all.map((address) => telling(address, all))).toEqual(words);
  expect(new Set(words).size).toBe(all.length);
});
