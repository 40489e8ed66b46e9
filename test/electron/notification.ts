// Notification: kept where tests can read and click it (standIn.notifications), and shown over org.freedesktop.Notifications where a session bus
// is, with what libnotify would send: text as it is given, the icon's pixels, no word about sound (Electron passes `silent` on to macOS and Windows only).
import { EventEmitter } from 'node:events';
import type { NativeImage, NotificationConstructorOptions } from 'electron';
import { readPng } from '../support/png.ts';
import type { DesktopBus } from './bus.ts';
import { guard } from './guard.ts';
import type { StandIn } from './state.ts';

const SERVICE = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
};

export function makeNotification(state: StandIn, desktop: DesktopBus, appName: () => string): object {
  const byId = new Map<number, Notification>();
  let listening: Promise<unknown> | undefined;

  /** The notification's number on the desktop; undefined where nobody shows notifications. */
  async function showOnDesktop(notification: Notification): Promise<number | undefined> {
    const peer = await desktop.join();
    if (peer === undefined) return undefined;
    listening ??= peer.bus.match(`type='signal',interface='${SERVICE.interface}'`).then(() =>
      peer.bus.heard.on(({ interface: name, member, body = [] }) => {
        const shown = name === SERVICE.interface ? byId.get(Number(body[0])) : undefined;
        if (member === 'ActionInvoked') shown?.emit('click', {});
        if (member === 'NotificationClosed') shown?.gone(body[1] === 1 ? 'timedOut' : 'userCanceled');
      }),
    );
    await listening;
    const [id] = await peer.bus.call({
      ...SERVICE,
      member: 'Notify',
      signature: 'susssasa{sv}i',
      body: [
        appName(),
        0,
        '',
        notification.title,
        notification.body,
        ['default', 'View'],
        [
          ['urgency', { signature: 'y', value: 1 }],
          ['desktop-entry', { signature: 's', value: 'kith' }],
          ...imageHint(notification.options.icon),
        ],
        -1,
      ],
    });
    byId.set(Number(id), notification);
    return Number(id);
  }

  class Notification extends EventEmitter {
    static readonly isSupported = () => true;
    readonly options: NotificationConstructorOptions;
    title: string;
    body: string;
    silent: boolean;
    /** Resolves with the number on the desktop. */
    shownAs: Promise<number | undefined> = Promise.resolve(undefined);
    constructor(options: NotificationConstructorOptions = {}) {
      super();
      this.options = options;
      this.title = options.title ?? '';
      this.body = options.body ?? '';
      this.silent = options.silent ?? false;
      // biome-ignore lint/correctness/noConstructorReturn: the guarded object must be the one that `new` gives
      return guard('Notification', this);
    }
    show() {
      // Shown again, a notification replaces itself.
      this.remove();
      state.notifications.push(this);
      this.shownAs = showOnDesktop(this);
      this.shownAs.then(
        () => this.emit('show', {}),
        (error: unknown) => this.emit('failed', {}, String(error)),
      );
    }
    close() {
      if (!this.remove()) return;
      queueMicrotask(() => this.emit('close', { reason: 'applicationHidden' }));
      this.shownAs
        .then(async (id) => {
          if (id === undefined) return;
          byId.delete(id);
          await (await desktop.join())?.bus.call({ ...SERVICE, member: 'CloseNotification', signature: 'u', body: [id] });
        })
        // It was never shown, or went with its daemon.
        .catch(() => undefined);
    }
    /** The desktop took it away. */
    gone(reason: string) {
      if (this.remove()) this.emit('close', { reason });
    }
    private remove(): boolean {
      const at = state.notifications.indexOf(this);
      if (at !== -1) state.notifications.splice(at, 1);
      return at !== -1;
    }
  }
  return guard('Notification', Notification);
}

/** Desktop Notifications Specification 1.2, "Icons and Images": width, height, bytes a row, alpha, bits a channel, channels, pixels. */
function imageHint(icon: NativeImage | string | undefined): readonly (readonly [string, object])[] {
  if (icon === undefined || typeof icon === 'string' || icon.isEmpty()) return [];
  const { width, height, data } = readPng(icon.toPNG());
  return [['image-data', { signature: '(iiibiiay)', value: [width, height, width * 4, true, 8, 4, data] }]];
}
