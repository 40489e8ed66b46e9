// The window: its place, its title and badge, one instance, a page that crashes, native menus, and what the system tells.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Menu } from 'electron';
import type { Snapshot } from '../../shared/ipc.ts';
import { type App, startAgain } from '../support/app.ts';
import { closeWindow, expect, maximize, minimize, test, windowState } from '../support/desk.ts';
import { sharedWindow } from '../support/world.ts';

const bounds = (app: App) =>
  app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return { ...window?.getNormalBounds(), maximised: window?.isMaximized() };
  });
const title = (app: App) => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
const badge = (app: App) => app.electron.evaluate(({ app }) => app.getBadgeCount());
const snapshot = (app: App): Promise<Snapshot> =>
  app.page.evaluate(async () => {
    const { call } = (globalThis as unknown as { api: { call(name: string, args: unknown[]): Promise<string> } }).api;
    return (JSON.parse(await call('app.snapshot', [])) as { value: Snapshot }).value;
  });
/** In the page, also after Playwright gave it up because it crashed. */
const inPage = (app: App, code: string): Promise<unknown> =>
  app.electron.evaluate(({ BrowserWindow }, script) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script), code);
const crash = (app: App) =>
  app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());

test.describe('in use', () => {
  const shared = sharedWindow((world) => world.signedIn());

  test('who locks the screen is away, and back when it is unlocked', async () => {
    const { world, app } = shared;
    const bob = await world.peer();
    const tell = (event: string) => app.electron.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name as 'suspend'), event);
    await tell('lock-screen');
    await bob.waitForPresence(({ from, show }) => from.startsWith(world.alice.address) && show === 'away');
    await tell('unlock-screen');
    await bob.waitForPresence(({ from, show, type }) => from.startsWith(world.alice.address) && show === undefined && type === undefined);
  });

  test('offers the editing menu, with suggestions where spelling is on', async () => {
    const { world, app } = shared;
    await app.open(world.bob);
    const labels = () =>
      app.electron.evaluate((electron) => {
        const { standIn } = electron as unknown as { standIn: { menu: { popup: Menu | null } } };
        return standIn.menu.popup?.items.map(({ label }) => label) ?? [];
      });
    const checked = () => app.electron.evaluate(({ session }) => session.defaultSession.isSpellCheckerEnabled());
    expect(await checked()).toBe(false);
    await app.change({ spelling: true });
    await expect.poll(checked).toBe(true);
    // The stand-in's Chromium spells nothing itself: what Electron would hand over is handed over here.
    await app.electron.evaluate(({ BrowserWindow }) => {
      const editFlags = { canUndo: true, canRedo: false, canCut: true, canCopy: true, canPaste: true, canSelectAll: true };
      const params = { isEditable: true, selectionText: '', misspelledWord: 'helo', dictionarySuggestions: ['hello', 'help'], editFlags };
      BrowserWindow.getAllWindows()[0]?.webContents.emit('context-menu', {}, params);
    });
    expect(await labels()).toEqual([
      'hello',
      'help',
      'Add to dictionary',
      '',
      ...['Undo', 'Redo', '', 'Cut', 'Copy', 'Paste', 'Select all'],
    ]);
    const taught = await app.electron.evaluate((electron) => {
      const { standIn } = electron as unknown as {
        standIn: { menu: { popup: Menu | null }; recorded: { call: string; args: unknown[] }[] };
      };
      standIn.menu.popup?.items.find(({ label }) => label === 'Add to dictionary')?.click();
      return standIn.recorded.findLast(({ call }) => call === 'session.addWordToSpellCheckerDictionary')?.args;
    });
    expect(taught).toEqual(['helo']);
    // And where somebody clicks.
    await app.composer().click({ button: 'right' });
    await expect.poll(labels).toEqual(['Undo', 'Redo', '', 'Cut', 'Copy', 'Paste', 'Select all']);
  });

  test('waking up finds a dead connection at once', async () => {
    const { world, app } = shared;
    await expect(app.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    const state = async () => (await snapshot(app)).accounts[0]?.connection.state;
    await expect.poll(state).toBe('online');
    world.server.freeze();
    await app.electron.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'));
    // Without the wake-up the silence would be noticed after forty seconds.
    await expect.poll(state, { timeout: 15_000 }).not.toBe('online');
    world.server.thaw();
    await expect.poll(state, { timeout: 30_000 }).toBe('online');
  });
});

