// One notification per conversation: the next one replaces the last, reading withdraws it.
// Whether and how much a notification says was decided before (services/notify.ts). Electron's class is an argument, so this runs in tests.
import type { NotificationConstructorOptions } from 'electron';
import type { Clock } from '../../shared/clock.ts';
import type { Face } from './notification-icon.ts';
import { words } from './words.ts';

export interface Told {
  readonly conversation: string;
  /** The newest message, where a click leads. */
  readonly message: string;
  readonly position: number;
  /** How many messages it speaks of. */
  readonly count: number;
  /** Left out: the notification names nobody. */
  readonly title?: string;
  /** Left out: the notification quotes nothing. */
  readonly body?: string;
  /** Of several accounts, the one it came to. */
  readonly account?: string;
  /** Whose picture it carries, if it names them. */
  readonly avatar?: Face;
  readonly sound: boolean;
}

/** What is used of Electron's Notification. */
export interface NativeNotification {
  on(event: 'click', listener: () => void): unknown;
  on(event: 'close', listener: (event: { readonly reason?: string }) => void): unknown;
  on(event: 'failed', listener: (event: unknown, error: string) => void): unknown;
  show(): void;
  close(): void;
}

export interface NotificationsOptions {
  readonly make: (options: NotificationConstructorOptions) => NativeNotification;
  readonly icon: (avatar: Face) => NonNullable<NotificationConstructorOptions['icon']>;
  readonly clock: Clock;
  /** The text goes through a reader of markup (Desktop Notifications Specification 1.2, "Markup"). */
  readonly markup: () => boolean;
  readonly clicked: (told: Told) => void;
  /** Kith's own sound, where the system makes none (Linux: Electron sends no hint for it). */
  readonly chime: (() => void) | undefined;
  readonly warn: (what: string, error: unknown) => void;
}

/** One sound for what comes together, in ms. */
const ONE_SOUND = 2_000;
/** No conversation's id. */
const OWN = '';

export function makeNotifications({ make, icon, clock, markup, clicked, chime, warn }: NotificationsOptions) {
  // Electron's object is the only one that hears the click: without this reference it would be collected.
  const shown = new Map<string, NativeNotification>();
  let sounded = Number.NEGATIVE_INFINITY;

  function take(conversation: string): void {
    const notification = shown.get(conversation);
    shown.delete(conversation);
    notification?.close();
  }

  return {
    /** Something Kith itself has to say; `clicked` hears of a click while this runs. */
    say(title: string, body: string, clicked: () => void): void {
      const notification = make({ title, body: markup() ? withoutMarkup(body) : body, silent: true });
      notification.on('click', () => {
        take(OWN);
        clicked();
      });
      shown.set(OWN, notification);
      notification.show();
    },
    tell(told: Told): void {
      const { conversation, count, title, account, body, avatar } = told;
      const { unnamed, one, several, to } = words.notification;
      take(conversation);
      const silent = !told.sound || clock.now() - sounded < ONE_SOUND;
      if (!silent) sounded = clock.now();
      const text = count > 1 ? several(count) : (body ?? one);
      const notification = make({
        title: title === undefined || account === undefined ? (title ?? unnamed) : to(title, account),
        body: markup() ? withoutMarkup(text) : text,
        silent,
        // A picture names a person as well as a title does.
        ...(title === undefined || avatar === undefined ? {} : { icon: icon(avatar) }),
      });
      notification.on('click', () => {
        take(conversation);
        clicked(told);
      });
      notification.on('close', ({ reason }) => {
        // What timed out still lies in the system's list and can be clicked there.
        if (reason !== 'timedOut' && shown.get(conversation) === notification) shown.delete(conversation);
      });
      notification.on('failed', (_event, error) => warn('a notification was not shown', error));
      shown.set(conversation, notification);
      notification.show();
      if (!silent) chime?.();
    },
    /** The person has seen it, or it is gone: nothing stays on the screen. */
    withdraw: take,
    withdrawAll(): void {
      for (const conversation of [...shown.keys()]) take(conversation);
    },
  };
}

function withoutMarkup(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
