/// <reference lib="dom" />
// What a page that has turned hostile may call: everything is judged at the border, and nobody else may call at all.
import fc from 'fast-check';
import { schemas } from '../../electron/ipc/schemas.ts';
import { expect, test } from '../support/world.ts';

type Bridge = { api: { call(name: unknown, args: unknown): Promise<string> } };

test('whatever a page calls, it is answered and nothing breaks', async ({ world }) => {
  const app = await world.signedIn();
  // They do what they say when they are called as they should be.
  const earnest = new Set(['app.quit', 'storage.setAside', 'account.signOut', 'app.showLogs']);
  const names = Object.keys(schemas);
  const odd = fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'toString',
    'app.snapshot ',
    'App.snapshot',
    'hasOwnProperty',
    '../x',
    'a'.repeat(9999),
  );
  const some = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(
      '',
      ' ',
      'a'.repeat(70_000),
      -1,
      2 ** 53,
      1e308,
      0.5,
      true,
      null,
      [],
      {},
      '\u0000',
      '\ud800',
      '../../x',
      "'; drop table messages; --",
    ),
  );
  const call = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...names), fc.array(some, { maxLength: 4 })) },
    { weight: 1, arbitrary: fc.tuple(fc.oneof(odd, fc.jsonValue()), fc.oneof(some, fc.array(some, { maxLength: 3 }))) },
  );
  const calls = fc
    .sample(call, { numRuns: 800, seed: 20261122 })
    .filter(([name, args]) => !(earnest.has(String(name)) && Array.isArray(args) && args.length === 0));
  const answers = await app.page.evaluate(
    (all) =>
      Promise.all(
        all.map(([name, args]) =>
          (globalThis as unknown as Bridge).api.call(name, args).then(
            (text) => JSON.parse(text) as unknown,
            (error: unknown) => ({ thrown: String(error) }),
          ),
        ),
      ),
    calls as unknown as [unknown, unknown][],
  );
  const unexpected = answers.filter((answer) => {
    const { ok, error } = answer as { ok?: boolean; error?: { kind?: string } };
    return !(ok === true || (ok === false && typeof error?.kind === 'string' && error.kind !== 'internal'));
  });
  expect(unexpected).toEqual([]);
  expect(answers.filter((answer) => (answer as { ok?: boolean }).ok === false).length).toBeGreaterThan(300);
  const errors = await app.electron.evaluate(
    (electron) => (electron as unknown as { standIn?: { errors: string[] } }).standIn?.errors ?? [],
  );
  expect(errors).toEqual([]);
  await app.page.reload();
  await expect(app.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
});

test('another page with the same bridge is refused', async ({ world }) => {
  const app = await world.signedIn();
  const answer = await app.electron.evaluate(async ({ BrowserWindow, app: electronApp }) => {
    const preload = `${electronApp.getAppPath()}/out/preload.cjs`;
    const rogue = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } });
    try {
      await rogue.loadURL('app://elsewhere/').catch(() => undefined);
      return JSON.parse(await rogue.webContents.executeJavaScript("window.api.call('app.snapshot', [])")) as unknown;
    } finally {
      rogue.destroy();
    }
  });
  expect(answer).toEqual({ ok: false, error: { kind: 'invalid-call', detail: 'sender' } });
});
