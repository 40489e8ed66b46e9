// Other networks than before: told once, whichever way they differ.
import type { NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { makeNetworks } from '../../electron/desktop/networks.ts';

const at = (cidr: string, internal = false): NetworkInterfaceInfo => ({
  address: cidr.split('/')[0] ?? '',
  netmask: '',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr,
});

it('are those with another interface, another address or one fewer; the machine itself and their order are none', () => {
  let now: ReturnType<typeof networkInterfaces> = { lo: [at('127.0.0.1/8', true)], wlan0: [at('192.168.1.5/24')] };
  const networks = makeNetworks(() => now);
  const become = (next: typeof now) => {
    now = next;
    return [networks.changed(), networks.changed()];
  };
  expect(networks.changed()).toBe(false);
  expect(become({ ...now, tun0: [at('10.8.0.2/24')] })).toEqual([true, false]);
  expect(become({ tun0: [at('10.8.0.2/24')], wlan0: [at('192.168.1.5/24')], lo: [] })).toEqual([false, false]);
  expect(become({ ...now, wlan0: [at('192.168.7.5/24')] })).toEqual([true, false]);
  expect(become({ wlan0: [at('192.168.7.5/24')] })).toEqual([true, false]);
  expect(become({})).toEqual([true, false]);
});
