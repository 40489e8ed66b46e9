// Whom to believe, read in a thread: with the person's own file, without one that cannot be used, and without a thread.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAuthorities } from '../../electron/services/authorities.ts';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { makeAuthority } from '../support/certificates.ts';

const program = new URL('../../electron/services/authorities-worker.ts', import.meta.url);
let folder: string;
let caFile: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kith-authorities-'));
  ({ caFile } = await makeAuthority(folder));
});
afterAll(() => rmSync(folder, { recursive: true }));

function make(extraFile: string | undefined, at = program) {
  const warned: string[] = [];
  const authorities = makeAuthorities({ program: at, extraFile, warn: (what, error) => void warned.push(`${what}: ${error}`) });
  return { authorities, warned };
}

it('are the very same as read without a thread, and read once', async () => {
  const { authorities, warned } = make(caFile);
  const first = authorities();
  expect(authorities()).toBe(first);
  expect(await first).toEqual(loadAuthorities(caFile));
  expect((await first).own).toHaveLength(1);
  expect(warned).toEqual([]);
});

it('do without a file that cannot be used, and say so', async () => {
  const file = join(folder, 'nothing.pem');
  writeFileSync(file, 'nothing here');
  const { authorities, warned } = make(file);
  expect(await authorities()).toEqual(loadAuthorities());
  expect(warned).toEqual([expect.stringMatching(/KITH_EXTRA_CA was not read: .*nothing\.pem, holds no certificate/)]);
});

it('are read here when there is no thread to be had', async () => {
  const { authorities, warned } = make(caFile, new URL('file:///nowhere/worker.js'));
  expect(await authorities()).toEqual(loadAuthorities(caFile));
  expect(warned).toHaveLength(1);
});
