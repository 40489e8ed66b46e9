// What may be bundled, what is listed, and how a bundled module's package is found.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLicence, loadedPackages, packageOf, readLicences } from '../../scripts/licences.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kith-licences-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function place(name: string, manifest: object, files: Readonly<Record<string, string>> = {}): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

describe('checkLicence', () => {
  it.each(['MIT', 'LGPL-3.0-or-later', '(MIT OR GPL-3.0)', 'MPL-2.0', 'Apache-2.0 WITH LLVM-exception'])('lets %s pass', (licence) => {
    expect(() => checkLicence('x', licence)).not.toThrow();
  });

  it.each(['GPL-3.0-only', 'AGPL-3.0', 'GPL-2.0 OR AGPL-3.0', '(MIT AND GPL-3.0)', ''])('ends the build for "%s"', (licence) => {
    expect(() => checkLicence('x', licence)).toThrow('x');
  });
});

describe('what is listed', () => {
  it('finds the innermost package of a module', () => {
    expect(packageOf('/p/node_modules/@a/b/dist/index.js')).toBe('/p/node_modules/@a/b');
    expect(packageOf('\0/p/node_modules/c/node_modules/d/x.css?inline')).toBe('/p/node_modules/c/node_modules/d');
    expect(packageOf('C:\\p\\node_modules\\e\\x.js')).toBe('C:/p/node_modules/e');
    expect(packageOf('/p/electron/main.ts')).toBeUndefined();
  });

  it('takes from the lockfile what the app loads, not what builds it', () => {
    const packages = { '': {}, 'node_modules/a': {}, 'node_modules/b': { dev: true }, 'node_modules/c': { optional: true } };
    expect(loadedPackages({ packages })).toEqual(['node_modules/a']);
  });

  it('has each package once with all its texts, and refuses one without', () => {
    const b = place('b', { license: 'MIT' }, { LICENSE: 'the text\n', 'NOTICE.md': 'and a notice' });
    const a = place('a', { license: 'ISC', author: 'Somebody <s@example.org>' });
    expect(readLicences([b, a, b])).toEqual([
      { name: 'a', version: '1.0.0', licence: 'ISC', text: expect.stringContaining('Copyright (c) Somebody <s@example.org>') },
      { name: 'b', version: '1.0.0', licence: 'MIT', text: 'the text\n\nand a notice' },
    ]);
    expect(() => readLicences([place('c', { license: 'MIT' })])).toThrow('c ships no text');
    expect(() => readLicences([place('d', { license: 'GPL-3.0' }, { LICENSE: 'x' })])).toThrow('d is licensed under GPL-3.0');
  });
});
