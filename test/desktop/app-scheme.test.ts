// What the page can ask its own scheme for: files of the build, and pictures by hash, as nothing but pictures.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { answering, fileFor, ORIGIN, pictureIn, pictureResponse } from '../../electron/desktop/app-scheme.ts';

const HASH = '111f4b3c50d7b0df729d299bc6f8e9ef9066971f';

it('a picture is asked for by a whole hash and nothing else', () => {
  expect(pictureIn(`${ORIGIN}/picture/${HASH}`)).toBe(HASH);
  for (const path of [`/picture/${HASH}/..`, `/picture/${HASH.toUpperCase()}`, `/picture/${HASH}?x`, '/picture/', `/x/picture/${HASH}`])
    expect(pictureIn(`${ORIGIN}${path}`)).toBeUndefined();
  expect(pictureIn(`app://other/picture/${HASH}`)).toBeUndefined();
});

it('is answered with its own type, which the page may not guess anew, under the policy', async () => {
  const response = pictureResponse({ type: 'image/png', bytes: new Uint8Array([1, 2]) });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([1, 2]));
  expect(pictureResponse(undefined).status).toBe(404);
});

it('tells when the page has all it asked for, scripts among that', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kith-page-'));
  for (const name of ['a.css', 'b.js', 'c.js']) writeFileSync(join(folder, name), name);
  const told: string[] = [];
  const drops = { add: () => undefined, take: () => undefined };
  const answer = answering({ folder, picture: () => undefined, drops, scripts: () => told.push('scripts') });
  const ask = async (name: string) => {
    await answer(new Request(`${ORIGIN}/${name}`));
    told.push(name);
  };
  try {
    await ask('a.css');
    expect(told).toEqual(['a.css']);
    await Promise.all(['b.js', 'a.css', 'missing.js', 'c.js'].map(ask));
    expect(told.filter((each) => each === 'scripts')).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each(['/../secrets', '/%2e%2e/secrets', '/..%2fsecrets', '/a%5c..%5csecrets', '/%00'])('%s is no file of the build', (path) => {
  expect(fileFor('/build', `${ORIGIN}${path}`)).not.toBe('/secrets');
  expect(fileFor('/build', `${ORIGIN}${path}`) ?? '/build/').toMatch(/^\/build\//);
});
