// docs/rfc2779.md names tests by file and title: each is there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

it('the tests that docs/rfc2779.md names are there under these names', () => {
  const named = [...readFileSync(join(root, 'docs/rfc2779.md'), 'utf8').matchAll(/`(test\/[^`]+\.ts)` "([^"]+)"/g)];
  expect(named.length).toBeGreaterThan(40);
  const missing = named.filter(([, file = '', title = '']) => !readFileSync(join(root, file), 'utf8').includes(title));
  expect(missing.map(([all]) => all)).toEqual([]);
});
