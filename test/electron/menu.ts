// Menu and MenuItem: kept as data. Accelerators of the application menu work for keys the page leaves alone; native menus are never drawn.
import { EventEmitter } from 'node:events';
import type { App, BrowserWindow, MenuItem, MenuItemConstructorOptions, WebContents } from 'electron';
import { guard } from './guard.ts';
import type { StandIn } from './state.ts';

export interface Menus {
  readonly Menu: new () => object;
  readonly MenuItem: object;
  /** A menu from the application's accelerators to what a key does; true when one took it. */
  accelerate(key: Readonly<Record<string, unknown>>, contents: WebContents): boolean;
}

export function makeMenus(
  state: StandIn,
  app: () => Pick<App, 'quit'>,
  windowOf: (contents: WebContents | undefined) => BrowserWindow | undefined,
): Menus {
  let application: Menu | null = null;
  let lastCommand = 0;

  /** The roles a messenger's menu uses; others are refused when chosen. */
  const act = (role: string, contents: WebContents | undefined) => {
    const window = windowOf(contents);
    const target = contents ?? window?.webContents;
    const zoom = (factor: number) => target?.setZoomFactor(factor);
    const roles: Readonly<Record<string, () => void>> = {
      quit: () => app().quit(),
      close: () => window?.close(),
      minimize: () => window?.minimize(),
      reload: () => target?.reload(),
      forcereload: () => target?.reloadIgnoringCache(),
      toggledevtools: () => target?.toggleDevTools(),
      togglefullscreen: () => window?.setFullScreen(!window.isFullScreen()),
      resetzoom: () => zoom(1),
      zoomin: () => zoom((target?.getZoomFactor() ?? 1) * 1.2),
      zoomout: () => zoom((target?.getZoomFactor() ?? 1) / 1.2),
      undo: () => target?.undo(),
      redo: () => target?.redo(),
      cut: () => target?.cut(),
      copy: () => target?.copy(),
      paste: () => target?.paste(),
      selectall: () => target?.selectAll(),
    };
    const action = roles[role.toLowerCase()];
    if (action === undefined) throw new Error(`not in the stand-in: menu role ${role}`);
    action();
  };

  class MenuEntry {
    constructor(options: MenuItemConstructorOptions) {
      const submenu = Array.isArray(options.submenu) ? Menu.buildFromTemplate(options.submenu) : options.submenu;
      const type = options.type ?? (submenu === undefined ? 'normal' : 'submenu');
      const item = {
        ...options,
        id: options.id ?? '',
        label: options.label ?? options.role ?? '',
        sublabel: options.sublabel ?? '',
        toolTip: options.toolTip ?? '',
        accelerator: options.accelerator ?? null,
        type,
        submenu,
        checked: options.checked ?? false,
        enabled: options.enabled ?? true,
        visible: options.visible ?? true,
        role: options.role,
        commandId: ++lastCommand,
        /** As if the person chose it; also what a test calls. */
        click: (_event?: unknown, _window?: unknown, contents?: WebContents) => {
          if (!guarded.enabled) return;
          if (type === 'checkbox') guarded.checked = !guarded.checked;
          if (type === 'radio') guarded.checked = true;
          if (options.click !== undefined) options.click(guarded, windowOf(contents), {});
          else if (options.role !== undefined) act(options.role, contents);
        },
      };
      const guarded = guard('MenuItem', Object.assign(this, item)) as unknown as MenuItem;
      // biome-ignore lint/correctness/noConstructorReturn: the guarded object must be the one that `new` gives
      return guarded as unknown as MenuEntry;
    }
  }

  class Menu extends EventEmitter {
    readonly items: MenuItem[] = [];
    constructor() {
      super();
      // biome-ignore lint/correctness/noConstructorReturn: the guarded object must be the one that `new` gives
      return guard('Menu', this);
    }
    append(item: MenuItem) {
      this.items.push(item);
    }
    insert(position: number, item: MenuItem) {
      this.items.splice(position, 0, item);
    }
    getMenuItemById(id: string): MenuItem | null {
      for (const item of this.items) {
        const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null);
        if (found !== null) return found;
      }
      return null;
    }
    popup() {
      state.menu.popup = this;
      this.emit('menu-will-show', {});
    }
    closePopup() {
      if (state.menu.popup === this) state.menu.popup = null;
      this.emit('menu-will-close', {});
    }
    static buildFromTemplate(template: readonly (MenuItemConstructorOptions | MenuItem)[]): Menu {
      const menu = new Menu();
      for (const each of template)
        menu.append((each instanceof MenuEntry ? each : new MenuEntry(each as MenuItemConstructorOptions)) as unknown as MenuItem);
      return menu;
    }
    static setApplicationMenu(menu: Menu | null) {
      application = menu;
      state.menu.application = menu;
    }
    static getApplicationMenu() {
      return application;
    }
  }

  return {
    Menu: guard('Menu', Menu),
    MenuItem: guard('MenuItem', MenuEntry),
    accelerate(key, contents) {
      const find = (items: readonly MenuItem[]): MenuItem | undefined => {
        for (const item of items) {
          if (item.submenu) {
            const inner = find(item.submenu.items);
            if (inner !== undefined) return inner;
          } else if (item.accelerator !== null && item.enabled && matches(String(item.accelerator), key)) return item;
        }
        return undefined;
      };
      const item = find(application?.items ?? []);
      item?.click(undefined, undefined, contents);
      return item !== undefined;
    },
  };
}

const NAMES: Readonly<Record<string, string>> = {
  plus: '+',
  space: ' ',
  esc: 'escape',
  return: 'enter',
  up: 'arrowup',
  down: 'arrowdown',
  left: 'arrowleft',
  right: 'arrowright',
};

/** Whether a key of the page is this accelerator, e.g. `CmdOrCtrl+Shift+N` (https://electronjs.org/docs/api/accelerator). */
export function matches(accelerator: string, key: Readonly<Record<string, unknown>>): boolean {
  const parts = accelerator.toLowerCase().split(/\+(?!$)/);
  const wanted = parts.pop() ?? '';
  const has = (...names: string[]) => parts.some((part) => names.includes(part));
  const named = NAMES[wanted] ?? wanted;
  const pressed = String(key.key).toLowerCase();
  const sameKey =
    pressed === named || String(key.code).toLowerCase() === `key${named}` || String(key.code).toLowerCase() === `digit${named}`;
  return (
    sameKey &&
    key.ctrlKey === has('ctrl', 'control', 'cmdorctrl', 'commandorcontrol') &&
    key.altKey === has('alt', 'option') &&
    key.shiftKey === has('shift') &&
    key.metaKey === has('super', 'meta', 'cmd', 'command')
  );
}
