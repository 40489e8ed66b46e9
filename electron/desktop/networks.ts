// Which networks this machine hangs on. Nobody tells Node of a cable that is plugged in beside a Wi-Fi, or of a VPN that comes up; but
// whoever hears that something may have changed can compare.
import { networkInterfaces } from 'node:os';

export interface Networks {
  /** Whether they are others than when this was asked last. */
  changed(): boolean;
}

export function makeNetworks(read: () => ReturnType<typeof networkInterfaces> = () => networkInterfaces()): Networks {
  let known = addresses();

  function addresses(): string {
    return Object.entries(read())
      .flatMap(([name, each = []]) => each.filter(({ internal }) => !internal).map(({ cidr, address }) => `${name} ${cidr ?? address}`))
      .sort()
      .join('\n');
  }

  return {
    changed() {
      const now = addresses();
      const other = now !== known;
      known = now;
      return other;
    },
  };
}
