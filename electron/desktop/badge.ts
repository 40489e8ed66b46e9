// How much is unread, where the system shows it: window title everywhere, dock or launcher on macOS and Linux, a dot on the taskbar on Windows.

import { join } from 'node:path';
import { app, type BrowserWindow, nativeImage } from 'electron';
import { words } from './words.ts';

export interface BadgeOptions {
  readonly platform: NodeJS.Platform;
  readonly pictures: string;
}

export function showUnread(unread: number, window: BrowserWindow | undefined, { platform, pictures }: BadgeOptions): void {
  // Windows has one of the two, or it would show both.
  if (platform !== 'win32') app.setBadgeCount(unread);
  if (window === undefined || window.isDestroyed()) return;
  window.setTitle(words.title(unread));
  if (platform === 'win32')
    window.setOverlayIcon(unread === 0 ? null : nativeImage.createFromPath(join(pictures, 'overlay.png')), words.badge(unread));
}
