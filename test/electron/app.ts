// app: paths, the start and the end of the process in Electron's order of events, the single-instance lock, and what the desktop would be told.
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { App, BrowserWindow, RelaunchOptions } from 'electron';
import { guard, preventable } from './guard.ts';
import { type InstanceLock, makeInstanceLock, type Visit } from './lock.ts';
import { recorders, type StandIn } from './state.ts';

export interface AppOptions {
  readonly root: string;
  readonly manifest: { readonly name?: string; readonly productName?: string; readonly version?: string };
  readonly executable: string;
  readonly switches: Map<string, string>;
  readonly state: StandIn;
  readonly windows: () => readonly BrowserWindow[];
  /** Ends Chromium and whatever else runs; the process exits afterwards. */
  readonly shutdown: () => Promise<void>;
}

export interface AppParts {
  readonly app: App & EventEmitter;
  /** Chromium runs: emits `ready`. Nothing when the app has quit already. */
  ready(): void;
  windowClosed(): void;
  readonly ending: () => boolean;
  releaseLock(): void;
}

export function makeApp(options: AppOptions): AppParts {
  const { switches, state, windows } = options;
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  let name = options.manifest.productName ?? options.manifest.name ?? 'Electron';
  let phase: 'starting' | 'ready' | 'quitting' | 'ended' = 'starting';
  let wasReady = false;
  let lock: InstanceLock | undefined;
  let login: object = { openAtLogin: false };
  const early: Visit[] = [];
  const relaunches: RelaunchOptions[] = [];
  const clientOf = new Set<string>();
  const whenReady = Promise.withResolvers<void>();
  const set = new Map<string, string>();
  const given = switches.get('user-data-dir');
  if (given !== undefined && given !== '') set.set('userData', resolve(given));

  const path = (wanted: string): string => {
    const chosen = set.get(wanted);
    if (chosen !== undefined) return chosen;
    const home = process.env.HOME || homedir();
    switch (wanted) {
      case 'home':
        return home;
      case 'appData':
        return process.env.XDG_CONFIG_HOME || join(home, '.config');
      case 'userData':
        return join(path('appData'), name);
      case 'sessionData':
        return path('userData');
      case 'logs':
        return join(path('userData'), 'logs');
      case 'crashDumps':
        return join(path('userData'), 'Crashpad');
      case 'temp':
        return tmpdir();
      case 'exe':
      case 'module':
        return options.executable;
      case 'desktop':
      case 'documents':
      case 'downloads':
      case 'music':
      case 'pictures':
      case 'videos':
        return join(home, `${wanted[0]?.toUpperCase()}${wanted.slice(1)}`);
      default:
        throw new Error(`Failed to get '${wanted}' path`);
    }
  };

  const onVisit = (visit: Visit) => {
    if (!wasReady) early.push(visit);
    else emitter.emit('second-instance', {}, visit.argv, visit.workingDirectory, visit.additionalData);
  };

  const end = (code: number) => {
    if (phase === 'ended') return;
    phase = 'ended';
    process.exitCode = code;
    emitter.emit('quit', {}, code);
    lock?.release();
    for (const { execPath, args } of relaunches) {
      spawn(execPath ?? options.executable, args ?? process.argv.slice(1), { detached: true, stdio: 'inherit' }).unref();
    }
    // A process of Chromium that keeps a pipe open must not keep this one: what is left is killed on the way out.
    setTimeout(() => process.exit(), 3_000);
    options.shutdown().then(
      () => process.exit(),
      (error: unknown) => {
        console.error(`stand-in: ${String(error)}`);
        process.exit();
      },
    );
  };

  const finish = () => {
    const event = preventable({});
    emitter.emit('will-quit', event);
    if (event.defaultPrevented) phase = 'ready';
    else end(0);
  };

  const quit = () => {
    if (phase === 'quitting' || phase === 'ended') return;
    const event = preventable({});
    emitter.emit('before-quit', event);
    if (event.defaultPrevented) return;
    phase = 'quitting';
    for (const window of [...windows()]) window.close();
    // A window that stayed took the quitting back.
    if (windows().length === 0) finish();
    else phase = 'ready';
  };

  const members = {
    isPackaged: false,
    runningUnderARM64Translation: false,
    accessibilitySupportEnabled: false,
    whenReady: () => whenReady.promise,
    isReady: () => wasReady,
    quit,
    exit: (code = 0) => {
      phase = phase === 'ended' ? phase : 'quitting';
      for (const window of [...windows()]) window.destroy();
      end(code);
    },
    relaunch: (how = {}) => void relaunches.push(how),
    getAppPath: () => options.root,
    getPath: path,
    setPath: (which, to) => void set.set(which, to),
    setAppLogsPath: (to = path('logs')) => void set.set('logs', to),
    getName: () => name,
    setName: (next) => {
      name = next;
    },
    getVersion: () => options.manifest.version ?? process.versions.electron ?? '',
    getLocale: () => switches.get('lang') ?? systemLocale(),
    getSystemLocale: systemLocale,
    getPreferredSystemLanguages: () => [systemLocale()],
    getLocaleCountryCode: () => systemLocale().split('-')[1] ?? '',
    hasSingleInstanceLock: () => lock?.held === true,
    requestSingleInstanceLock(additionalData) {
      lock ??= makeInstanceLock(path('userData'), onVisit);
      return lock.request({ argv: process.argv, workingDirectory: process.cwd(), additionalData: additionalData ?? null });
    },
    releaseSingleInstanceLock() {
      lock?.release();
      lock = undefined;
    },
    getBadgeCount: () => state.badge,
    setBadgeCount(count = 0) {
      state.badge = count;
      return true;
    },
    getLoginItemSettings: () => ({
      openAtLogin: false,
      wasOpenedAtLogin: false,
      status: 'not-registered',
      executableWillLaunchAtLogin: false,
      launchItems: [],
      ...login,
    }),
    setLoginItemSettings: (next) => {
      login = next;
    },
    isDefaultProtocolClient: (scheme) => clientOf.has(scheme),
    setAsDefaultProtocolClient: (scheme) => clientOf.add(scheme).has(scheme),
    removeAsDefaultProtocolClient: (scheme) => clientOf.delete(scheme),
    isAccessibilitySupportEnabled: () => false,
    getAppMetrics: () => [],
    ...recorders(state, 'app', [
      'enableSandbox',
      'setAppUserModelId',
      'setDesktopName',
      'disableHardwareAcceleration',
      'setAboutPanelOptions',
      'showAboutPanel',
      'setAccessibilitySupportEnabled',
      'focus',
      'addRecentDocument',
      'clearRecentDocuments',
    ]),
  } satisfies Partial<Omit<App, keyof EventEmitter>>;

  const commandLine = {
    appendSwitch: (key: string, value = '') => void switches.set(key, value),
    appendArgument: (value: string) => void state.recorded.push({ call: 'commandLine.appendArgument', args: [value] }),
    hasSwitch: (key: string) => switches.has(key),
    getSwitchValue: (key: string) => switches.get(key) ?? '',
    removeSwitch: (key: string) => void switches.delete(key),
  } satisfies App['commandLine'];

  const own = Object.defineProperties(
    Object.assign(emitter, members, { commandLine: guard('commandLine', commandLine), dock: undefined }),
    {
      name: { get: () => name, set: (next: string) => (name = next) },
      badgeCount: { get: () => state.badge, set: members.setBadgeCount },
      applicationMenu: { get: () => state.menu.application, set: (menu: unknown) => (state.menu.application = menu) },
      userAgentFallback: { value: '', writable: true },
    },
  );

  return {
    app: guard('app', own) as unknown as App & EventEmitter,
    ending: () => phase === 'ended',
    releaseLock: () => lock?.release(),
    ready() {
      if (phase === 'ended') return;
      wasReady = true;
      phase = 'ready';
      emitter.emit('will-finish-launching');
      // Playwright's loader holds this event back and gives it on later; it must come before the promise.
      emitter.emit('ready', {}, {});
      whenReady.resolve();
      queueMicrotask(() => early.splice(0).forEach(onVisit));
    },
    windowClosed() {
      if (windows().length > 0 || phase === 'quitting' || phase === 'ended') return;
      if (emitter.listenerCount('window-all-closed') === 0) quit();
      else emitter.emit('window-all-closed');
    },
  };
}

/** BCP 47 from the environment: LC_ALL, LC_MESSAGES, LANG; en-US for none and for C. */
function systemLocale(): string {
  const value = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';
  const tag = value.replace(/[.@].*$/, '').replace('_', '-');
  return tag === '' || tag === 'C' || tag === 'POSIX' ? 'en-US' : tag;
}
