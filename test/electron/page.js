// What runs inside Chromium before any script of the page: `mainWorld` in the page's own world, `isolatedWorld` in a world of its own around the built
// preload file. The functions are injected as text (inject.ts), so each stands alone and gets what it needs as arguments. The worlds share only the
// DOM: they speak through events of a random name on the window, always as JSON text.

/** Values as JSON with marks for what JSON lacks; functions become numbers. Everything else is refused: only JSON crosses in Kith. */
export function wire() {
  const refuse = (value) => {
    const what = typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
    throw new TypeError(`An object could not be cloned: only JSON values cross, not ${what}`);
  };
  const encode = (value, keepFunction, depth = 0) => {
    if (depth > 200) throw new TypeError('An object could not be cloned: it is circular or too deep');
    if (value === undefined) return { $: 'undefined' };
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : { $: 'number', text: String(value) };
    if (typeof value === 'function' && keepFunction) return { $: 'function', id: keepFunction(value) };
    if (typeof value !== 'object') return refuse(value);
    if (Array.isArray(value)) return Array.from(value, (each) => encode(each, keepFunction, depth + 1));
    if (Object.prototype.toString.call(value) === '[object Error]')
      return { $: 'error', name: String(value.name), message: String(value.message) };
    const parent = Object.getPrototypeOf(value);
    if (parent !== null && Object.getPrototypeOf(parent) !== null) return refuse(value);
    // Without a parent, so that a member called __proto__ is one like any other.
    const members = Object.create(null);
    for (const key of Object.keys(value)) members[key] = encode(value[key], keepFunction, depth + 1);
    return { $: 'object', members };
  };
  const decode = (value, findFunction) => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((each) => decode(each, findFunction));
    switch (value.$) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(value.text);
      case 'function':
        return findFunction(value.id);
      case 'error':
        return Object.assign(new Error(value.message), { name: value.name });
      default: {
        const object = {};
        for (const key of Object.keys(value.members)) {
          // A member called __proto__ must stay a member.
          Object.defineProperty(object, key, {
            value: decode(value.members[key], findFunction),
            enumerable: true,
            configurable: true,
            writable: true,
          });
        }
        return object;
      }
    }
  };
  return { encode, decode };
}

/** One end of the way between the worlds. Functions sent over can be called from the other side; what they return, also a promise, comes back. */
export function bridge(values, out, into, other) {
  const { dispatchEvent, addEventListener, CustomEvent } = globalThis;
  const ids = new WeakMap();
  const own = new Map();
  const theirs = new Map();
  const answers = new Map();
  const promises = new Map();
  let last = 0;

  const post = (message) => dispatchEvent.call(globalThis, new CustomEvent(out, { detail: JSON.stringify(message) }));
  const keep = (fn) => {
    if (!ids.has(fn)) {
      ids.set(fn, ++last);
      own.set(last, fn);
    }
    return ids.get(fn);
  };
  const find = (id) => {
    if (!theirs.has(id)) theirs.set(id, (...args) => call(id, args));
    return theirs.get(id);
  };
  const encode = (value) => values.encode(value, keep);
  const decode = (value) => values.decode(value, find);
  const call = (id, args) => {
    const number = ++last;
    post({ type: 'call', id, number, args: encode(args) });
    const answer = answers.get(number);
    answers.delete(number);
    if (answer === undefined) throw new Error('the other world does not answer');
    if (answer.error !== undefined) throw decode(answer.error);
    if (answer.promise === undefined) return decode(answer.value);
    return new Promise((resolve, reject) => promises.set(answer.promise, { resolve, reject }));
  };
  const asError = (error) => encode(error instanceof Error ? error : new Error(String(error)));
  const settle = (promise, result, failed) => {
    try {
      post({ type: 'settled', promise, value: encode(result), failed });
    } catch (error) {
      post({ type: 'settled', promise, value: asError(error), failed: true });
    }
  };
  const answer = ({ id, number, args }) => {
    try {
      const result = own.get(id)(...decode(args));
      if (typeof result?.then === 'function') {
        const promise = ++last;
        post({ type: 'answer', number, promise });
        result.then(
          (value) => settle(promise, value, false),
          (error) => settle(promise, error instanceof Error ? error : new Error(String(error)), true),
        );
      } else post({ type: 'answer', number, value: encode(result) });
    } catch (error) {
      post({ type: 'answer', number, error: asError(error) });
    }
  };
  addEventListener.call(globalThis, into, (event) => {
    const message = JSON.parse(event.detail);
    if (message.type === 'call') answer(message);
    else if (message.type === 'answer') answers.set(message.number, message);
    else if (message.type === 'settled') {
      const waiting = promises.get(message.promise);
      promises.delete(message.promise);
      if (message.failed) waiting?.reject(decode(message.value));
      else waiting?.resolve(decode(message.value));
    } else other(message, decode);
  });
  return { post, encode };
}

