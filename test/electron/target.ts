// One page of Chromium over the DevTools Protocol: creation, the injected scripts, navigation and messages. What Electron calls things is contents.ts.
import type { Cdp, CdpEvent, Params } from './cdp.ts';
import { type Scripts, type WindowState, WORLD } from './inject.ts';
import type { Schemes } from './scheme.ts';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TargetEvents {
  /** Something the isolated world said. */
  message(message: Record<string, unknown>): void;
  /** The page itself wants to go there; false keeps it where it is. */
  mayNavigate(url: string, mainFrame: boolean): boolean;
  startedNavigation(url: string): void;
  navigated(url: string, inPage: boolean): void;
  domReady(): void;
  loaded(): void;
  title(title: string): void;
  console(level: string, text: string): void;
  crashed(): void;
  /** The page has gone without being asked to. */
  gone(): void;
}

export interface TargetOptions {
  readonly bounds: Bounds;
  /** Waits until Chromium runs; the id of a new page. */
  openPage(place: Bounds): Promise<string>;
  readonly emulated: boolean;
  readonly scripts: Scripts;
  readonly schemes: Schemes;
  readonly dark: () => boolean | undefined;
}

export interface Target {
  id(): string | undefined;
  /** Waits until the page exists. */
  send<T = Record<string, unknown>>(method: string, params?: Params): Promise<T>;
  /** Resolves when the document has loaded; rejects with Chromium's net error. */
  navigate(url: string): Promise<void>;
  reload(ignoreCache: boolean): Promise<void>;
  evaluate(code: string, userGesture: boolean): Promise<unknown>;
  post(message: unknown): void;
  setState(state: WindowState): void;
  /** Size and zoom of what the page sees; without a display nothing else gives them. */
  setView(bounds: Bounds, zoom: number): Promise<void>;
  setDark(dark: boolean | undefined): Promise<void>;
  close(): void;
}

interface FrameInfo {
  readonly id: string;
  readonly parentId?: string;
  readonly url: string;
  readonly urlFragment?: string;
}

