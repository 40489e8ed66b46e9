// Everything of Kith that the desktop sees, put together: window, tray, badge, notifications, power. It knows no services: what it shows is
// asked for through `facts`, what the person does there is told through `told`.

import { join } from 'node:path';
import { app, Notification, nativeImage, powerMonitor, type Session } from 'electron';
import type { Clock } from '../../shared/clock.ts';
import type { OwnPresence } from '../../shared/contact.ts';
import type { XmppLink } from '../../shared/links.ts';
import type { Settings } from '../../shared/settings.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import { watchAttention } from './attention.ts';
import { setAutostart } from './autostart.ts';
import { showUnread } from './badge.ts';
import { onClose, startsHidden } from './closing.ts';
import { openDesktopState } from './desktop-state.ts';
import { type LaunchArguments, readArguments } from './launch-arguments.ts';
import { type Command, setMenu } from './menu.ts';
import { notificationIcon } from './notification-icon.ts';
import { watchMarkup } from './notification-markup.ts';
import { makeNotifications, type Told } from './notifications.ts';
import { makePause } from './pause.ts';
import { watchPower } from './power.ts';
import { makeTray, type TrayIcon, type TrayState } from './tray.ts';
import { openSessionBus, watchTrayHost } from './tray-host.ts';
import { makeWindowLife } from './window-life.ts';
import { words } from './words.ts';

export interface Facts {
  presence(): OwnPresence['availability'];
  /** Some account is connected. */
  online(): boolean;
  unread(): number;
  /** Any of them may be another. */
  readonly changed: Signal<void>;
}

/** What the person does outside of the window. */
export interface Deeds {
  choose(availability: OwnPresence['availability']): void;
  open(conversation: string, message: string, position: number): void;
  /** The person is asked about what a link proposes. */
  propose(link: XmppLink): void;
  /** Remembers what the page shows; the returned function has it shown again. */
  keepView(): () => void;
  command(id: Command): void;
  hinted(): void;
  /** The page plays the sound of a message. */
  chime(): void;
  tray(present: boolean): void;
  asleep(): void;
  awake(): void;
  /** Nobody touches this device since then (ms since the epoch); undefined: somebody does. */
  idle(since: number | undefined): void;
  /** Whether anybody looks at the window. */
  attentive(attentive: boolean): void;
}

export interface DesktopOptions {
  readonly folder: string;
  /** Pictures and sounds. */
  readonly assets: string;
  readonly preload: string;
  readonly session: Session;
  readonly clock: Clock;
  readonly settings: { get(): Settings; readonly changed: Signal<Settings> };
  readonly facts: Facts;
  readonly deeds: Deeds;
  readonly warn: (what: string, error: unknown) => void;
}

export type Desktop = Awaited<ReturnType<typeof makeDesktop>>;

/** Where a wanted hidden start waits for a tray that comes up with the session, in ms. */
const TRAY_COMES = 5_000;
/** A panel that restarts is gone for a moment, in ms. */
const TRAY_GONE = 2_000;