test('comes back where it was, and as large', async ({ world }) => {
  const app = await world.signedIn();
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 140, y: 60, width: 900, height: 640 }),
  );
  await app.quit();
  const again = await world.start({ profile: app.profile });
  await expect.poll(() => bounds(again)).toEqual({ x: 140, y: 60, width: 900, height: 640, maximised: false });
  await maximize(again.electron);
  await again.quit();
  const large = await world.start({ profile: app.profile });
  await expect.poll(() => bounds(large)).toEqual({ x: 140, y: 60, width: 900, height: 640, maximised: true });
});

test('tells in title and badge how much is unread', async ({ world }) => {
  const app = await world.signedIn();
  const bob = await world.peer();
  expect(await title(app)).toBe('Kith');
  await bob.send(world.alice.address, 'one');
  await bob.send(world.alice.address, 'two');
  await expect.poll(() => title(app)).toBe('(2) Kith');
  expect(await badge(app)).toBe(2);
  await app.chat('bob').click();
  await expect.poll(() => title(app)).toBe('Kith');
  expect(await badge(app)).toBe(0);
});

test('is shown by a second start, which ends at once; a link opens its chat and sends nothing', async ({ world }) => {
  const app = await world.signedIn();
  await minimize(app.electron);
  await startAgain(app.profile);
  await expect.poll(() => windowState(app.electron)).toBe('in front');
  await startAgain(app.profile, ['xmpp:carol@kith.test?message;body=hello', '--hidden']);
  const question = app.page.getByRole('dialog', { name: 'Open this chat?' });
  await expect(question).toContainText('carol@kith.test');
  await expect(question).toContainText('hello');
  await expect(app.composer()).toHaveCount(0);
  await question.getByRole('button', { name: 'Open chat' }).click();
  await expect(app.page.getByRole('heading', { name: 'carol' })).toBeVisible();
  // Put there, not sent; what stood there already stays in front of it.
  await expect(app.composer()).toHaveValue('hello');
  await startAgain(app.profile, ['xmpp:carol@kith.test?message;body=again']);
  await question.getByRole('button', { name: 'Open chat' }).click();
  await expect(app.composer()).toHaveValue('hello\nagain');
  await expect(app.page.getByRole('article')).toHaveCount(0);
  await startAgain(app.profile, ['file:///etc/passwd', 'javascript:alert(1)']);
  await expect(app.page.getByRole('heading', { name: 'carol' })).toBeVisible();
  await startAgain(app.profile, ['xmpp:dave@kith.test?roster;name=Dave%20Moss']);
  const adding = app.page.getByRole('dialog', { name: 'Add contact' });
  await expect(adding.getByRole('combobox', { name: 'Address' })).toHaveValue('dave@kith.test');
  await expect(adding.getByRole('textbox', { name: 'Name' })).toHaveValue('Dave Moss');
  await adding.getByRole('button', { name: 'Add contact' }).click();
  await app.page.getByRole('button', { name: /^Contacts/ }).click();
  const row = app.page.getByRole('list', { name: 'Contacts' }).getByRole('listitem', { name: 'Dave Moss' });
  await expect(row).toContainText('Asked to see when they are online');
  await app.page.getByRole('searchbox', { name: 'Find a contact' }).fill('mos');
  await expect(app.page.getByRole('list', { name: 'Contacts' }).getByRole('listitem')).toHaveCount(1);
  await app.page.getByRole('searchbox', { name: 'Find a contact' }).fill('zzz');
  await expect(app.page.getByText('No name, address or group of a contact fits.')).toBeVisible();
  expect(app.complaints).toEqual([]);
});

