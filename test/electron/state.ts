// What the operating system would show or do, kept so that tests can read it: `electronApp.evaluate(({ standIn }) => standIn.opened)`. On Electron's
// own binary `standIn` is undefined.
import type { EventEmitter } from 'node:events';

export interface StandIn {
  /** Addresses and paths given to shell.openExternal, openPath and showItemInFolder. */
  readonly opened: { readonly how: 'external' | 'path' | 'folder' | 'trash'; readonly what: string }[];
  /** Dialogs nobody replaced; each was answered as cancelled. */
  readonly dialogs: { readonly kind: string; readonly options: unknown }[];
  /** Notifications on the screen now; emit 'click', 'reply' or 'action' on one to act as the person. */
  readonly notifications: EventEmitter[];
  /** Living tray icons; emit 'click' on one, or use its `menu`. */
  readonly trays: EventEmitter[];
  /** The last popup menu. */
  readonly menu: { popup: unknown; application: unknown };
  badge: number;
  beeps: number;
  /** Calls that have no effect here but would on a desktop, newest last. */
  readonly recorded: { readonly call: string; readonly args: readonly unknown[] }[];
  /** Errors the app let escape. */
  readonly errors: string[];
  /** Asks the app's permission handlers as a page would. */
  askPermission(permission: string, details?: object): Promise<boolean>;
}

export function makeState(): StandIn {
  return {
    opened: [],
    dialogs: [],
    notifications: [],
    trays: [],
    menu: { popup: null, application: null },
    badge: 0,
    beeps: 0,
    recorded: [],
    errors: [],
    askPermission: () => Promise.reject(new Error('no session yet')),
  };
}

/** Functions that only write down that they were called; said in the README, and readable in `standIn.recorded`. */
export function recorders<K extends string>(state: StandIn, owner: string, names: readonly K[]): Record<K, (...args: unknown[]) => void> {
  const entries = names.map(
    (name) => [name, (...args: unknown[]) => void state.recorded.push({ call: `${owner}.${name}`, args })] as const,
  );
  return Object.fromEntries(entries) as Record<K, (...args: unknown[]) => void>;
}
