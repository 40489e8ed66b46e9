// WebContents and its main frame over one page of Chromium.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { WebContents, WebFrameMain, WindowOpenHandlerResponse } from 'electron';
import type { Cdp } from './cdp.ts';
import { guard, preventable } from './guard.ts';
import type { makeImages } from './image.ts';
import { makeScripts, type WindowState } from './inject.ts';
import type { Ipc } from './ipc.ts';
import { watchPulse } from './pulse.ts';
import type { Schemes } from './scheme.ts';
import { recorders, type StandIn } from './state.ts';
import { type Bounds, openTarget, type Target } from './target.ts';

export interface ContentsHost {
  readonly browser: Promise<Cdp>;
  openPage(place: Bounds): Promise<string>;
  readonly headless: boolean;
  /** Focus, visibility and size are the stand-in's, not the display's. */
  readonly emulated: boolean;
  readonly schemes: Schemes;
  readonly ipc: Ipc;
  readonly state: StandIn;
  readonly images: ReturnType<typeof makeImages>;
  readonly session: object;
  readonly app: EventEmitter;
  readonly dark: () => boolean | undefined;
  /** A key the page left alone; the application menu may want it. */
  onKey(key: Record<string, unknown>, owner: object): void;
}

export interface ContentsOwner {
  readonly bounds: () => Bounds;
  readonly state: () => WindowState;
  readonly close: () => void;
  readonly focus: () => void;
  /** The real window, where there is a display, changed by itself. */
  changed(change: { focused?: boolean; visible?: boolean }): void;
  title(title: string): void;
  gone(): void;
}

export interface Contents {
  readonly webContents: WebContents;
  readonly target: Target;
  /** The window is closing: the page goes with it. */
  end(): void;
}