/** The page's world: puts up what the preload exposes, tells window.open and links that want a window, and shows the window's focus and visibility. */
export function mainWorld(values, bridge, environment) {
  const window = globalThis;
  const { document, Event, FocusEvent } = window;
  const state = { focused: environment.focused, visible: environment.visible };
  const freeze = (value) => {
    if (value !== null && typeof value === 'object') Object.values(value).forEach(freeze);
    return typeof value === 'object' ? Object.freeze(value) : value;
  };
  const { post } = bridge(values, environment.toIsolated, environment.toMain, (message, decode) => {
    if (message.type === 'expose') {
      Object.defineProperty(window, message.key, { value: freeze(decode(message.value)), enumerable: true });
    } else if (message.type === 'state') {
      const before = { ...state };
      Object.assign(state, message.state);
      if (!environment.emulated) return;
      if (before.visible !== state.visible) document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      if (before.focused !== state.focused) window.dispatchEvent(new FocusEvent(state.focused ? 'focus' : 'blur'));
    }
  });
  if (environment.emulated) {
    // Without a display Chromium, and always Playwright, says that every page is focused and visible; the stand-in's window knows better.
    const { prototype } = window.Document;
    Object.defineProperty(prototype, 'hasFocus', { value: () => state.focused, configurable: true, writable: true });
    Object.defineProperty(prototype, 'visibilityState', { get: () => (state.visible ? 'visible' : 'hidden'), configurable: true });
    Object.defineProperty(prototype, 'hidden', { get: () => !state.visible, configurable: true });
  }
  const wantWindow = (url, frameName, features, disposition) =>
    post({ type: 'open', url: new URL(url || 'about:blank', document.baseURI).href, frameName, features, disposition });
  window.open = (url = '', name = '', features = '') => {
    wantWindow(String(url), String(name), String(features), features ? 'new-window' : 'foreground-tab');
    return null;
  };
  const onClick = (event) => {
    const link = event.composedPath().find((node) => node?.tagName === 'A' && node.href);
    if (event.defaultPrevented || link === undefined) return;
    const elsewhere = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!elsewhere && !/^(_blank|(?!_).+)$/.test(link.target)) return;
    event.preventDefault();
    wantWindow(
      link.href,
      link.target === '_blank' ? '' : link.target,
      '',
      event.shiftKey ? 'new-window' : elsewhere ? 'background-tab' : 'foreground-tab',
    );
  };
  window.addEventListener('click', onClick);
  window.addEventListener('auxclick', onClick);
}

