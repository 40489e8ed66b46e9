// session: permission handlers, the two webRequest hooks the app's own scheme passes, and setters that have nothing to set here.
import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import { guard } from './guard.ts';
import type { Interceptor } from './scheme.ts';
import { recorders, type StandIn } from './state.ts';

type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0];
type Listener = (details: object, callback: (answer: Record<string, unknown>) => void) => void;
interface Hook {
  readonly matches: (url: string) => boolean;
  readonly listener: Listener;
}

export interface Sessions {
  /** The `session` of the module. */
  readonly session: object;
  readonly defaultSession: object;
  readonly intercept: Interceptor;
}

export function makeSessions(
  state: StandIn,
  userData: () => string,
  protocol: object,
  anyContents: () => WebContents | undefined,
): Sessions {
  const hooks: { before: Hook | null; received: Hook | null } = { before: null, received: null };
  const handlers: { request: RequestHandler; check: CheckHandler } = { request: null, check: null };
  let spelling = true;
  let languages: string[] = [];

  const hook = (name: keyof typeof hooks) => (filterOrListener: { urls: string[] } | Listener | null, listener?: Listener | null) => {
    const chosen = typeof filterOrListener === 'function' ? filterOrListener : (listener ?? null);
    const urls = typeof filterOrListener === 'object' && filterOrListener !== null ? filterOrListener.urls : ['<all_urls>'];
    hooks[name] = chosen === null ? null : { matches: urlFilter(urls), listener: chosen };
  };
  const webRequest = { onBeforeRequest: hook('before'), onHeadersReceived: hook('received') };

  const members = {
    setPermissionRequestHandler: (handler) => {
      handlers.request = handler;
    },
    setPermissionCheckHandler: (handler) => {
      handlers.check = handler;
    },
    setSpellCheckerEnabled: (enable) => {
      spelling = enable;
    },
    isSpellCheckerEnabled: () => spelling,
    setSpellCheckerLanguages: (next) => {
      languages = [...next];
    },
    getSpellCheckerLanguages: () => [...languages],
    getStoragePath: userData,
    isPersistent: () => true,
    getUserAgent: () => `Chrome/${process.versions.chrome} Electron/${process.versions.electron}`,
    // Nothing of the kind can reach the page here: Chromium has no devices, proxies or dictionaries of the app's making.
    ...recorders(state, 'session', [
      'setDevicePermissionHandler',
      'setDisplayMediaRequestHandler',
      'setUSBProtectedClassesHandler',
      'setBluetoothPairingHandler',
      'setSpellCheckerDictionaryDownloadURL',
      'setCertificateVerifyProc',
      'setDownloadPath',
      'setUserAgent',
      'setPreloads',
    ]),
    addWordToSpellCheckerDictionary: (word) => state.recorded.push({ call: 'session.addWordToSpellCheckerDictionary', args: [word] }) > 0,
    setProxy: async (config) => void state.recorded.push({ call: 'session.setProxy', args: [config] }),
    clearCache: async () => undefined,
    clearStorageData: async () => undefined,
    closeAllConnections: async () => undefined,
    flushStorageData: () => undefined,
  } satisfies Partial<Omit<Session, keyof EventEmitter | 'protocol' | 'webRequest'>>;

  const own = Object.defineProperties(
    Object.assign(new EventEmitter(), members, { protocol, webRequest: guard('webRequest', webRequest) }),
    {
      spellCheckerEnabled: { get: () => spelling, set: (enable: boolean) => (spelling = enable) },
      storagePath: { get: userData },
      availableSpellCheckerLanguages: { get: () => [] },
    },
  );
  const defaultSession = guard('session', own);

  state.askPermission = (permission, details = {}) =>
    new Promise((resolve) => {
      const contents = anyContents();
      const origin = contents?.mainFrame.origin ?? '';
      if (handlers.check !== null && handlers.check(contents ?? null, permission as never, origin, details as never) === false)
        return resolve(false);
      // Without a handler Electron allows.
      if (handlers.request === null || contents === undefined) return resolve(handlers.request === null);
      handlers.request(contents, permission as never, resolve, {
        requestingUrl: contents.getURL(),
        isMainFrame: true,
        ...details,
      } as never);
    });

  const ask = (which: Hook | null, details: { url: string }) =>
    new Promise<Record<string, unknown>>((resolve) => {
      if (which === null || !which.matches(details.url)) return resolve({});
      which.listener({ id: 0, timestamp: Date.now(), referrer: '', ...details }, (answer = {}) => resolve(answer));
    });

  const sessions = {
    defaultSession,
    // One browser context for all: a partition of its own would need a second one.
    fromPartition(name: string) {
      if (name === '') return defaultSession;
      throw new Error(`not in the stand-in: session.fromPartition('${name}')`);
    },
  };
  return {
    session: guard('session', sessions),
    defaultSession,
    intercept: {
      async before(details) {
        const answer = await ask(hooks.before, details);
        if (answer.cancel === true) return null;
        return typeof answer.redirectURL === 'string' ? answer.redirectURL : undefined;
      },
      async received(details) {
        const answer = await ask(hooks.received, details);
        const headers = (answer.responseHeaders ?? details.responseHeaders) as Record<string, string | string[]>;
        return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat()]));
      },
    },
  };
}

/** Electron's URL patterns: `<all_urls>`, `*` for any text. */
function urlFilter(patterns: readonly string[]): (url: string) => boolean {
  const all = patterns.map((pattern) => {
    if (pattern === '<all_urls>') return /^/;
    const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
    return new RegExp(`^${source}$`);
  });
  return (url) => all.some((each) => each.test(url));
}
