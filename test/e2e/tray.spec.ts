// The tray: presence and unread in its icon, its menu, closing into it, and what happens where there is none or it goes away.
import type { Menu } from 'electron';
import type { App } from '../support/app.ts';
import { launch, startAgain } from '../support/app.ts';
import type { Watcher } from '../support/dbus-desktop.ts';
import { closeWindow, decided, expect, test, windowState } from '../support/desk.ts';

async function tooltip(watcher: Watcher): Promise<string> {
  const [item] = watcher.items;
  if (item === undefined) return 'no icon';
  const value = (await watcher.read(item, 'ToolTip')) as readonly string[];
  return value[2] ?? '';
}

/** Chooses an entry of the tray's menu; only the stand-in shows it to a test. */
function choose(app: App, label: string): Promise<void> {
  return app.electron.evaluate((electron, wanted) => {
    const { standIn } = electron as unknown as { standIn: { trays: { menu: Menu }[] } };
    const item = standIn.trays[0]?.menu.items.find((each) => each.label === wanted);
    if (item === undefined) throw new Error(`no entry ${wanted}`);
    item.click();
  }, label);
}

const menu = (app: App): Promise<string[]> =>
  app.electron.evaluate((electron) => {
    const { standIn } = electron as unknown as { standIn: { trays: { menu: Menu }[] } };
    return (
      standIn.trays[0]?.menu.items.map(({ label, checked, type }) => (type === 'separator' ? '-' : `${checked ? '* ' : ''}${label}`)) ?? []
    );
  });

const picture = (app: App): Promise<number> =>
  app.electron.evaluate((electron) => {
    const { standIn } = electron as unknown as { standIn: { trays: { image: { toPNG(): Uint8Array } }[] } };
    return standIn.trays[0]?.image.toPNG().reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7) ?? 0;
  });

test('shows presence and unread, and changes presence', async ({ world, desk }) => {
  const watcher = await desk.tray();
  const app = await world.signedIn({ env: desk.env });
  await expect.poll(() => tooltip(watcher)).toBe('Kith: Available');
  expect(await menu(app)).toEqual([
    'Open Kith',
    '-',
    '* Available',
    'Away',
    'Do not disturb',
    'Appear offline',
    '-',
    'Mute notifications for 1 hour',
    'Mute notifications until tomorrow',
    '-',
    'Quit Kith',
  ]);
  const quiet = await picture(app);
  const bob = await world.peer();
  await bob.send(world.alice.address, 'look at the tray');
  await expect.poll(() => tooltip(watcher)).toBe('Kith: Available, 1 unread');
  expect(await picture(app)).not.toBe(quiet);

  await choose(app, 'Do not disturb');
  await bob.waitForPresence((presence) => presence.from.startsWith(world.alice.address) && presence.show === 'dnd');
  await expect.poll(() => tooltip(watcher)).toBe('Kith: Do not disturb, 1 unread');
  expect(await menu(app)).toContain('* Do not disturb');
  await world.server.kill9();
  await expect.poll(() => tooltip(watcher)).toBe('Kith: Offline, 1 unread');
});

test('closing leaves Kith in the tray, says so once, and the icon brings it back', async ({ world, desk }) => {
  const watcher = await desk.tray();
  const app = await world.signedIn({ env: desk.env });
  await expect.poll(() => watcher.items.length).toBe(1);
  const [item = ''] = watcher.items;
  await closeWindow(app.electron);
  await expect.poll(() => windowState(app.electron)).toBe('hidden');
  await expect.poll(() => desk.notifications.shown.map(({ title }) => title)).toEqual(['Kith is still running']);

  const bob = await world.peer();
  await bob.send(world.alice.address, 'still there?');
  await expect.poll(() => tooltip(watcher)).toBe('Kith: Available, 1 unread');
  await watcher.activate(item);
  await expect.poll(() => windowState(app.electron)).toBe('in front');
  await expect(app.chat('bob')).toContainText('still there?');
  await watcher.activate(item);
  await expect.poll(() => windowState(app.electron)).toBe('hidden');
  await choose(app, 'Open Kith');
  await expect.poll(() => windowState(app.electron)).toBe('in front');
  await closeWindow(app.electron);
  await expect.poll(() => windowState(app.electron)).toBe('hidden');
  expect(desk.notifications.all.filter(({ title }) => title === 'Kith is still running')).toHaveLength(1);

  const ended = new Promise((done) => app.electron.process().once('exit', done));
  await choose(app, 'Quit Kith');
  await ended;
});