export function makeContents(host: ContentsHost, id: number, preloadPath: string | undefined, owner: ContentsOwner): Contents {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const page = { url: '', title: '', loading: false, crashed: false, destroyed: false, zoom: 1, devTools: false, muted: false };
  let openHandler: ((details: never) => WindowOpenHandlerResponse) | null = null;

  const preload = readPreload(preloadPath, (error) => queueMicrotask(() => emitter.emit('preload-error', {}, preloadPath, error)));
  const scripts = makeScripts({ preload, emulated: host.emulated, state: owner.state(), versions: process.versions });
  const post = (message: unknown) => target.post(message);
  const send = (channel: string, ...args: unknown[]) => post({ type: 'event', channel, args: host.ipc.encode(args) });

  const frame: WebFrameMain = guard('webFrameMain', {
    get url() {
      return page.url;
    },
    get origin() {
      return /^[^:]+:\/\/[^/?#]+/.exec(page.url)?.[0] ?? 'null';
    },
    get top() {
      return frame;
    },
    get visibilityState() {
      return owner.state().visible ? ('visible' as const) : ('hidden' as const);
    },
    name: '',
    parent: null,
    frames: [],
    detached: false,
    frameTreeNodeId: id,
    processId: id,
    routingId: 1,
    send,
    isDestroyed: () => page.destroyed,
    reload() {
      fire(target.reload(false));
      return true;
    },
    executeJavaScript: (code, userGesture = false) => target.evaluate(code, userGesture),
  } satisfies Partial<WebFrameMain> as Partial<WebFrameMain> as WebFrameMain);

  const target = openTarget(
    host.browser,
    { bounds: owner.bounds(), openPage: host.openPage, emulated: host.emulated, scripts, schemes: host.schemes, dark: host.dark },
    {
      message(message) {
        // The isolated world tells its own address with every message: it is never behind Chromium's navigation events.
        page.url = host.schemes.fromLoopback(String(message.at));
        switch (message.type) {
          case 'hello':
            return post({ type: 'state', state: owner.state() });
          case 'send':
          case 'invoke':
            return host.ipc.receive({ contents: webContents, frame, post }, message);
          case 'open':
            return askForWindow(message);
          case 'key':
            return host.onKey(message, webContents);
          case 'context-menu':
            return void emitter.emit('context-menu', preventable({}), { ...(message.params as object), pageURL: page.url, frame });
          case 'focused':
            return owner.changed({ focused: message.focused === true });
          case 'visible':
            return owner.changed({ visible: message.visible === true });
          case 'preload-error':
            console.error(`Unable to load preload script: ${preloadPath}\n${String(message.stack)}`);
            return void emitter.emit('preload-error', {}, preloadPath, new Error(String(message.message)));
        }
      },
      mayNavigate(url, mainFrame) {
        const details = preventable({
          url,
          isMainFrame: mainFrame,
          isSameDocument: false,
          frame: mainFrame ? frame : null,
          initiator: frame,
        });
        emitter.emit('will-frame-navigate', details);
        if (mainFrame && !details.defaultPrevented) emitter.emit('will-navigate', details, url, false, true);
        return !details.defaultPrevented;
      },
      startedNavigation(url) {
        page.loading = true;
        emitter.emit('did-start-loading');
        emitter.emit('did-start-navigation', { url, isSameDocument: false, isMainFrame: true, frame }, url, false, true);
      },
      navigated(url, inPage) {
        page.url = url;
        page.crashed = false;
        if (inPage) emitter.emit('did-navigate-in-page', {}, url, true);
        else emitter.emit('did-navigate', {}, url, 200, 'OK');
      },
      domReady: () => void emitter.emit('dom-ready', {}),
      loaded() {
        page.loading = false;
        emitter.emit('did-frame-finish-load', {}, true);
        emitter.emit('did-finish-load');
        emitter.emit('did-stop-loading');
      },
      title(title) {
        if (title === page.title || title === '') return;
        page.title = title;
        owner.title(title);
      },
      console: (level, text) => void emitter.emit('console-message', { level: level === 'warn' ? 'warning' : level, message: text, frame }),
      crashed() {
        page.crashed = true;
        const details = { reason: 'crashed', exitCode: 5 };
        emitter.emit('render-process-gone', {}, details);
        host.app.emit('render-process-gone', {}, webContents, details);
      },
      gone: () => owner.gone(),
    },
  );

  const askForWindow = ({ url, frameName, features, disposition }: Record<string, unknown>) => {
    const details = {
      url: host.schemes.fromLoopback(String(url)),
      frameName,
      features,
      disposition,
      referrer: { url: page.url, policy: 'no-referrer' },
    };
    const answer = openHandler?.(details as never) ?? { action: 'deny' };
    // Electron would open a window here; the stand-in has no window of a page's making.
    if (answer.action === 'allow') throw new Error("not in the stand-in: setWindowOpenHandler answering { action: 'allow' }");
  };
  const edit = (command: string) => () =>
    fire(target.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Unidentified', commands: [command] }));
  const fire = (promise: Promise<unknown>) =>
    void promise.catch((error: unknown) => page.destroyed || console.error(`stand-in: ${String(error)}`));
  const zoomTo = (zoom: number) => {
    page.zoom = zoom;
    fire(target.setView(owner.bounds(), zoom));
  };

  const members = {
    id,
    ipc: guard('webContents.ipc', new EventEmitter()) as unknown as WebContents['ipc'],
    mainFrame: frame,
    focusedFrame: frame,
    hostWebContents: null as unknown as WebContents,
    devToolsWebContents: null,
    send,
    getURL: () => page.url,
    getTitle: () => page.title,
    getType: () => 'window' as const,
    getZoomFactor: () => page.zoom,
    getZoomLevel: () => Math.log(page.zoom) / Math.log(1.2),
    setZoomFactor: zoomTo,
    setZoomLevel: (level) => zoomTo(1.2 ** level),
    setVisualZoomLevelLimits: async () => undefined,
    isDestroyed: () => page.destroyed,
    isLoading: () => page.loading,
    isLoadingMainFrame: () => page.loading,
    isWaitingForResponse: () => page.loading,
    isCrashed: () => page.crashed,
    isFocused: () => owner.state().focused,
    focus: owner.focus,
    isDevToolsOpened: () => page.devTools,
    openDevTools() {
      page.devTools = true;
      host.state.recorded.push({ call: 'webContents.openDevTools', args: [] });
    },
    closeDevTools: () => {
      page.devTools = false;
    },
    toggleDevTools: () => (page.devTools ? members.closeDevTools() : members.openDevTools()),
    isAudioMuted: () => page.muted,
    setAudioMuted: (muted) => {
      page.muted = muted;
    },
    getUserAgent: () => `Chrome/${process.versions.chrome} Electron/${process.versions.electron}`,
    getOSProcessId: () => process.pid,
    getProcessId: () => id,
    loadURL: (url) => target.navigate(url),
    loadFile: (path) => target.navigate(pathToFileURL(path).href),
    reload: () => fire(target.reload(false)),
    reloadIgnoringCache: () => fire(target.reload(true)),
    stop: () => fire(target.send('Page.stopLoading')),
    executeJavaScript: (code, userGesture = false) => target.evaluate(code, userGesture),
    insertText: async (text) => void (await target.send('Input.insertText', { text })),
    forcefullyCrashRenderer: () => void target.send('Page.crash').catch(() => undefined), // never answered: the page dies of it
    async capturePage() {
      const { data } = await target.send<{ data: string }>('Page.captureScreenshot', { format: 'png' });
      return host.images.fromBuffer(Buffer.from(data, 'base64'));
    },
    setWindowOpenHandler: (handler) => {
      openHandler = handler as typeof openHandler;
    },
    close: () => owner.close(),
    ...Object.fromEntries(
      ['undo', 'redo', 'cut', 'copy', 'paste', 'pasteAndMatchStyle', 'delete', 'selectAll', 'unselect'].map((name) => [name, edit(name)]),
    ),
    ...recorders(host.state, 'webContents', [
      'setBackgroundThrottling',
      'setWebRTCIPHandlingPolicy',
      'setIgnoreMenuShortcuts',
      'setUserAgent',
      'replaceMisspelling',
      'inspectElement',
    ]),
  } satisfies Partial<Omit<WebContents, keyof EventEmitter>>;

  const webContents = guard(
    'webContents',
    Object.defineProperties(Object.assign(emitter, members, { session: host.session }), {
      zoomFactor: { get: () => page.zoom, set: zoomTo },
      zoomLevel: { get: members.getZoomLevel, set: members.setZoomLevel },
      audioMuted: { get: members.isAudioMuted, set: members.setAudioMuted },
    }),
  ) as unknown as WebContents;

  const stopPulse = watchPulse({
    expected: () => page.url !== '' && !page.loading && !page.crashed,
    ask: () => target.send('Runtime.evaluate', { expression: '0' }),
    changed: (answers) => page.destroyed || emitter.emit(answers ? 'responsive' : 'unresponsive'),
  });

  return {
    webContents,
    target,
    end() {
      if (page.destroyed) return;
      stopPulse();
      page.destroyed = true;
      target.close();
      emitter.emit('destroyed');
    },
  };
}

function readPreload(path: string | undefined, failed: (error: unknown) => void): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    console.error(`Unable to load preload script: ${path}\n${String(error)}`);
    failed(error);
    return undefined;
  }
}
