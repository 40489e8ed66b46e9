// What a Linux desktop offers on the session bus: a notification daemon that records (Desktop Notifications Specification 1.2)
// and a StatusNotifierWatcher with or without a host (StatusNotifierItem specification).
import type { Variant } from '../../electron/desktop/bus-codec.ts';
import { type BusObject, joinBus, type Peer } from './dbus.ts';

export interface ShownNotification {
  readonly id: number;
  readonly app: string;
  readonly title: string;
  readonly body: string;
  /** Keys and labels in turn. */
  readonly actions: readonly string[];
  readonly hints: Readonly<Record<string, unknown>>;
}

export interface NotificationDaemon {
  /** On the screen now, oldest first. */
  readonly shown: readonly ShownNotification[];
  /** Everything that was ever asked for. */
  readonly all: readonly ShownNotification[];
  /** As the person: clicks it; it goes away. */
  click(notification: ShownNotification): void;
  /** As the person: closes it. */
  dismiss(notification: ShownNotification): void;
  close(): void;
}

export async function startNotificationDaemon(address: string, capabilities: readonly string[] = ['actions', 'body', 'body-markup']) {
  const peer = await joinBus(address);
  const shown: ShownNotification[] = [];
  const all: ShownNotification[] = [];
  let last = 0;

  const remove = (id: number, reason: 1 | 2 | 3) => {
    const at = shown.findIndex((each) => each.id === id);
    if (at === -1) return;
    shown.splice(at, 1);
    peer.emit(object, 'NotificationClosed', 'uu', [id, reason]);
  };
  const notify = (
    app: string,
    replaces: number,
    _icon: string,
    title: string,
    body: string,
    actions: string[],
    hints: [string, Variant][],
  ) => {
    const id = replaces === 0 ? ++last : replaces;
    const notification = { id, app, title, body, actions, hints: Object.fromEntries(hints.map(([key, { value }]) => [key, value])) };
    const at = shown.findIndex((each) => each.id === id);
    if (at === -1) shown.push(notification);
    else shown[at] = notification;
    all.push(notification);
    return [id];
  };
  const object: BusObject = {
    path: '/org/freedesktop/Notifications',
    interface: 'org.freedesktop.Notifications',
    methods: {
      Notify: { out: 'u', run: notify as never },
      CloseNotification: {
        out: '',
        run: ((id: number) => {
          remove(id, 3);
          return [];
        }) as never,
      },
      GetCapabilities: { out: 'as', run: () => [capabilities] },
      GetServerInformation: { out: 'ssss', run: () => ['recorder', 'Kith', '1', '1.2'] },
    },
  };
  peer.offer(object);
  await peer.own('org.freedesktop.Notifications');
  const daemon: NotificationDaemon = {
    shown,
    all,
    click(notification) {
      peer.emit(object, 'ActionInvoked', 'us', [notification.id, 'default']);
      remove(notification.id, 2);
    },
    dismiss: (notification) => remove(notification.id, 2),
    close: () => peer.close(),
  };
  return daemon;
}

export interface Watcher {
  /** Bus names of the tray icons that registered, living ones only. */
  readonly items: readonly string[];
  /** A property of the item, such as ToolTip. */
  read(item: string, property: string): Promise<unknown>;
  /** As the person: a click on the icon. */
  activate(item: string): Promise<void>;
  /** Gains or loses its host while the watcher stays. */
  setHost(present: boolean): void;
  /** Leaves the bus, as when the panel crashes. */
  close(): void;
}

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = { path: '/StatusNotifierItem', interface: 'org.kde.StatusNotifierItem' };

export async function startWatcher(address: string, { host = true }: { host?: boolean } = {}): Promise<Watcher> {
  const peer: Peer = await joinBus(address);
  const items: string[] = [];
  let present = host;
  const watcher: BusObject = {
    path: '/StatusNotifierWatcher',
    interface: WATCHER,
    methods: {
      RegisterStatusNotifierItem: {
        out: '',
        run: ((service: string, sender: string) => {
          items.push(service.startsWith('/') ? sender : service);
          return [];
        }) as never,
      },
      RegisterStatusNotifierHost: { out: '', run: () => [] },
    },
    properties: () => ({
      IsStatusNotifierHostRegistered: { signature: 'b', value: present },
      RegisteredStatusNotifierItems: { signature: 'as', value: items },
      ProtocolVersion: { signature: 'i', value: 0 },
    }),
  };
  peer.offer(watcher);
  await peer.bus.match("type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'");
  peer.bus.heard.on(({ member, body }) => {
    const at = member === 'NameOwnerChanged' && body?.[2] === '' ? items.indexOf(String(body[0])) : -1;
    if (at !== -1) items.splice(at, 1);
  });
  await peer.own(WATCHER);
  return {
    items,
    async read(item, property) {
      const [value] = await peer.bus.call({
        destination: item,
        path: ITEM.path,
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        signature: 'ss',
        body: [ITEM.interface, property],
      });
      return (value as Variant).value;
    },
    activate: async (item) => void (await peer.bus.call({ destination: item, ...ITEM, member: 'Activate', signature: 'ii', body: [0, 0] })),
    setHost(next) {
      present = next;
      peer.emit(watcher, next ? 'StatusNotifierHostRegistered' : 'StatusNotifierHostUnregistered');
    },
    close: () => peer.close(),
  };
}