test('closing ends Kith where nothing would bring it back, or where that was chosen', async ({ world, desk }) => {
  const app = await world.signedIn({ env: desk.env });
  const ended = new Promise((done) => app.electron.process().once('exit', done));
  await closeWindow(app.electron);
  await ended;

  await desk.tray();
  const again = await world.start({ profile: app.profile, env: desk.env });
  await expect(again.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await again.change({ closeToTray: false });
  const endedToo = new Promise((done) => again.electron.process().once('exit', done));
  await closeWindow(again.electron);
  await endedToo;
});

test('a tray that goes away gives the window back, one that comes is used', async ({ world, desk }) => {
  const app = await world.signedIn({ env: desk.env });
  const present = () =>
    app.page.evaluate(
      async () =>
        (
          JSON.parse(
            await (globalThis as unknown as { api: { call(name: string, args: unknown[]): Promise<string> } }).api.call('app.snapshot', []),
          ) as {
            value: { tray: boolean };
          }
        ).value.tray,
    );
  expect(await present()).toBe(false);
  const watcher = await desk.tray({ host: false });
  watcher.setHost(true);
  await expect.poll(() => watcher.items.length).toBe(1);
  expect(await present()).toBe(true);
  await closeWindow(app.electron);
  await expect.poll(() => windowState(app.electron)).toBe('hidden');
  watcher.close();
  await expect.poll(() => windowState(app.electron)).toBe('in front');

  // The panel is back: so is the icon.
  const again = await desk.tray();
  await expect.poll(() => tooltip(again)).toBe('Kith: Available');
  again.setHost(false);
  await expect.poll(() => again.items.length).toBe(0);
});

test('mutes all notifications from its menu', async ({ world, desk }) => {
  await desk.tray();
  const app = await world.signedIn({ env: desk.env });
  const bob = await world.peer();
  await choose(app, 'Mute notifications for 1 hour');
  await bob.send(world.alice.address, 'unheard');
  await expect(app.chat('bob')).toContainText('unheard');
  await decided(app.electron);
  expect(await menu(app)).toContain('Unmute notifications');
  await choose(app, 'Unmute notifications');
  await bob.send(world.alice.address, 'heard');
  await expect.poll(() => desk.notifications.all.map(({ body }) => body)).toEqual(['heard']);
});

test('starts without a window where there is a tray, and a second start shows it', async ({ world, desk }) => {
  const watcher = await desk.tray();
  const first = await world.signedIn({ env: desk.env });
  await first.change({ startHidden: true });
  await first.quit();

  const options = { caFile: world.server.caFile, env: desk.env };
  const hidden = await launch(first.profile, options);
  try {
    await expect.poll(() => tooltip(watcher)).toBe('Kith: Available');
    expect(await windowState(hidden)).toBe('none');
    await startAgain(first.profile, [`xmpp:${world.bob}?message;body=not%20sent`]);
    const page = await hidden.firstWindow();
    await page.getByRole('dialog', { name: 'Open this chat?' }).getByRole('button', { name: 'Open chat' }).click();
    await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toHaveValue('not sent');
    await expect(page.getByRole('article')).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'bob' })).toBeVisible();
    expect(await windowState(hidden)).toBe('in front');
  } finally {
    await hidden.close();
  }

  watcher.close();
  const visible = await world.start({
    profile: first.profile,
    env: { ...desk.env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' },
  });
  await expect.poll(() => windowState(visible.electron)).toBe('in front');
});
