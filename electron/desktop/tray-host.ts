// Whether there is something that shows tray icons. On Linux the StatusNotifierItem specification ("StatusNotifierWatcher") is asked over
// the session bus: a desktop may have no watcher, a watcher without a host, or lose either at any time. Elsewhere the system always has one.
import { signal } from '../../shared/signal.ts';
import type { Variant } from './bus-codec.ts';
import { connectBus, type SessionBus } from './session-bus.ts';

export const WATCHER = 'org.kde.StatusNotifierWatcher';
const PATH = '/StatusNotifierWatcher';

export interface TrayHostOptions {
  readonly platform: NodeJS.Platform;
  /** The session bus, where there is one. */
  readonly bus: SessionBus | undefined;
}

/** The bus named by DBUS_SESSION_BUS_ADDRESS, or undefined: where there is none, nobody shows a tray icon either. */
export async function openSessionBus(
  platform: NodeJS.Platform,
  address: string | undefined,
  warn: (what: string, error: unknown) => void,
): Promise<SessionBus | undefined> {
  if (platform !== 'linux' || !address) return undefined;
  return connectBus(address).catch((error: unknown) => {
    warn('the session bus does not answer', error);
    return undefined;
  });
}

/** Resolves after the first look. */
export async function watchTrayHost({ platform, bus }: TrayHostOptions) {
  const changed = signal<boolean>();
  let present = platform !== 'linux';
  let looks = 0;

  const set = (next: boolean) => {
    if (next === present) return;
    present = next;
    changed.emit(next);
  };
  const look = async (on: SessionBus) => {
    looks += 1;
    const mine = looks;
    const answer = await hostRegistered(on);
    // A later look knows better, whichever answers first.
    if (mine === looks) set(answer);
  };

  if (bus !== undefined && platform === 'linux') {
    bus.heard.on((message) => {
      const owner = message.member === 'NameOwnerChanged' && message.body?.[0] === WATCHER;
      const host = message.interface === WATCHER && /^StatusNotifierHost(?:Unr|R)egistered$/.test(message.member ?? '');
      if (message.type === 'signal' && (owner || host)) void look(bus);
    });
    bus.closed.on(() => {
      looks += 1;
      set(false);
    });
    // Told of changes before the first look, so that none falls in between.
    await Promise.allSettled([
      bus.match(`type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${WATCHER}'`),
      bus.match(`type='signal',interface='${WATCHER}'`),
    ]);
    await look(bus);
  }
  return {
    get present() {
      return present;
    },
    changed,
  };
}

/** Any error, and no answer within a second, is no. */
async function hostRegistered(bus: SessionBus): Promise<boolean> {
  try {
    const [value] = await bus.call({
      destination: WATCHER,
      path: PATH,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [WATCHER, 'IsStatusNotifierHostRegistered'],
    });
    return (value as Variant).value === true;
  } catch {
    // No watcher, or one that does not answer: the same to us.
    return false;
  }
}
