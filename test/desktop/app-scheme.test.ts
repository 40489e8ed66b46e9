// What the page can ask its own scheme for: files of the build, and pictures by hash, as nothing but pictures.
import { expect, it } from 'vitest';
import { fileFor, ORIGIN, pictureIn, pictureResponse } from '../../electron/desktop/app-scheme.ts';

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

it.each(['/../secrets', '/%2e%2e/secrets', '/..%2fsecrets', '/a%5c..%5csecrets', '/%00'])('%s is no file of the build', (path) => {
  expect(fileFor('/build', `${ORIGIN}${path}`)).not.toBe('/secrets');
  expect(fileFor('/build', `${ORIGIN}${path}`) ?? '/build/').toMatch(/^\/build\//);
});
