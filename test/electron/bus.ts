// The session bus the stand-in speaks to, where DBUS_SESSION_BUS_ADDRESS names one: notifications and tray icons go there as Electron's do.
import { joinBus, type Peer } from '../support/dbus.ts';

export interface DesktopBus {
  /** undefined: there is no bus; connected at the first use. */
  join(): Promise<Peer | undefined>;
}

export function makeDesktopBus(address: () => string | undefined): DesktopBus {
  let joined: Promise<Peer | undefined> | undefined;
  return {
    join() {
      const at = address();
      joined ??= at === undefined || at === '' ? Promise.resolve(undefined) : joinBus(at).catch(() => undefined);
      return joined;
    },
  };
}
