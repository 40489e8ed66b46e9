// What a killed process left is removed by the next one; what somebody still uses is not.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { temporaryFolder } from './temporary.ts';

const PREFIX = `kith-swept-${process.pid}`;
/** Above what Linux gives. */
const NOBODY = 2 ** 30;
const made: string[] = [];
const folder = (name: string): string => {
  const path = join(tmpdir(), name);
  mkdirSync(path);
  made.push(path);
  return path;
};
afterEach(() => {
  for (const each of made.splice(0)) rmSync(each, { recursive: true, force: true });
});

it('sweeps folders of processes that are gone, and only those', () => {
  const left = folder(`${PREFIX}-${NOBODY}-abc`);
  const used = folder(`${PREFIX}-${process.pid}-abc`);
  const other = folder(`${PREFIX}-of-somebody-else`);
  const fresh = temporaryFolder(PREFIX);
  made.push(fresh);
  expect([left, used, other, fresh].map(existsSync)).toEqual([false, true, true, true]);
});
