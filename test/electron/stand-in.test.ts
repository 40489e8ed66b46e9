// The pure parts of the stand-in, and its lock on real sockets. Its windows are shown by every end-to-end test.
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chromiumArguments, parseCommandLine } from './argv.ts';
import { guard, missing } from './guard.ts';
import { makeInstanceLock, type Visit } from './lock.ts';
import { matches } from './menu.ts';
import { wire } from './page.js';
import { fromLoopback, toLoopback } from './scheme.ts';
import { makeSafeStorage } from './secrets.ts';

describe('command line', () => {
  it("reads Playwright's", () => {
    const line = parseCommandLine([
      '-r',
      '/x/loader.js',
      '--no-sandbox',
      '--inspect=0',
      '--remote-debugging-port=0',
      '.',
      '--user-data-dir=/p',
      'xmpp:bob',
    ]);
    expect(line).toMatchObject({ app: '.', requires: ['/x/loader.js'], inspect: 0 });
    expect(line.switches.get('user-data-dir')).toBe('/p');
    expect(line.switches.get('remote-debugging-port')).toBe('0');
  });

  it('refuses to open the inspector to the network', () => {
    expect(() => parseCommandLine(['--inspect=0.0.0.0:9229', '.'])).toThrow(/only a port/);
  });

  it('joins lists of features and keeps its own switches', () => {
    const made = chromiumArguments(
      new Map([['disable-features', 'A']]),
      new Map([
        ['disable-features', 'B'],
        ['lang', 'de'],
        ['user-data-dir', '/elsewhere'],
      ]),
    );
    expect(made).toEqual(['--disable-features=A,B', '--lang=de']);
  });
});

describe('schemes', () => {
  const schemes = new Set(['app']);

  it.each([
    ['app://kith/index.html?a=1#b', 'http://kith.app.localhost/index.html?a=1#b'],
    ['app://kith', 'http://kith.app.localhost/'],
    ['https://example.org/app://kith', 'https://example.org/app://kith'],
  ])('%s goes to %s', (own, loopback) => {
    expect(toLoopback(own, schemes)).toBe(loopback);
  });

  it('comes back, also as an origin', () => {
    expect(fromLoopback('http://kith.app.localhost/x?y#z', schemes)).toBe('app://kith/x?y#z');
    expect(fromLoopback('http://kith.app.localhost', schemes)).toBe('app://kith');
  });

  it.each([
    'http://kith.app.localhost.evil.example/',
    'http://kith.app.localhost:8080/',
    'https://kith.app.localhost/',
    'http://kith.other.localhost/',
    'http://a@kith.app.localhost@evil.example/',
  ])('does not take %s for its own', (url) => {
    expect(fromLoopback(url, schemes)).toBe(url);
  });
});

describe('wire', () => {
  it('carries every JSON value and undefined', () => {
    const { encode, decode } = wire();
    fc.assert(
      fc.property(fc.jsonValue(), (made) => {
        // JSON knows no negative zero.
        const value: unknown = JSON.parse(JSON.stringify(made));
        expect(decode(JSON.parse(JSON.stringify(encode([value, undefined, Number.NaN]))))).toStrictEqual([value, undefined, Number.NaN]);
      }),
    );
  });

  it.each([[new Map()], [new Date(0)], [() => 1], [1n], [Symbol('s')]])('refuses %s', (value) => {
    expect(() => wire().encode({ value })).toThrow(/could not be cloned/);
  });
});

describe('guard', () => {
  it('throws for what is not there and lets tests replace what is', () => {
    const app: { quit: () => string } = guard('app', { quit: () => 'quit' });
    expect(() => Reflect.get(app, 'setJumpList')).toThrow('not in the stand-in: app.setJumpList');
    app.quit = () => 'replaced';
    expect(app.quit()).toBe('replaced');
    expect(() => Reflect.get(missing('autoUpdater'), 'checkForUpdates')).toThrow('not in the stand-in: autoUpdater.checkForUpdates');
  });
});

describe('accelerators', () => {
  const key = { key: 'n', code: 'KeyN', ctrlKey: true, altKey: false, shiftKey: false, metaKey: false };

  it.each([
    ['CmdOrCtrl+N', key, true],
    ['CmdOrCtrl+Shift+N', key, false],
    ['Ctrl+Plus', { ...key, key: '+', code: 'Equal' }, true],
    ['F1', { ...key, key: 'F1', code: 'F1', ctrlKey: false }, true],
  ])('%s', (accelerator, pressed, expected) => {
    expect(matches(accelerator, pressed)).toBe(expected);
  });
});

describe('in a profile', () => {
  let profile = '';
  beforeEach(() => {
    profile = mkdtempSync(join(tmpdir(), 'stand-in-'));
  });
  afterEach(() => rmSync(profile, { recursive: true, force: true }));

  it('takes over a lock that a killed process left', async () => {
    const path = join(profile, 'instance.lock');
    const holder = createServer().listen(path);
    // Away while the server closes, which would remove it: what stays is a file nobody listens on, as after SIGKILL.
    renameSync(path, `${path}.kept`);
    await new Promise((done) => holder.close(done));
    renameSync(`${path}.kept`, path);

    const lock = makeInstanceLock(profile, () => {});
    expect(lock.request({ argv: [], workingDirectory: '/', additionalData: null })).toBe(true);
    lock.release();
  });

  it('keeps a long profile path short enough for a socket', () => {
    const deep = join(profile, 'a'.repeat(60), 'b'.repeat(60));
    const lock = makeInstanceLock(deep, () => {});
    expect(lock.request({ argv: [], workingDirectory: '/', additionalData: null })).toBe(true);
    expect(lock.held).toBe(true);
    lock.release();
    expect(lock.held).toBe(false);
  });

  it('tells the holder of a visit', async () => {
    const heard = Promise.withResolvers<Visit>();
    const lock = makeInstanceLock(profile, heard.resolve);
    lock.request({ argv: [], workingDirectory: '/', additionalData: null });
    const visit = { argv: ['electron', 'xmpp:bob@example.org'], workingDirectory: '/home', additionalData: { a: 1 } };
    connect(join(profile, 'instance.lock')).end(`${JSON.stringify(visit)}\n`);
    expect(await heard.promise).toEqual(visit);
    lock.release();
  });

  it('decrypts in a second run of the profile and not in another', async () => {
    const storage = (folder: string, keystore?: string) =>
      makeSafeStorage(
        () => folder,
        () => keystore,
      ) as SafeStorage;
    const sealed = await storage(profile).encryptStringAsync('secret');
    expect(await storage(profile).decryptStringAsync(sealed)).toEqual({ result: 'secret', shouldReEncrypt: false });
    await expect(storage(join(profile, 'other')).decryptStringAsync(sealed)).rejects.toThrow(/decrypting/);
    await expect(storage(profile, 'locked').decryptStringAsync(sealed)).rejects.toThrow(/locked/);
    expect(await storage(profile, 'locked').isAsyncEncryptionAvailable()).toBe(false);
  });
});
