// Tray icons and notifications: kept where tests can read and click them (standIn.trays, standIn.notifications); nothing is drawn.
import { EventEmitter } from 'node:events';
import type { Menu, NativeImage, NotificationConstructorOptions } from 'electron';
import { guard } from './guard.ts';
import type { StandIn } from './state.ts';

export function makeTray(state: StandIn): object {
  class Tray extends EventEmitter {
    image: NativeImage | string;
    toolTip = '';
    title = '';
    menu: Menu | null = null;
    private gone = false;
    constructor(image: NativeImage | string) {
      super();
      this.image = image;
      const guarded = guard('Tray', this);
      state.trays.push(guarded);
      // biome-ignore lint/correctness/noConstructorReturn: the guarded object must be the one that `new` gives
      return guarded;
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
    }
  }
  return guard('Tray', Tray);
}

export function makeNotification(state: StandIn): object {
  class Notification extends EventEmitter {
    static readonly isSupported = () => true;
    readonly options: NotificationConstructorOptions;
    title: string;
    body: string;
    silent: boolean;
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
      const at = state.notifications.indexOf(this);
      if (at !== -1) state.notifications.splice(at, 1);
      state.notifications.push(this);
      queueMicrotask(() => this.emit('show', {}));
    }
    close() {
      const at = state.notifications.indexOf(this);
      if (at === -1) return;
      state.notifications.splice(at, 1);
      queueMicrotask(() => this.emit('close', {}));
    }
  }
  return guard('Notification', Notification);
}
