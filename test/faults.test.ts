// docs/faults.md names the test of each fault: that test is there, under that name.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

it('every test that is named exists, and has the words that are quoted of it', () => {
  const text = readFileSync(join(ROOT, 'docs/faults.md'), 'utf8');
  const named = [...text.matchAll(/`(test\/[^`]+)`(?: \(([^)]+)\))?/g)];
  expect(named.length).toBeGreaterThan(50);
  const missing = named.flatMap(([, file = '', words]) => {
    const path = join(ROOT, file);
    if (!existsSync(path)) return [file];
    return words === undefined || readFileSync(path, 'utf8').includes(words) ? [] : [`${file}: ${words}`];
  });
  expect(missing).toEqual([]);
});