/** The preload's world: ipcRenderer and contextBridge, and nothing else of Electron. */
export function isolatedWorld(values, bridge, environment, preload) {
  const window = globalThis;
  const { document, location } = window;
  // Iframes get no preload, as in Electron without nodeIntegrationInSubFrames.
  if (window.top !== window) return;
  const send = window[environment.binding];
  const tell = (message) => send(JSON.stringify({ ...message, at: location.href }));
  const guard = (name, members) =>
    new Proxy(members, {
      get(object, key) {
        if (typeof key === 'string' && !(key in object) && key !== 'then' && key !== '__esModule')
          throw new Error(`not in the stand-in: ${name}.${key}`);
        return object[key];
      },
    });

  const between = bridge(values, environment.toMain, environment.toIsolated, (message) => {
    if (message.type === 'open') tell(message);
  });
  const listeners = new Map();
  const invoked = new Map();
  let last = 0;
  const add = (once) => (channel, listener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }]);
    return ipcRenderer;
  };
  const emitter = {
    on: add(false),
    once: add(true),
    removeListener: (channel, listener) => {
      const all = listeners.get(channel) ?? [];
      const index = all.findLastIndex((each) => each.listener === listener);
      listeners.set(
        channel,
        all.filter((_, i) => i !== index),
      );
      return ipcRenderer;
    },
    removeAllListeners: (channel) => {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return ipcRenderer;
    },
  };
  const ipcRenderer = guard('ipcRenderer', {
    ...emitter,
    addListener: emitter.on,
    off: emitter.removeListener,
    send: (channel, ...args) => tell({ type: 'send', channel, args: values.encode(args) }),
    invoke: (channel, ...args) =>
      new Promise((resolve, reject) => {
        const encoded = values.encode(args);
        const id = ++last;
        invoked.set(id, { resolve, reject });
        tell({ type: 'invoke', id, channel, args: encoded });
      }),
  });
  const contextBridge = guard('contextBridge', {
    exposeInMainWorld: (key, api) => between.post({ type: 'expose', key, value: between.encode(api) }),
  });

  /** Called by the main process; not reachable for the page, whose world is another. */
  window[environment.receive] = (message) => {
    if (message.type === 'state') between.post(message);
    else if (message.type === 'reply') {
      const waiting = invoked.get(message.id);
      invoked.delete(message.id);
      if (message.error === undefined) waiting?.resolve(values.decode(message.value));
      else waiting?.reject(new Error(message.error));
    } else {
      const all = listeners.get(message.channel) ?? [];
      listeners.set(
        message.channel,
        all.filter((each) => !each.once),
      );
      const event = guard('event', { sender: ipcRenderer, ports: [], senderId: 0 });
      for (const { listener } of all) listener(event, ...values.decode(message.args));
    }
  };
  tell({ type: 'hello' });
  // Keys the page leaves alone may be accelerators of the application menu.
  window.addEventListener('keydown', (event) => {
    const { key, code, ctrlKey, altKey, shiftKey, metaKey, isComposing } = event;
    if (event.defaultPrevented || isComposing || !(ctrlKey || altKey || metaKey || /^F\d+$/.test(key))) return;
    tell({ type: 'key', key, code, ctrlKey, altKey, shiftKey, metaKey });
  });
  window.addEventListener('contextmenu', (event) => {
    if (event.defaultPrevented) return;
    const target = event.composedPath()[0];
    const link = event.composedPath().find((node) => node?.tagName === 'A' && node.href);
    const selectionText = String(window.getSelection() ?? '');
    const isEditable =
      target?.isContentEditable === true || ((target?.tagName === 'TEXTAREA' || target?.tagName === 'INPUT') && !target.readOnly);
    const can = (command) => document.queryCommandEnabled(command);
    tell({
      type: 'context-menu',
      params: {
        x: event.clientX,
        y: event.clientY,
        linkURL: link?.href ?? '',
        linkText: link?.textContent ?? '',
        srcURL: target?.currentSrc ?? '',
        mediaType: target?.tagName === 'IMG' ? 'image' : 'none',
        selectionText,
        isEditable,
        editFlags: {
          canUndo: isEditable && can('undo'),
          canRedo: isEditable && can('redo'),
          canCut: isEditable && can('cut'),
          canCopy: selectionText !== '',
          canPaste: isEditable,
          canDelete: isEditable && can('delete'),
          canSelectAll: true,
          canEditRichly: target?.isContentEditable === true,
        },
        misspelledWord: '',
        dictionarySuggestions: [],
      },
    });
  });
  if (!environment.emulated) {
    for (const type of ['focus', 'blur'])
      window.addEventListener(type, (event) => event.target === window && tell({ type: 'focused', focused: type === 'focus' }));
    document.addEventListener('visibilitychange', () => tell({ type: 'visible', visible: document.visibilityState === 'visible' }));
  }

  const require = (name) => {
    if (name !== 'electron' && name !== 'electron/renderer') throw new Error(`module not found: ${name}`);
    return guard('electron', { ipcRenderer, contextBridge });
  };
  const module = { exports: {} };
  try {
    preload?.(require, module, module.exports, guard('process', environment.process), window);
  } catch (error) {
    console.error('Unable to load preload script', error);
    tell({ type: 'preload-error', message: String(error?.message ?? error), stack: String(error?.stack ?? '') });
  }
}
