// The composition root: builds everything, wires signals, nothing else.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { app, clipboard, nativeTheme, session, shell } from 'electron';
import { systemClock } from '../shared/clock.ts';
import { AppFailure } from '../shared/errors.ts';
import type { Settings } from '../shared/settings.ts';
import { signal } from '../shared/signal.ts';
import { ORIGIN, serveApp } from './desktop/app-scheme.ts';
import { makeCertificateFiles } from './desktop/certificate-file.ts';
import { makeDesktop } from './desktop/desktop.ts';
import { makeDrops } from './desktop/drops.ts';
import { chooseExport } from './desktop/export-file.ts';
import type { collectLinks } from './desktop/launch-arguments.ts';
import { readLicences } from './desktop/licences.ts';
import { makeNetworks } from './desktop/networks.ts';
import { openLink } from './desktop/opener.ts';
import { KeyTrouble, openSecrets } from './desktop/secrets.ts';
import { openSettings } from './desktop/settings.ts';
import { denyPermissions } from './desktop/window.ts';
import { makeCalls } from './ipc/calls.ts';
import { makeEvents } from './ipc/events.ts';
import { serve } from './ipc/server.ts';
import { openLog } from './log.ts';
import { makeAuthorities } from './services/authorities.ts';
import type { Product } from './services/product.ts';
import { makeStorage, storageError } from './services/storage.ts';
import { askThread } from './services/thread.ts';
import { makeWiring } from './wiring.ts';

/** Until the bytes of the scripts have left, in ms. */
const HANDING_OVER = 5;
/** For a page that asks for no script, in ms. */
const PATIENCE = 3_000;

