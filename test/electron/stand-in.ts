// Assembles the stand-in: one object that is the module `electron`, and the start of Chromium behind it.
import { mkdirSync } from 'node:fs';
import type { BrowserWindow, WebContents } from 'electron';
import { type AppParts, makeApp } from './app.ts';
import { makeDesktopBus } from './bus.ts';
import { type Chromium, isHeadless, startChromium } from './chromium.ts';
import { makeClipboard, makeDialog, makePowerMonitor, makeScreen, makeShell } from './desktop.ts';
import { guard, missing } from './guard.ts';
import { makeImages } from './image.ts';
import { makeIpc } from './ipc.ts';
import { makeMenus } from './menu.ts';
import { makeNet } from './net.ts';
import { makeNotification } from './notification.ts';
import { makeSchemes } from './scheme.ts';
import { makeSafeStorage } from './secrets.ts';
import { makeSessions } from './session.ts';
import { makeState } from './state.ts';
import { makeTheme } from './theme.ts';
import { makeTray } from './tray.ts';
import { makeWindows, type Windows } from './window.ts';

/** Where main.ts finds the module that launch.ts made. */
export const MODULE = Symbol.for('kith.stand-in');

export interface StandInOptions {
  readonly root: string;
  readonly manifest: { readonly name?: string; readonly productName?: string; readonly version?: string };
  readonly executable: string;
  readonly switches: Map<string, string>;
  readonly debuggingPort: string | undefined;
}

const MISSING = [
  'autoUpdater',
  'BaseWindow',
  'BrowserView',
  'ClipboardItem',
  'contentTracing',
  'crashReporter',
  'desktopCapturer',
  'globalShortcut',
  'ImageView',
  'inAppPurchase',
  'MessageChannelMain',
  'netLog',
  'powerSaveBlocker',
  'pushNotifications',
  'sharedTexture',
  'ShareMenu',
  'systemPreferences',
  'TouchBar',
  'utilityProcess',
  'View',
  'WebContentsView',
  'webFrameMain',
  'webUtils',
] as const;

export function makeStandIn(options: StandInOptions) {
  const state = makeState();
  const connected = Promise.withResolvers<Chromium>();
  const browser = connected.promise.then(({ cdp }) => cdp);
  browser.catch(() => undefined); // told by start()
  let chromium: Chromium | undefined;
  let windows: Windows | undefined;

  const parts: AppParts = makeApp({
    ...options,
    state,
    windows: () => windows?.open() ?? [],
    async shutdown() {
      schemes.close();
      await chromium?.close();
    },
  });
  const { app } = parts;
  const userData = () => app.getPath('userData');
  const contents = (): WebContents | undefined => windows?.open()[0]?.webContents;

  const protocol = guard('protocol', {
    registerSchemesAsPrivileged(schemesGiven: readonly { scheme: string }[]) {
      if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
      schemes.register(schemesGiven.map((each) => each.scheme));
    },
    handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) => schemes.handle(scheme, handler),
    unhandle: (scheme: string) => schemes.unhandle(scheme),
    isProtocolHandled: (scheme: string) => schemes.handlers.has(scheme),
  });
  const sessions = makeSessions(state, userData, protocol, contents);
  const schemes = makeSchemes(sessions.intercept);
  const theme = makeTheme((dark) => {
    for (const each of windows?.contents() ?? [])
      each.target.setDark(dark).catch((error: unknown) => console.error(`stand-in: ${String(error)}`));
  });
  const windowOf = (wanted: WebContents | undefined): BrowserWindow | undefined =>
    wanted === undefined ? windows?.open().find((each) => each.isFocused()) : windows?.open().find((each) => each.webContents === wanted);
  const menus = makeMenus(state, () => app, windowOf);
  const images = makeImages();
  const ipc = makeIpc();
  const busAddress = () => process.env.DBUS_SESSION_BUS_ADDRESS;
  const desktop = makeDesktopBus(busAddress);
  windows = makeWindows(
    {
      browser,
      openPage: async (place) => (await connected.promise).openPage(place),
      headless: isHeadless(),
      // A test driver keeps every page focused, so the window's own state must speak there too.
      emulated: isHeadless() || options.debuggingPort !== undefined,
      schemes,
      ipc,
      state,
      images,
      session: sessions.defaultSession,
      app,
      dark: theme.dark,
      onKey: (key, owner) => void menus.accelerate(key, owner as WebContents),
    },
    parts.windowClosed,
  );

  const electron = {
    app,
    BrowserWindow: windows.BrowserWindow,
    clipboard: makeClipboard(),
    dialog: makeDialog(state),
    ipcMain: ipc.ipcMain,
    Menu: menus.Menu,
    MenuItem: menus.MenuItem,
    nativeImage: images.nativeImage,
    nativeTheme: theme.nativeTheme,
    net: makeNet(schemes),
    Notification: makeNotification(state, desktop, () => app.getName()),
    powerMonitor: makePowerMonitor(),
    protocol,
    safeStorage: makeSafeStorage(userData, () => process.env.KITH_STANDIN_KEYSTORE),
    screen: makeScreen(),
    session: sessions.session,
    shell: makeShell(state),
    Tray: makeTray(state, desktop, () => makeDesktopBus(busAddress).join()),
    webContents: windows.webContents,
    standIn: state,
    ...Object.fromEntries(MISSING.map((name) => [name, missing(name)])),
  };

  return {
    electron: guard('electron', electron),
    state,
    quit: () => app.quit(),
    fail: (code: number) => app.exit(code),
    /** For a process that exits at once: nothing may stay behind. */
    abandon() {
      parts.releaseLock();
      chromium?.kill();
    },
    /** Starts Chromium, then makes the app ready. Does nothing when the app has ended in the meantime. */
    async start() {
      if (parts.ending()) return;
      mkdirSync(userData(), { recursive: true });
      const hostRules = await schemes.listen();
      chromium = await startChromium({
        userData: userData(),
        switches: options.switches,
        hostRules,
        debuggingPort: options.debuggingPort,
        onDeath(lastWords) {
          console.error(`The stand-in's Chromium ended by itself.\n${lastWords}`);
          app.exit(1);
        },
      });
      Object.assign(process.versions, { chrome: chromium.version });
      await chromium.cdp.send('Target.setDiscoverTargets', { discover: true });
      connected.resolve(chromium);
      parts.ready();
    },
  };
}
