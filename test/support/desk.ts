// A desktop of the test's own around Kith: a session bus with a recording notification daemon and, where wanted, a tray.
import { rmSync } from 'node:fs';
import type { ElectronApplication } from '@playwright/test';
import { startBus } from './dbus.ts';
import { type NotificationDaemon, startNotificationDaemon, startWatcher, type Watcher } from './dbus-desktop.ts';
import { temporaryFolder } from './temporary.ts';
import { test as base } from './world.ts';

export interface Desk {
  readonly notifications: NotificationDaemon;
  /** For the environment of what is started on this desktop. */
  readonly env: Record<string, string>;
  /** $XDG_CONFIG_HOME */
  readonly config: string;
  /** A panel appears, with a tray unless told otherwise. */
  tray(options?: { host?: boolean }): Promise<Watcher>;
}

export const test = base.extend<{ desk: Desk }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures off the pattern.
  desk: async ({}, use) => {
    const bus = await startBus();
    const config = temporaryFolder('kith-config');
    try {
      const notifications = await startNotificationDaemon(bus.address);
      await use({
        notifications,
        config,
        env: { DBUS_SESSION_BUS_ADDRESS: bus.address, XDG_CONFIG_HOME: config },
        tray: (options) => startWatcher(bus.address, options),
      });
    } finally {
      await bus.stop();
      rmSync(config, { recursive: true, force: true, maxRetries: 5 });
    }
  },
});

export { expect } from './world.ts';

/** What the window is to a person: there, in front, gone. */
export const windowState = (electron: ElectronApplication): Promise<string> =>
  electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return 'none';
    if (!window.isVisible() || window.isMinimized()) return 'hidden';
    return window.isFocused() ? 'in front' : 'shown';
  });

/** As a click on the window's close button. */
export const closeWindow = (electron: ElectronApplication): Promise<void> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

/** As a click: between two tasks of the process, where what it causes may ask the archive. DevTools step in in the middle of one. */
const press = (electron: ElectronApplication, button: 'minimize' | 'maximize'): Promise<void> =>
  electron.evaluate(
    ({ BrowserWindow }, method) =>
      new Promise<void>((done) => {
        setImmediate(() => {
          BrowserWindow.getAllWindows()[0]?.[method]();
          done();
        });
      }),
    button,
  );

export const minimize = (electron: ElectronApplication): Promise<void> => press(electron, 'minimize');
export const maximize = (electron: ElectronApplication): Promise<void> => press(electron, 'maximize');

/** Whether to notify about what is in the chat list by now has been decided: a timer of the same process, longer than the one that collects. */
export const decided = (electron: ElectronApplication): Promise<void> =>
  electron.evaluate(() => new Promise<void>((done) => void setTimeout(done, 250)));
