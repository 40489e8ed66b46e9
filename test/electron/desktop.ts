// The parts of Electron that speak to the desktop: dialog, shell, clipboard, screen, powerMonitor. Nothing leaves the process; calls are kept as state.
import { EventEmitter } from 'node:events';
import type { Clipboard, Dialog, Display, PowerMonitor, Screen, Shell } from 'electron';
import { guard } from './guard.ts';
import type { StandIn } from './state.ts';

/** Every dialog is answered as cancelled and written down; tests replace the functions, as they would on the real binary. */
export function makeDialog(state: StandIn): object {
  const note = (kind: string, args: readonly unknown[]) => {
    const options = args.at(-1);
    state.dialogs.push({ kind, options });
    console.error(`stand-in: dialog.${kind} was answered as cancelled: ${JSON.stringify(options)}`);
    return options as { cancelId?: number; buttons?: string[] };
  };
  // What Escape answers: cancelId, else a button that says so, else the first.
  const cancelled = ({ cancelId, buttons = [] }: { cancelId?: number; buttons?: string[] }) =>
    cancelId ??
    Math.max(
      0,
      buttons.findIndex((each) => /^(cancel|no)$/i.test(each)),
    );
  const dialog = {
    async showOpenDialog(...args: unknown[]) {
      note('showOpenDialog', args);
      return { canceled: true, filePaths: [] };
    },
    async showSaveDialog(...args: unknown[]) {
      note('showSaveDialog', args);
      return { canceled: true, filePath: '' };
    },
    showMessageBox: async (...args: unknown[]) => ({ response: cancelled(note('showMessageBox', args)), checkboxChecked: false }),
    showMessageBoxSync: (...args: unknown[]) => cancelled(note('showMessageBoxSync', args)),
    showErrorBox: (title, content) => void note('showErrorBox', [{ title, content }]),
  } satisfies Partial<Dialog>;
  return guard('dialog', dialog);
}

export function makeShell(state: StandIn): object {
  const shell = {
    openExternal: async (url) => void state.opened.push({ how: 'external', what: url }),
    async openPath(path) {
      state.opened.push({ how: 'path', what: path });
      return '';
    },
    showItemInFolder: (path) => void state.opened.push({ how: 'folder', what: path }),
    trashItem: async (path) => void state.opened.push({ how: 'trash', what: path }),
    beep: () => void state.beeps++,
  } satisfies Partial<Shell>;
  return guard('shell', shell);
}

/** One text in memory; the system's clipboard is left alone. */
export function makeClipboard(): object {
  let text = '';
  const clipboard = {
    clear: () => {
      text = '';
    },
    readText: async () => text,
    writeText: async (next) => {
      text = next;
    },
    has: async (type) => type.startsWith('text/plain') && text !== '',
  } satisfies Partial<Clipboard>;
  return guard('clipboard', clipboard);
}

export function makeScreen(): object {
  const area = { x: 0, y: 0, width: 1920, height: 1080 };
  const size = { width: area.width, height: area.height };
  const display = guard('Display', {
    id: 1,
    label: 'stand-in',
    bounds: area,
    workArea: area,
    size,
    workAreaSize: size,
    scaleFactor: 1,
    rotation: 0,
    internal: false,
  }) as Display;
  const screen = {
    getPrimaryDisplay: () => display,
    getAllDisplays: () => [display],
    getDisplayMatching: () => display,
    getDisplayNearestPoint: () => display,
    getCursorScreenPoint: () => ({ x: 0, y: 0 }),
  } satisfies Partial<Screen>;
  return guard('screen', Object.assign(new EventEmitter(), screen));
}

/** Tests emit 'suspend', 'resume', 'lock-screen' and the like on it. */
export function makePowerMonitor(): object {
  const monitor = {
    getSystemIdleTime: () => 0,
    getSystemIdleState: () => 'active' as const,
    isOnBatteryPower: () => false,
    onBatteryPower: false,
  } satisfies Partial<PowerMonitor>;
  return guard('powerMonitor', Object.assign(new EventEmitter(), monitor));
}
