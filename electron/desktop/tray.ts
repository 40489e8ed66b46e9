// The icon in the tray: presence and unread as one picture each, a menu with everything to do without the window.

import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { OwnPresence } from '../../shared/contact.ts';
import { words } from './words.ts';

export interface TrayState {
  readonly presence: OwnPresence['availability'];
  readonly online: boolean;
  readonly unread: number;
  readonly paused: boolean;
}

export interface TrayOptions {
  readonly platform: NodeJS.Platform;
  /** Folder of the pictures: STATE[-unread][Template|Large].png, with @2x beside them. */
  readonly pictures: string;
  readonly open: () => void;
  /** A click on the icon: shows the window, or hides it where it is in front. */
  readonly toggle: () => void;
  readonly choose: (availability: OwnPresence['availability']) => void;
  readonly mute: (howLong: 'hour' | 'tomorrow' | 'not') => void;
  readonly quit: () => void;
}

/** Only where something shows it; dropped when that goes and made anew when it comes back, for it does not register twice by itself. */
export function makeTray(options: TrayOptions, state: TrayState) {
  const tray = new Tray(pictureOf(options, state));
  let told = '';
  const update = (next: TrayState): void => {
    const telling = JSON.stringify(next);
    if (telling === told) return;
    told = telling;
    tray.setImage(pictureOf(options, next));
    tray.setToolTip(words.tray.tooltip(next.online ? words.tray[next.presence] : words.tray.offline, next.unread));
    // On Linux a change inside the menu shows only when the menu is set again.
    tray.setContextMenu(Menu.buildFromTemplate(menuFor(options, next)));
  };
  // On Linux a click may mean the menu or two clicks, so the menu has everything; macOS opens the menu by itself.
  if (options.platform !== 'darwin') tray.on('click', options.toggle);
  update(state);
  return { update, destroy: () => tray.destroy() };
}

export type TrayIcon = ReturnType<typeof makeTray>;

function pictureOf({ platform, pictures }: TrayOptions, { presence, online, unread }: TrayState) {
  const kind = platform === 'darwin' ? 'Template' : platform === 'linux' ? 'Large' : '';
  return nativeImage.createFromPath(
    join(pictures, `${online && presence !== 'hidden' ? presence : 'offline'}${unread > 0 ? '-unread' : ''}${kind}.png`),
  );
}

function menuFor(options: TrayOptions, { presence, paused }: TrayState): MenuItemConstructorOptions[] {
  const { tray } = words;
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const status = (availability: OwnPresence['availability']): MenuItemConstructorOptions => ({
    label: tray[availability],
    type: 'radio',
    checked: presence === availability,
    click: () => options.choose(availability),
  });
  const mute: MenuItemConstructorOptions[] = paused
    ? [{ label: tray.unmute, click: () => options.mute('not') }]
    : [
        { label: tray.muteHour, click: () => options.mute('hour') },
        { label: tray.muteTomorrow, click: () => options.mute('tomorrow') },
      ];
  return [
    { label: tray.open, click: options.open },
    line,
    ...(['available', 'away', 'busy', 'hidden'] as const).map(status),
    line,
    ...mute,
    line,
    { label: tray.quit, click: options.quit },
  ];
}
