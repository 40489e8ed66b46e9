// The one window: where it stands, what it may load, and that nothing in it can lead anywhere else.
import { BrowserWindow, type Session, screen } from 'electron';
import { ORIGIN } from './app-scheme.ts';
import { offerContextMenu } from './context-menu.ts';
import type { DesktopState } from './desktop-state.ts';
import { type Place, recall, remember, SMALLEST } from './window-place.ts';
import { words } from './words.ts';

export interface WindowOptions {
  readonly preload: string;
  readonly icon: string;
  readonly state: DesktopState;
  readonly dark: boolean;
  readonly session: Session;
  readonly warn: (what: string, error: unknown) => void;
}

export function openWindow(options: WindowOptions): BrowserWindow {
  const { maximised, ...bounds } = recall(options.state.get('places'), screen.getAllDisplays());
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: words.title(0),
    // macOS and Windows take it from the package.
    ...(process.platform === 'linux' ? { icon: options.icon } : {}),
    backgroundColor: options.dark ? '#161618' : '#FBFAF8',
    webPreferences: {
      preload: options.preload,
      session: options.session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      // The sound of a message comes without a click.
      autoplayPolicy: 'no-user-gesture-required',
      // Whether it checks is the session's switch (settings.spelling); this only makes it possible.
      spellcheck: true,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
    webContents.on(name as 'will-navigate', (event) => event.preventDefault());
  }
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  offerContextMenu(webContents);
  // The title is the main process's: it counts.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => {
    if (maximised) window.maximize();
    else window.show();
  });
  // Hidden to the tray, quit, or ended with the session: each goes through one of these.
  window.on('close', () => rememberPlace(window, options));
  window.on('hide', () => rememberPlace(window, options));
  window.loadURL(`${ORIGIN}/`).catch((error: unknown) => options.warn('the page did not load', error));
  return window;
}

/** Everything asked of the system by a page is refused, but for writing to the clipboard on a click. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === 'clipboard-sanitized-write'));
  session.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write');
  session.setDevicePermissionHandler(() => false);
}

function rememberPlace(window: BrowserWindow, { state, warn }: WindowOptions): void {
  const place: Place = { ...window.getNormalBounds(), maximised: window.isMaximized() };
  try {
    state.set('places', remember(state.get('places'), screen.getAllDisplays(), place));
  } catch (error) {
    warn('the place of the window was not kept', error);
  }
}