/** `browser` arrives once Chromium runs; until then everything waits. */
export function openTarget(browser: Promise<Cdp>, options: TargetOptions, events: TargetEvents): Target {
  const { schemes, scripts } = options;
  let targetId: string | undefined;
  let session: string | undefined;
  let context: number | undefined;
  let closed = false;
  let stop = () => {};
  // Navigations that page scripts and links asked for, by frame; anything else came from the app or the developer tools.
  const wanted = new Map<string, string>();
  const loading = { done: () => {}, failed: (_: Error) => {} };

  const onEvent = (cdp: Cdp, event: CdpEvent) => {
    const { params } = event;
    if (event.session === undefined) {
      const info = params.targetInfo as { targetId: string; title: string } | undefined;
      if (event.method === 'Target.targetInfoChanged' && info?.targetId === targetId) events.title(info?.title ?? '');
      if (event.method === 'Target.targetDestroyed' && params.targetId === targetId) forget();
      if (event.method === 'Target.targetCrashed' && params.targetId === targetId) events.crashed();
      return;
    }
    if (event.session !== session) return;
    switch (event.method) {
      case 'Runtime.executionContextCreated': {
        const created = params.context as { id: number; name: string; auxData?: { frameId?: string } };
        if (created.name === WORLD && created.auxData?.frameId === targetId) context = created.id;
        break;
      }
      case 'Runtime.executionContextDestroyed':
        if (params.executionContextId === context) context = undefined;
        break;
      case 'Runtime.bindingCalled':
        if (params.name === scripts.binding) events.message(JSON.parse(String(params.payload)) as Record<string, unknown>);
        break;
      case 'Runtime.consoleAPICalled': {
        const args = params.args as { value?: unknown; description?: string }[];
        events.console(String(params.type), args.map((each) => each.description ?? String(each.value)).join(' '));
        break;
      }
      case 'Page.frameRequestedNavigation':
        requested(String(params.frameId), String(params.url));
        break;
      case 'Fetch.requestPaused':
        void pass(cdp, params).catch((error: unknown) => closed || console.error(`stand-in: ${String(error)}`));
        break;
      case 'Page.frameNavigated': {
        const frame = params.frame as FrameInfo;
        if (frame.parentId === undefined) events.navigated(schemes.fromLoopback(frame.url + (frame.urlFragment ?? '')), false);
        break;
      }
      case 'Page.navigatedWithinDocument':
        if (params.frameId === targetId) events.navigated(schemes.fromLoopback(String(params.url)), true);
        break;
      case 'Page.domContentEventFired':
        events.domReady();
        break;
      case 'Page.loadEventFired':
        events.loaded();
        loading.done();
        break;
      case 'Inspector.targetCrashed':
        context = undefined;
        loading.failed(new Error('the page crashed'));
        break;
    }
  };

  const requested = (frame: string, url: string) => {
    if (/^https?:/i.test(url)) wanted.set(frame, url.replace(/#.*$/s, ''));
    // Chromium without windows does nothing for mailto: and the like, so the app's answer changes nothing; it only must be asked.
    else if (!/^(javascript|blob|data|about):/i.test(url)) events.mayNavigate(url, frame === targetId);
  };

  const pass = async (cdp: Cdp, params: Record<string, unknown>) => {
    const { requestId } = params;
    const frame = String(params.frameId);
    const request = params.request as { url: string; headers: Record<string, string> };
    const asked = wanted.get(frame) === request.url.replace(/#.*$/s, '');
    if (asked) wanted.delete(frame);
    const url = schemes.fromLoopback(request.url);
    if (asked && !events.mayNavigate(url, frame === targetId)) {
      await cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' }, session);
      return;
    }
    if (frame === targetId) events.startedNavigation(url);
    const headers = Object.entries(request.headers).map(([name, value]) => ({ name, value }));
    // Only our own schemes get the pass; a foreign server must not learn it.
    if (url !== request.url) headers.push(schemes.pass);
    await cdp.send('Fetch.continueRequest', url === request.url ? { requestId } : { requestId, headers }, session);
  };

  const forget = () => {
    stop();
    if (closed) return;
    closed = true;
    loading.failed(new Error('the window was closed'));
    events.gone();
  };

  const attached = browser.then(async (cdp) => {
    targetId = await options.openPage(options.bounds);
    if (closed) {
      await cdp.send('Target.closeTarget', { targetId });
      throw new Error('the window was closed');
    }
    stop = cdp.on((event) => onEvent(cdp, event));
    session = (await cdp.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })).sessionId;
    const send = (method: string, params?: Params) => cdp.send(method, params, session);
    await Promise.all([
      send('Page.enable'),
      // Before the scripts: bindings are given to new documents only from then on, and the page may still be opening its first one.
      send('Runtime.enable'),
      send('Runtime.addBinding', { name: scripts.binding, executionContextName: WORLD }),
      send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.main }),
      send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.isolated, worldName: WORLD }),
      send('Fetch.enable', { patterns: [{ urlPattern: '*', resourceType: 'Document', requestStage: 'Request' }] }),
      ...(options.emulated ? [send('Emulation.setFocusEmulationEnabled', { enabled: true })] : []),
      ...media(options.dark()).map((params) => send('Emulation.setEmulatedMedia', params)),
    ]);
    return cdp;
  });
  // Each user of `attached` hears of its failure; with none there is nothing to tell.
  attached.catch(() => undefined);

  const send = async <T>(method: string, params: Params = {}) => {
    const cdp = await attached;
    return cdp.send<T>(method, params, session);
  };

  return {
    id: () => targetId,
    send,
    async navigate(url) {
      await attached;
      const finished = new Promise<void>((resolve, reject) => {
        loading.failed(new Error(`ERR_ABORTED (-3) loading '${url}'`));
        loading.done = resolve;
        loading.failed = reject;
      });
      // Answered by the awaits below; a window closed in between must not become an unhandled rejection.
      finished.catch(() => undefined);
      const { errorText } = await send<{ errorText?: string }>('Page.navigate', { url: schemes.toLoopback(url) });
      if (errorText !== undefined) throw new Error(`${errorText.replace('net::', '')} loading '${url}'`);
      await finished;
    },
    reload: async (ignoreCache) => void (await send('Page.reload', { ignoreCache })),
    async evaluate(code, userGesture) {
      const { result, exceptionDetails } = await send<{
        result: { value?: unknown };
        exceptionDetails?: { text: string; exception?: { description?: string } };
      }>('Runtime.evaluate', { expression: code, awaitPromise: true, returnByValue: true, userGesture, replMode: false });
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    post(message) {
      // Before the first document and between two there is nobody to hear it, in Electron too.
      if (context === undefined || closed) return;
      const contextId = context;
      send('Runtime.evaluate', { expression: scripts.deliver(message), contextId }).catch((error: unknown) => {
        if (!/Cannot find context|Execution context was destroyed|has gone|session with given id/i.test(String(error)))
          console.error(`stand-in: ${String(error)}`);
      });
    },
    setState(state) {
      this.post({ type: 'state', state });
    },
    async setView({ width, height }, zoom) {
      if (!options.emulated && zoom === 1) await send('Emulation.clearDeviceMetricsOverride');
      else {
        const scaled = {
          width: Math.round(width / zoom),
          height: Math.round(height / zoom),
          deviceScaleFactor: options.emulated ? zoom : 0,
        };
        await send('Emulation.setDeviceMetricsOverride', { ...scaled, mobile: false });
      }
    },
    async setDark(dark) {
      for (const params of media(dark)) await send('Emulation.setEmulatedMedia', params);
    },
    close() {
      if (closed) return;
      closed = true;
      stop();
      loading.failed(new Error('the window was closed'));
      // Without Chromium there is nothing to close.
      if (targetId !== undefined) browser.then((cdp) => cdp.send('Target.closeTarget', { targetId })).catch(() => undefined);
    },
  };
}

/** Nothing while the system decides: Playwright emulates media too, and the last word wins. */
function media(dark: boolean | undefined): Params[] {
  return dark === undefined ? [] : [{ features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] }];
}
