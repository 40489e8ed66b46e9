// BrowserWindow: what the product sees of a window. Without a display its place, focus and visibility are kept here and the page is told.
import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron';
import { type Contents, type ContentsHost, makeContents } from './contents.ts';
import { guard, preventable } from './guard.ts';
import { recorders } from './state.ts';

export interface Windows {
  /** The `BrowserWindow` of the module. */
  readonly BrowserWindow: object;
  readonly webContents: object;
  readonly open: () => readonly BrowserWindow[];
  readonly contents: () => readonly Contents[];
}

type Members = Partial<Omit<BrowserWindow, keyof EventEmitter>>;

// They change nothing that can be seen here; kept for tests in standIn.recorded.
const RECORDED = [
  'setIcon',
  'setMenu',
  'removeMenu',
  'setMenuBarVisibility',
  'setAutoHideMenuBar',
  'setProgressBar',
  'setOverlayIcon',
  'flashFrame',
  'setSkipTaskbar',
  'moveTop',
  'setTitleBarOverlay',
  'setContentProtection',
  'setAppDetails',
  'setVisibleOnAllWorkspaces',
  'setHasShadow',
  'setOpacity',
] as const;

/** `closed` is called after a window has gone. */
export function makeWindows(host: ContentsHost, closed: () => void): Windows {
  const living = new Map<BrowserWindow, { readonly contents: Contents; readonly tell: () => void }>();
  let last = 0;
  let focused: BrowserWindow | undefined;

  const focus = (window: BrowserWindow | undefined) => {
    if (focused === window) return;
    const before = focused;
    focused = window;
    for (const [each, name] of [
      [before, 'blur'],
      [window, 'focus'],
    ] as const) {
      if (each === undefined || each.isDestroyed()) continue;
      living.get(each)?.tell();
      each.emit(name);
      host.app.emit(`browser-window-${name}`, {}, each);
    }
  };
  const makeWindow = (options: BrowserWindowConstructorOptions = {}): BrowserWindow => {
    const { width = 800, height = 600, x = 0, y = 0, webPreferences = {} } = options;
    if (
      webPreferences.nodeIntegration === true ||
      webPreferences.contextIsolation === false ||
      webPreferences.sandbox === false ||
      webPreferences.webviewTag === true
    ) {
      throw new Error('not in the stand-in: webPreferences other than a sandboxed, isolated page');
    }
    const id = ++last;
    const emitter = Object.setPrototypeOf(new EventEmitter(), Window.prototype) as EventEmitter;
    emitter.setMaxListeners(0);
    const window = guard('BrowserWindow', emitter) as unknown as BrowserWindow;
    const my = {
      bounds: { x, y, width, height },
      normal: { x, y, width, height },
      minimum: [options.minWidth ?? 0, options.minHeight ?? 0] as [number, number],
      title: options.title ?? 'Electron',
      background: options.backgroundColor ?? '#FFF',
      visible: false,
      // A window that was never shown paints already, as with Electron's paintWhenInitiallyHidden.
      shownOnce: false,
      minimized: false,
      maximized: false,
      fullScreen: false,
      onTop: options.alwaysOnTop ?? false,
      destroyed: false,
      ready: false,
    };
    const later = (promise: Promise<unknown>) =>
      void promise.catch((error: unknown) => my.destroyed || console.error(`stand-in: ${String(error)}`));

    const state = () => ({ focused: focused === window, visible: !my.minimized && (my.visible || !my.shownOnce) });
    const tell = () => contents.target.setState(state());
    const contents = makeContents(host, id, webPreferences.preload, {
      bounds: () => my.bounds,
      state,
      close: () => window.close(),
      focus: () => window.focus(),
      changed(change) {
        if (change.focused === true) focus(window);
        if (change.focused === false && focused === window) focus(undefined);
      },
      title(title) {
        const event = preventable({});
        emitter.emit('page-title-updated', event, title, true);
        contents.webContents.emit('page-title-updated', event, title, true);
        if (!event.defaultPrevented) my.title = title;
      },
      gone: () => window.destroy(),
    });
    for (const name of ['unresponsive', 'responsive'] as const) contents.webContents.on(name as 'responsive', () => emitter.emit(name));
    contents.webContents.once('did-finish-load', () => {
      my.ready = true;
      emitter.emit('ready-to-show');
    });

    const place = (next: Partial<Rectangle>) => {
      const before = my.bounds;
      my.bounds = { ...before, ...next };
      my.bounds.width = Math.max(my.bounds.width, my.minimum[0], 1);
      my.bounds.height = Math.max(my.bounds.height, my.minimum[1], 1);
      if (my.bounds.width !== before.width || my.bounds.height !== before.height) {
        later(contents.target.setView(my.bounds, contents.webContents.getZoomFactor()));
        emitter.emit('resize');
      }
      if (my.bounds.x !== before.x || my.bounds.y !== before.y) emitter.emit('move');
      if (!host.headless) later(frame({ left: my.bounds.x, top: my.bounds.y, width: my.bounds.width, height: my.bounds.height }));
    };
    /** Moves the real window, where there is a display. */
    const frame = async (bounds: object) => {
      const { windowId } = await contents.target.send<{ windowId: number }>('Browser.getWindowForTarget', {
        targetId: contents.target.id(),
      });
      await contents.target.send('Browser.setWindowBounds', { windowId, bounds });
    };
    const real = (windowState: 'normal' | 'minimized' | 'maximized' | 'fullscreen') => host.headless || later(frame({ windowState }));
    const appear = (active: boolean) => {
      my.shownOnce = true;
      const before = my.visible;
      my.visible = true;
      my.minimized = false;
      real('normal');
      tell();
      if (!before) emitter.emit('show');
      if (active) members.focus();
    };
    const assign =
      <K extends keyof typeof my>(key: K) =>
      (value: (typeof my)[K]) => {
        my[key] = value;
      };
    const members = {
      id,
      webContents: contents.webContents,
      show: () => appear(true),
      showInactive: () => appear(false),
      hide() {
        if (!my.visible) return;
        my.visible = false;
        my.shownOnce = true;
        real('minimized');
        if (focused === window) focus(undefined);
        tell();
        emitter.emit('hide');
      },
      focus() {
        if (!my.visible || my.minimized) return;
        if (!host.headless) later(contents.target.send('Page.bringToFront'));
        focus(window);
      },
      blur() {
        if (focused === window) focus(undefined);
      },
      isFocused: () => focused === window,
      isVisible: () => my.visible,
      isDestroyed: () => my.destroyed,
      minimize() {
        if (my.minimized) return;
        my.minimized = true;
        real('minimized');
        if (focused === window) focus(undefined);
        tell();
        emitter.emit('minimize');
      },
      isMinimized: () => my.minimized,
      restore() {
        if (my.maximized) members.unmaximize();
        if (!my.minimized) return;
        appear(true);
        emitter.emit('restore');
      },
      maximize() {
        my.normal = my.bounds;
        my.maximized = true;
        appear(true);
        place({ x: 0, y: 0, width: 1920, height: 1080 });
        real('maximized');
        emitter.emit('maximize');
      },
      unmaximize() {
        if (!my.maximized) return;
        my.maximized = false;
        place(my.normal);
        emitter.emit('unmaximize');
      },
      isMaximized: () => my.maximized,
      setFullScreen(flag) {
        if (my.fullScreen === flag) return;
        my.fullScreen = flag;
        real(flag ? 'fullscreen' : 'normal');
        emitter.emit(flag ? 'enter-full-screen' : 'leave-full-screen');
      },
      isFullScreen: () => my.fullScreen,
      isNormal: () => !my.maximized && !my.minimized && !my.fullScreen,
      close() {
        if (my.destroyed) return;
        const event = preventable({});
        emitter.emit('close', event);
        if (!event.defaultPrevented) members.destroy();
      },
      destroy() {
        if (my.destroyed) return;
        if (focused === window) focus(undefined);
        my.destroyed = true;
        my.visible = false;
        contents.end();
        living.delete(window);
        emitter.emit('closed');
        closed();
      },
      getBounds: () => ({ ...my.bounds }),
      setBounds: place,
      getContentBounds: () => ({ ...my.bounds }),
      getNormalBounds: () => ({ ...(my.maximized ? my.normal : my.bounds) }),
      getSize: () => [my.bounds.width, my.bounds.height],
      setSize: (w, h) => place({ width: w, height: h }),
      getContentSize: () => [my.bounds.width, my.bounds.height],
      setContentSize: (w, h) => place({ width: w, height: h }),
      getPosition: () => [my.bounds.x, my.bounds.y],
      setPosition: (left, top) => place({ x: left, y: top }),
      center: () => place({ x: Math.round((1920 - my.bounds.width) / 2), y: Math.round((1080 - my.bounds.height) / 2) }),
      getMinimumSize: () => [...my.minimum],
      setMinimumSize(w, h) {
        my.minimum = [w, h];
        place({});
      },
      getTitle: () => my.title,
      setTitle: assign('title'),
      getBackgroundColor: () => my.background,
      setBackgroundColor: assign('background'),
      setAlwaysOnTop: assign('onTop'),
      isAlwaysOnTop: () => my.onTop,
      getParentWindow: () => (options.parent ?? null) as BrowserWindow | null,
      loadURL: (url) => contents.target.navigate(url),
      loadFile: (path) => contents.webContents.loadFile(path),
      reload: () => contents.webContents.reload(),
      capturePage: () => contents.webContents.capturePage(),
      ...recorders(host.state, 'BrowserWindow', RECORDED),
    } satisfies Members;

    Object.defineProperties(Object.assign(emitter, members), {
      title: { get: members.getTitle, set: members.setTitle },
    });
    living.set(window, { contents, tell });
    later(contents.target.setView(my.bounds, webPreferences.zoomFactor ?? 1));
    host.app.emit('browser-window-created', {}, window);
    host.app.emit('web-contents-created', {}, contents.webContents);
    if (options.show !== false) window.show();
    if (options.fullscreen === true) window.setFullScreen(true);
    return window;
  };

  /** What `new BrowserWindow` and `instanceof` use; the object itself is made above. */
  class Window extends EventEmitter {
    constructor(options?: BrowserWindowConstructorOptions) {
      super();
      // biome-ignore lint/correctness/noConstructorReturn: the guarded object must be the one that `new` gives
      return makeWindow(options) as unknown as Window;
    }
    static readonly getAllWindows = () => [...living.keys()];
    static readonly getFocusedWindow = () => focused ?? null;
    static readonly fromId = (id: number) => [...living.keys()].find((each) => each.id === id) ?? null;
    static readonly fromWebContents = (wanted: WebContents) => [...living.keys()].find((each) => each.webContents === wanted) ?? null;
  }

  const all = () => [...living.values()].map(({ contents }) => contents.webContents);
  const webContents = {
    getAllWebContents: all,
    getFocusedWebContents: () => focused?.webContents ?? null,
    fromId: (id: number) => all().find((each) => each.id === id),
    fromFrame: (frame: unknown) => all().find((each) => each.mainFrame === frame),
    fromDevToolsTargetId: (id: string) => [...living.values()].find(({ contents }) => contents.target.id() === id)?.contents.webContents,
  } satisfies Partial<typeof import('electron').webContents>;

  return {
    BrowserWindow: guard('BrowserWindow', Window),
    webContents: guard('webContents', webContents),
    open: () => [...living.keys()],
    contents: () => [...living.values()].map(({ contents }) => contents),
  };
}