test('is loaded again when its page crashes: same chat, same draft, nothing missed', async ({ world }) => {
  const app = await world.signedIn();
  const bob = await world.peer();
  await app.open(world.bob);
  await app.composer().fill('half a sentence');
  await expect.poll(async () => (await snapshot(app)).conversations.map(({ draft }) => draft)).toEqual(['half a sentence']);
  await crash(app);
  await bob.send(world.alice.address, 'while it was down');
  await expect
    .poll(() => inPage(app, 'document.querySelector("textarea")?.value').catch(() => ''), { timeout: 20_000 })
    .toBe('half a sentence');
  await expect.poll(() => inPage(app, 'document.body.innerText')).toContain('while it was down');
});

test('is loaded again when its page hangs, with its draft; what comes meanwhile is taken in at once', async ({ world }) => {
  const app = await world.signedIn();
  const bob = await world.peer();
  await app.open(world.bob);
  await app.composer().fill('half a sentence');
  await expect.poll(async () => (await snapshot(app)).conversations.map(({ draft }) => draft)).toEqual(['half a sentence']);
  await inPage(app, 'void setTimeout(() => { for (;;); })');
  await bob.send(world.alice.address, 'while it hung');
  // The tray and the title are the main process's: they know before the page is back.
  await expect.poll(() => title(app)).toBe('(1) Kith');
  await expect
    .poll(() => inPage(app, 'document.querySelector("textarea")?.value').catch(() => ''), { timeout: 30_000 })
    .toBe('half a sentence');
  await expect.poll(() => inPage(app, 'document.body.innerText')).toContain('while it hung');
});

test('is not loaded again for ever', async ({ world }) => {
  const app = await world.signedIn();
  const loaded = () => inPage(app, 'document.querySelector("nav") !== null').catch(() => false);
  const boxes = () =>
    app.electron.evaluate((electron) => {
      const { standIn } = electron as unknown as { standIn: { dialogs: { kind: string }[] } };
      return standIn.dialogs.map(({ kind }) => kind);
    });
  for (let each = 0; each < 2; each++) {
    await crash(app);
    await expect.poll(loaded, { timeout: 20_000 }).toBe(true);
  }
  await crash(app);
  await expect.poll(boxes).toEqual(['showErrorBox']);
  // The person wants it: another chance.
  await startAgain(app.profile);
  await expect.poll(loaded, { timeout: 20_000 }).toBe(true);
});

test('a part of it that cannot be loaded says so, and comes when it can be', async ({ world }) => {
  const app = await world.signedIn();
  const lose = (lost: boolean) =>
    app.electron.evaluate(({ session }, gone) => {
      const { webRequest } = session.defaultSession;
      const urls = ['app://kith/assets/rest-*'];
      if (gone) webRequest.onBeforeRequest({ urls }, (_details, answer) => answer({ cancel: true }));
      else webRequest.onBeforeRequest(null);
    }, lost);
  await lose(true);
  await app.page.reload();
  await app.page.getByRole('button', { name: 'Settings' }).click();
  const sorry = app.page.getByRole('heading', { name: 'This part of Kith could not be loaded' });
  await expect(sorry).toBeVisible();
  await app.page.getByRole('button', { name: 'Try again' }).click();
  await expect(sorry).toBeVisible();
  await lose(false);
  await app.page.getByRole('button', { name: 'Try again' }).click();
  await expect(app.page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
});

test('starts with the session when that was chosen', async ({ world, desk }) => {
  const app = await world.signedIn({ env: desk.env });
  const file = join(desk.config, 'autostart', 'kith.desktop');
  expect(existsSync(file)).toBe(false);
  await app.change({ startAtLogin: true });
  await expect.poll(() => existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toMatch(/^Exec=".+"$/m);
  await app.change({ startAtLogin: false });
  await expect.poll(() => existsSync(file)).toBe(false);
});

test('closing without a tray ends Kith and keeps the place', async ({ world }) => {
  const app = await world.signedIn();
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 10, y: 20, width: 800, height: 600 }),
  );
  const ended = new Promise((done) => app.electron.process().once('exit', done));
  await closeWindow(app.electron);
  await ended;
  expect(JSON.stringify(JSON.parse(readFileSync(join(app.profile, 'desktop.json'), 'utf8')).places)).toContain('"width":800');
});
