// Tray icons: kept where tests can read and click them (standIn.trays), and registered as StatusNotifierItem where a session bus has a watcher.
// Only its state is offered there: the picture's file stays here, the menu is read through standIn.
import { EventEmitter } from 'node:events';
import type { Menu, NativeImage } from 'electron';
import type { BusObject, Peer } from '../support/dbus.ts';
import type { DesktopBus } from './bus.ts';
import { guard } from './guard.ts';
import type { StandIn } from './state.ts';

const WATCHER = {
  destination: 'org.kde.StatusNotifierWatcher',
  path: '/StatusNotifierWatcher',
  interface: 'org.kde.StatusNotifierWatcher',
};

export function makeTray(state: StandIn, desktop: DesktopBus, newBus: () => Promise<Peer | undefined>): object {
  let made = 0;
  class Tray extends EventEmitter {
    image: NativeImage | string;
    toolTip = '';
    title = '';
    menu: Menu | null = null;
    private gone = false;
    private registered: Promise<Peer | undefined>;
    constructor(image: NativeImage | string) {
      super();
      this.image = image;
      const guarded = guard('Tray', this);
      state.trays.push(guarded);
      this.registered = this.register(guarded).catch(() => undefined);
      // biome-ignore lint/correctness/noConstructorReturn: the guarded object must be the one that `new` gives
      return guarded;
    }
    /** Once, as Electron does: a watcher that comes later is not told. */
    private async register(self: Tray): Promise<Peer | undefined> {
      if ((await desktop.join()) === undefined) return undefined;
      // A connection of its own: when it closes the item is gone, which is how an icon is withdrawn.
      const peer = await newBus();
      if (peer === undefined) return undefined;
      const item: BusObject = {
        path: '/StatusNotifierItem',
        interface: 'org.kde.StatusNotifierItem',
        methods: {
          Activate: {
            out: '',
            run: () => {
              self.emit('click', {}, self.getBounds());
              return [];
            },
          },
        },
        properties: () => ({
          Category: { signature: 's', value: 'ApplicationStatus' },
          Id: { signature: 's', value: 'Kith' },
          Title: { signature: 's', value: self.title },
          Status: { signature: 's', value: 'Active' },
          IconName: { signature: 's', value: '' },
          ToolTip: { signature: '(sa(iiay)ss)', value: ['', [], self.toolTip, ''] },
          ItemIsMenu: { signature: 'b', value: false },
        }),
      };
      peer.offer(item);
      const name = `org.kde.StatusNotifierItem-${process.pid}-${++made}`;
      await peer.own(name);
      await peer.bus.call({ ...WATCHER, member: 'RegisterStatusNotifierItem', signature: 's', body: [name] }).catch(() => undefined);
      return peer;
    }
    setImage(image: NativeImage | string) {
      this.image = image;
    }
    setToolTip(text: string) {
      this.toolTip = text;
    }
    setTitle(title: string) {
      this.title = title;
    }
    getTitle() {
      return this.title;
    }
    setContextMenu(menu: Menu | null) {
      this.menu = menu;
    }
    popUpContextMenu(menu?: Menu) {
      (menu ?? this.menu)?.popup();
    }
    getBounds() {
      return { x: 0, y: 0, width: 22, height: 22 };
    }
    isDestroyed() {
      return this.gone;
    }
    destroy() {
      this.gone = true;
      const at = state.trays.findIndex((each) => (each as Tray).isDestroyed());
      if (at !== -1) state.trays.splice(at, 1);
      void this.registered.then((peer) => peer?.close());
    }
  }
  return guard('Tray', Tray);
}
