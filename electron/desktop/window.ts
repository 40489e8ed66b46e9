// The one window: where it stands, what it may load, and that nothing in it can lead anywhere else.
import { BrowserWindow, type Session, screen } from 'electron';
import { ORIGIN } from './app-scheme.ts';
import { FIRST_PLACE, type SettingsStore, type WindowPlace } from './settings.ts';

export interface WindowOptions {
  readonly preload: string;
  readonly settings: SettingsStore;
  readonly dark: boolean;
  readonly session: Session;
  readonly warn: (what: string, error: unknown) => void;
}

export function openWindow(options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...visiblePlace(options.settings.get('window')),
    minWidth: 380,
    minHeight: 480,
    show: false,
    title: 'Kith',
    backgroundColor: options.dark ? '#161618' : '#FBFAF8',
    webPreferences: {
      preload: options.preload,
      session: options.session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
    webContents.on(name as 'will-navigate', (event) => event.preventDefault());
  }
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  // The stream and the archive live in this process: a broken page costs nothing but the page.
  webContents.on('render-process-gone', (_event, details) => {
    options.warn('the page ended', details.reason);
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.reload();
  });
  window.on('close', () => rememberPlace(window, options));
  window.loadURL(`${ORIGIN}/`).catch((error: unknown) => options.warn('the page did not load', error));
  return window;
}

/** Everything asked of the system by a page is refused, but for writing to the clipboard on a click. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === 'clipboard-sanitized-write'));
  session.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write');
  session.setDevicePermissionHandler(() => false);
}

function rememberPlace(window: BrowserWindow, { settings, warn }: WindowOptions): void {
  try {
    settings.set('window', window.getBounds());
  } catch (error) {
    warn('the place of the window was not kept', error);
  }
}

/** The remembered place, unless its display is gone. */
function visiblePlace(place: WindowPlace): WindowPlace {
  const { x, y } = place;
  if (x === undefined || y === undefined) return place;
  const seen = screen
    .getAllDisplays()
    .some(({ workArea: area }) => x >= area.x - place.width / 2 && x < area.x + area.width && y >= area.y - 8 && y < area.y + area.height);
  return seen ? place : { ...FIRST_PLACE, width: place.width, height: place.height };
}