export async function makeDesktop(options: DesktopOptions) {
  const { assets, clock, settings, facts, deeds, warn } = options;
  const { platform } = process;
  const pictures = join(assets, 'tray');
  // The builder's appId: Windows shows notifications only of an app whose start menu entry says the same.
  if (platform === 'win32') app.setAppUserModelId('chat.kith.Kith');
  const state = openDesktopState(options.folder);
  const bus = await openSessionBus(platform, process.env.DBUS_SESSION_BUS_ADDRESS, warn);
  const [host, markup] = await Promise.all([watchTrayHost({ platform, bus }), watchMarkup(platform, bus)]);
  const pause = makePause({ clock, state, warn });
  const touched = signal<void>();
  const focus = signal<boolean>();
  let icon: TrayIcon | undefined;

  const life = makeWindowLife({
    ...options,
    icon: join(assets, 'icon.png'),
    state,
    closing: () => onClose({ platform, tray: host.present }, settings.get()),
    hidden: hint,
    failed: () => life.whenReady(deeds.keepView()),
    opened(window) {
      window.on('focus', () => touched.emit());
      window.on('focus', () => focus.emit(true));
      for (const name of ['blur', 'closed'] as const) window.on(name as 'blur', () => focus.emit(false));
      showUnread(facts.unread(), window, { platform, pictures });
    },
  });
  const notifications = makeNotifications({
    make: (given) => new Notification(given),
    icon: (face) => notificationIcon(face, (bytes) => nativeImage.createFromBuffer(bytes)),
    clock,
    markup,
    warn,
    chime: platform === 'linux' ? deeds.chime : undefined,
    clicked(told) {
      life.showAt(() => deeds.open(told.conversation, told.message, told.position));
    },
  });

  /** Once ever: the window is gone, Kith is not. */
  function hint(): void {
    if (platform === 'darwin' || state.get('hinted')) return;
    try {
      state.set('hinted', true);
    } catch (error) {
      warn('that the hint was shown was not kept', error);
    }
    deeds.hinted();
    notifications.say(words.hint.title, words.hint.body, life.show);
  }

  function iconState(): TrayState {
    return { presence: facts.presence(), online: facts.online(), unread: facts.unread(), paused: pause.active() };
  }

  function draw(): void {
    icon?.update(iconState());
    showUnread(facts.unread(), life.window(), { platform, pictures });
  }

  function dress(present: boolean): void {
    icon?.destroy();
    icon = present
      ? makeTray(
          { platform, pictures, open: life.show, toggle: life.toggle, choose: deeds.choose, mute: pause.set, quit: () => app.quit() },
          iconState(),
        )
      : undefined;
  }

  let cancelRescue: () => void = () => undefined;
  host.changed.on((present) => {
    dress(present);
    deeds.tray(present);
    cancelRescue();
    // A window that was hidden into it would be out of reach.
    if (!present)
      cancelRescue = clock.after(TRAY_GONE, () => {
        if (life.hidden()) life.show();
      });
  });

  let arranged = false;
  function applySettings(): void {
    const { spelling, startAtLogin, notifications: wanted } = settings.get();
    options.session.setSpellCheckerEnabled(spelling);
    if (!wanted) notifications.withdrawAll();
    // Only what was chosen here is taken away again: an entry of the person's own making is theirs.
    if (startAtLogin !== arranged) arrangeLogin(startAtLogin);
    arranged = startAtLogin;
  }

  function arrangeLogin(enabled: boolean): void {
    try {
      setAutostart(enabled, {
        platform,
        configFolder: app.getPath('appData'),
        // An AppImage runs from a folder that is another one next time.
        command: [process.env.APPIMAGE || process.execPath, ...(app.isPackaged ? [] : [app.getAppPath()])],
        setLoginItem: (openAtLogin) => app.setLoginItemSettings({ openAtLogin }),
      });
    } catch (error) {
      warn('starting at login was not arranged', error);
    }
  }

  function follow({ link }: LaunchArguments): void {
    if (link === undefined) life.show();
    else life.showAt(() => deeds.propose(link));
  }

  return {
    /** Opens the window, at once where nothing is to be waited for, or stays in the tray where that was wanted and is possible. */
    async start(argv: readonly string[]): Promise<void> {
      const wanted = readArguments(argv);
      const asked = wanted.hidden || settings.get().startHidden;
      setMenu(platform, (id) => life.showAt(() => deeds.command(id)));
      applySettings();
      settings.changed.on(applySettings);
      facts.changed.on(draw);
      pause.changed.on(draw);
      dress(host.present);
      draw();
      const lookAgain = watchPower({
        monitor: powerMonitor,
        clock,
        online: facts.online,
        changed: facts.changed,
        touched,
        asleep: deeds.asleep,
        awake: deeds.awake,
        idleAfter: () => settings.get().autoAway * 60_000,
        idle: deeds.idle,
      });
      let { autoAway } = settings.get();
      settings.changed.on((now) => {
        if (now.autoAway !== autoAway) lookAgain();
        autoAway = now.autoAway;
      });
      watchAttention({ monitor: powerMonitor, clock, focus, told: deeds.attentive });
      app.on('second-instance', (_event, again) => follow(readArguments(again)));
      app.on('activate', life.show);
      // A session's panel may come up after us.
      if (asked && bus !== undefined && !host.present) await comes(host.changed, clock);
      if (!startsHidden({ platform, tray: host.present }, asked, wanted.link !== undefined)) follow(wanted);
    },
    window: life.window,
    focused: () => life.window()?.isFocused() === true,
    tray: () => host.present,
    /** The page has read where everything stands; what was asked of it meanwhile may follow. */
    pageReady: life.ready,
    /** From now on closing is not prevented. */
    ending: life.ending,
    /** A link from the system (macOS), treated like one among the arguments. */
    openLink: (url: string) => follow(readArguments(['', url])),
    tell(told: Told): void {
      if (!pause.active() && Notification.isSupported()) notifications.tell(told);
    },
    withdraw: notifications.withdraw,
    withdrawAll: notifications.withdrawAll,
  };
}

function comes(changed: Signal<boolean>, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const stop = changed.on(() => done());
    const cancel = clock.after(TRAY_COMES, () => done());
    const done = () => {
      stop();
      cancel();
      resolve();
    };
  });
}