/** `links`: what the system handed over so far; `fatal`: there is no Kith without what failed. */
export async function start(links: ReturnType<typeof collectLinks>, fatal: (error: unknown) => void): Promise<void> {
  const folder = app.getPath('userData');
  const throwAway = process.env.KITH_THROWAWAY === '1';
  const development = process.env.KITH_DEBUG === '1';
  const log = openLog(join(folder, 'logs'), development);
  process.on('unhandledRejection', (error) => log.warn('an error nobody waited for', error));
  process.on('uncaughtException', (error) => log.warn('an error nobody expected', error));

  const settings = openSettings(folder);
  const settingsChanged = signal<Settings>();
  const secrets = await openSecrets(folder, { throwAway });
  const authorities = makeAuthorities({
    program: pathToFileURL(join(import.meta.dirname, 'authorities-worker.js')),
    extraFile: process.env.KITH_EXTRA_CA || undefined,
    warn: log.warn,
  });
  /** The page has its scripts, and compiles them. */
  const compiling = Promise.withResolvers<void>();
  /** Accounts and archive are there, or it is known why not, or what they wait for. */
  const opened = Promise.withResolvers<void>();
  // The window comes later than the archive.
  const certificates = makeCertificateFiles(() => desktop.window());
  const storage = makeStorage({
    folder: join(folder, 'archive'),
    secrets,
    keyTrouble: (error) => (error instanceof KeyTrouble ? error.kind : undefined),
    clock: systemClock,
    update: (place) => askThread(pathToFileURL(join(import.meta.dirname, 'update-worker.js')), place),
    damage: (place) => askThread(pathToFileURL(join(import.meta.dirname, 'damage-worker.js')), place),
    warn: log.warn,
    makeProduct: async (archive) => {
      const { makeProduct } = await import('./services/product.ts');
      // Reading what thousands of people are like would keep it from them.
      await compiling.promise;
      return makeProduct({
        archive,
        version: app.getVersion(),
        clock: systemClock,
        random: Math.random,
        authorities,
        presence: { get: () => settings.get('presence'), save: (presence) => settings.set('presence', presence) },
        settings: () => settings.get('settings'),
        known: { list: () => settings.get('accounts'), save: (accounts) => settings.set('accounts', accounts) },
        secrets,
        exportWorker: pathToFileURL(join(import.meta.dirname, 'export-worker.js')),
        checkpointWorker: pathToFileURL(join(import.meta.dirname, 'checkpoint-worker.js')),
        certificateFiles: (id) => certificates.find(id),
        stalled: (error) => storage.stalled(error),
        warn: log.warn,
      });
    },
  });

  const drops = makeDrops();
  const loaded = new Set<string>();
  /** Which conversation the window shows: what is read there needs no notification. */
  const view: { shown: string | null } = { shown: null };
  const events = makeEvents({ storage, settingsChanged, loaded, clock: systemClock });
  const wiring = makeWiring({ storage, events, settings: () => settings.get('settings'), shown: () => view.shown, clock: systemClock });
  const desktop = await makeDesktop({
    folder,
    assets: join(app.getAppPath(), 'assets'),
    preload: join(import.meta.dirname, 'preload.cjs'),
    session: session.defaultSession,
    clock: systemClock,
    settings: { get: () => settings.get('settings'), changed: settingsChanged },
    facts: wiring.facts,
    deeds: wiring.deeds,
    warn: log.warn,
  });
  wiring.connect(desktop);
  const calls = makeCalls({
    version: app.getVersion(),
    platform: process.platform,
    engines: { electron: process.versions.electron ?? '', chromium: process.versions.chrome ?? '', node: process.versions.node },
    development,
    storage,
    opened: opened.promise,
    loaded,
    networks: makeNetworks(),
    settings: {
      get: () => settings.get('settings'),
      change(change) {
        settings.set('settings', { ...settings.get('settings'), ...change });
        settingsChanged.emit(settings.get('settings'));
        return settings.get('settings');
      },
    },
    presence: () => settings.get('presence'),
    tray: desktop.tray,
    async allowUnprotected(allow) {
      await secrets.allowUnprotected(allow);
      storage.refresh();
    },
    openLink: (url, account) => openLink(url, (link) => wiring.propose(link, account)),
    writeClipboard: (text) => clipboard.writeText(text),
    paste: () => desktop.window()?.webContents.pasteAndMatchStyle(),
    shown(conversation) {
      view.shown = conversation;
    },
    chooseCertificate: () => certificates.choose(),
    chooseExport: (subject, format) => chooseExport(desktop.window(), app.getPath('downloads'), subject, format),
    showFile: (path) => shell.showItemInFolder(path),
    takeDrop: drops.take,
    async showLogs() {
      const logs = join(folder, 'logs');
      await mkdir(logs, { recursive: true, mode: 0o700 });
      const refused = await shell.openPath(logs);
      if (refused !== '') throw new AppFailure('not-found', refused);
    },
    licences: () => readLicences(join(import.meta.dirname, 'licences.json')),
    quit: () => app.quit(),
    read: desktop.pageReady,
  });

  const applyTheme = ({ theme }: Settings): void => {
    nativeTheme.themeSource = theme === 'contrast' ? 'system' : theme;
  };
  serve({ calls, events, window: desktop.window, origin: ORIGIN, storageTrouble: storageError, warn: log.warn });
  settingsChanged.on(applyTheme);
  // What this device says of itself may be another now.
  settingsChanged.on(() => storage.product?.ownPresence.repeat());
  applyTheme(settings.get('settings'));
  denyPermissions(session.defaultSession);
  serveApp({
    folder: join(import.meta.dirname, 'renderer'),
    picture: (hash) => storage.product?.people.profiles.bytes(hash),
    drops,
    scripts: () => systemClock.after(HANDING_OVER, compiling.resolve),
  });

  let closed = false;
  app.on('before-quit', (event) => {
    desktop.ending();
    if (closed) return;
    // </stream>, the write-ahead log into the file, then again. A second try to quit does not wait.
    event.preventDefault();
    closed = true;
    // Everything is stored by then: what still holds the app up must not keep it running without a window.
    systemClock.after(6_000, () => app.exit(0));
    storage.close().then(() => app.quit(), fatal);
  });
  // The archive is opened while the page's process comes up, and read while the page compiles its scripts. It draws nothing before it has heard what
  // is stored.
  const shown = desktop.start(process.argv);
  if (desktop.window() === undefined) compiling.resolve();
  else systemClock.after(PATIENCE, compiling.resolve);
  // That it shall come up must have been told.
  await setImmediate();
  storage.changed.on(() => opened.resolve());
  await storage.open();
  if (throwAway)
    await signInFromEnvironment(storage.product?.accounts).catch((error: unknown) => log.warn('the given account did not sign in', error));
  opened.resolve();
  await shown;
  links.take((url) => desktop.openLink(url));
}

/** The demo hands over an account to begin with; only a throw-away profile listens. */
async function signInFromEnvironment(accounts: Product['accounts'] | undefined): Promise<void> {
  const given = process.env.KITH_SIGN_IN;
  if (given === undefined || accounts === undefined || accounts.list().length > 0) return;
  const { address, password, server, port } = JSON.parse(given) as Record<string, unknown>;
  await accounts.signIn({
    address: String(address),
    password: String(password),
    ...(typeof server === 'string' ? { server } : {}),
    ...(typeof port === 'number' ? { port } : {}),
  });
}
