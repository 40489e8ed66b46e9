// The session bus client and the search for a tray host, against a real dbus-daemon.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectBus, socketPaths } from '../../electron/desktop/session-bus.ts';
import { openSessionBus, watchTrayHost } from '../../electron/desktop/tray-host.ts';
import { joinBus, type PrivateBus, startBus } from '../support/dbus.ts';
import { startNotificationDaemon, startWatcher } from '../support/dbus-desktop.ts';
import { until } from '../support/until.ts';

const DAEMON = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };

let bus: PrivateBus;
beforeEach(async () => {
  bus = await startBus();
});
afterEach(() => bus.stop());

const silent = () => undefined;
const watch = async () => watchTrayHost({ platform: 'linux', bus: await openSessionBus('linux', bus.address, silent) });

describe('the session bus', () => {
  it('is spoken to', async () => {
    const client = await connectBus(bus.address);
    expect(await client.call({ ...DAEMON, member: 'NameHasOwner', signature: 's', body: ['org.freedesktop.DBus'] })).toEqual([true]);
    await expect(client.call({ ...DAEMON, member: 'Nonsense' })).rejects.toThrow(/UnknownMethod/);
    client.close();
  });

  it('tells what was waiting when it goes', async () => {
    const client = await connectBus(bus.address);
    const peer = await joinBus(bus.address);
    await peer.own('test.Silent');
    peer.bus.heard.on(() => undefined);
    let closed = 0;
    client.closed.on(() => {
      closed += 1;
    });
    await bus.stop();
    await until(() => closed === 1);
    await expect(client.call({ ...DAEMON, member: 'GetId' })).rejects.toThrow(/hung up/);
  });

  it('is given up when it is none, or does not answer', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kith-no-bus-'));
    const mute = createServer().listen(join(folder, 'mute'));
    const rude = createServer((socket) => socket.end('REJECTED\r\n')).listen(join(folder, 'rude'));
    await expect(connectBus(`unix:path=${folder}/missing`)).rejects.toThrow(/ENOENT/);
    await expect(connectBus(`unix:path=${folder}/rude`)).rejects.toThrow(/refused|hung up/);
    await expect(connectBus(`unix:path=${folder}/mute`)).rejects.toThrow(/did not answer/);
    await expect(connectBus('tcp:host=example.org,port=1')).rejects.toThrow(/no address/);
    expect(await openSessionBus('linux', `unix:path=${folder}/missing`, silent)).toBeUndefined();
    expect(await openSessionBus('linux', undefined, silent)).toBeUndefined();
    expect(await openSessionBus('darwin', bus.address, silent)).toBeUndefined();
    mute.close();
    rude.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['unix:path=/run/user/1000/bus', ['/run/user/1000/bus']],
    ['unix:path=/run/bus,guid=0af', ['/run/bus']],
    ['unix:abstract=/tmp/x,guid=1', ['\0/tmp/x']],
    ['unix:path=/a%20b;tcp:host=x;unix:path=/c', ['/a b', '/c']],
    ['unix:path=%zz', []],
    ['unix:', []],
    ['', []],
  ])('reads the address %s', (address, paths) => {
    expect(socketPaths(address)).toEqual(paths);
  });
});

describe('the tray host', () => {
  it('is everywhere but on Linux', async () => {
    expect((await watchTrayHost({ platform: 'win32', bus: undefined })).present).toBe(true);
    expect((await watchTrayHost({ platform: 'linux', bus: undefined })).present).toBe(false);
  });

  it('is seen, lost with its watcher and seen again', async () => {
    const watcher = await startWatcher(bus.address);
    const host = await watch();
    expect(host.present).toBe(true);
    const heard: boolean[] = [];
    host.changed.on((present) => heard.push(present));
    watcher.close();
    await until(() => heard.length === 1);
    const again = await startWatcher(bus.address);
    await until(() => heard.length === 2);
    expect(heard).toEqual([false, true]);
    again.close();
  });

  it('is not there while a watcher has no host', async () => {
    const watcher = await startWatcher(bus.address, { host: false });
    const host = await watch();
    expect(host.present).toBe(false);
    watcher.setHost(true);
    await until(() => host.present);
    watcher.setHost(false);
    await until(() => !host.present);
    watcher.close();
  });

  it('goes with the bus', async () => {
    const watcher = await startWatcher(bus.address);
    const host = await watch();
    watcher.close();
    await bus.stop();
    await until(() => !host.present);
  });
});

describe('the recording notification daemon', () => {
  it('shows, replaces, is clicked and closes', async () => {
    const daemon = await startNotificationDaemon(bus.address);
    const client = await connectBus(bus.address);
    await client.match("type='signal',interface='org.freedesktop.Notifications'");
    const heard: unknown[] = [];
    client.heard.on(({ member, body }) => heard.push([member, body]));
    const object = {
      destination: 'org.freedesktop.Notifications',
      path: '/org/freedesktop/Notifications',
      interface: 'org.freedesktop.Notifications',
    };
    const notify = (replaces: number, body: string) =>
      client.call({
        ...object,
        member: 'Notify',
        signature: 'susssasa{sv}i',
        body: ['Kith', replaces, '', 'bob', body, ['default', 'View'], [['urgency', { signature: 'y', value: 1 }]], -1],
      });
    expect(await notify(0, 'one')).toEqual([1]);
    expect(await notify(1, 'two')).toEqual([1]);
    expect(daemon.shown).toMatchObject([{ id: 1, title: 'bob', body: 'two', hints: { urgency: 1 } }]);
    expect(daemon.all).toHaveLength(2);
    for (const shown of [...daemon.shown]) daemon.click(shown);
    await until(() => heard.length === 2);
    expect(heard).toEqual([
      ['ActionInvoked', [1, 'default']],
      ['NotificationClosed', [1, 2]],
    ]);
    expect(daemon.shown).toEqual([]);
    client.close();
    daemon.close();
  });
});
