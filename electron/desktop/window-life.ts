// The window's life: opened when it is wanted first, hidden or closed, brought back, and its page loaded again when it fails.
import { app, type BrowserWindow, dialog, nativeTheme } from 'electron';
import type { Clock } from '../../shared/clock.ts';
import { watchPage } from './page-watch.ts';
import { openWindow, type WindowOptions } from './window.ts';
import { words } from './words.ts';

export interface WindowLifeOptions extends Omit<WindowOptions, 'dark'> {
  readonly clock: Clock;
  /** What closing the window means now. */
  readonly closing: () => 'hide' | 'quit';
  /** It was closed and Kith goes on. */
  readonly hidden: () => void;
  /** The page ended and is about to be loaded again. */
  readonly failed: () => void;
  readonly opened: (window: BrowserWindow) => void;
}

/** How long a page may take to show another chat, in ms; less than anybody notices. */
const PAGE_TURNS = 60;

export function makeWindowLife(options: WindowLifeOptions) {
  const { clock, warn } = options;
  let window: BrowserWindow | undefined;
  let page: ReturnType<typeof watchPage> | undefined;
  let ending = false;
  let ready = false;
  let waiting: (() => void)[] = [];

  const living = (): BrowserWindow | undefined => (window?.isDestroyed() === false ? window : undefined);

  function open(): void {
    const opened = openWindow({ ...options, dark: nativeTheme.shouldUseDarkColors });
    const { webContents } = opened;
    const watch = watchPage({
      clock,
      end: () => webContents.forcefullyCrashRenderer(),
      reload: () => opened.reload(),
      giveUp: () => dialog.showErrorBox(words.crashed.title, words.crashed.body),
    });
    window = opened;
    page = watch;
    ready = false;
    webContents.on('render-process-gone', (_event, { reason }) => {
      ready = false;
      warn('the page ended', reason);
      if (reason === 'clean-exit' || ending || opened.isDestroyed()) return;
      options.failed();
      watch.failed();
    });
    opened.on('unresponsive', () => watch.hangs());
    opened.on('responsive', () => watch.answers());
    opened.on('close', (event) => {
      if (ending || options.closing() === 'quit') return;
      event.preventDefault();
      hide(opened);
    });
    opened.on('closed', () => watch.answers());
    options.opened(opened);
  }

  function hide(shown: BrowserWindow): void {
    const gone = () => {
      shown.hide();
      options.hidden();
    };
    // macOS would leave a black screen behind.
    if (shown.isFullScreen()) {
      shown.once('leave-full-screen', gone);
      shown.setFullScreen(false);
    } else gone();
  }

  function show(): void {
    const shown = living();
    if (shown === undefined) {
      open();
      return;
    }
    page?.wanted();
    if (shown.isMinimized()) shown.restore();
    shown.show();
    shown.focus();
  }

  function whenReady(run: () => void): void {
    if (ready) run();
    else waiting.push(run);
  }

  app.on('window-all-closed', () => {
    if (ending || options.closing() === 'quit') app.quit();
  });

  return {
    window: living,
    show,
    /** In front: away with it, where that is no farewell; else: here it is. */
    toggle(): void {
      const shown = living();
      if (shown?.isFocused() === true && options.closing() === 'hide') shown.hide();
      else show();
    },
    /** Running without a window to be seen. */
    hidden: (): boolean => !ending && living()?.isVisible() !== true,
    ready(): void {
      ready = true;
      const due = waiting;
      waiting = [];
      for (const each of due) each();
    },
    /** Shows the window where `turn` leads the page. What it showed before is not seen again: it would count as read. */
    showAt(turn: () => void): void {
      if (ready && living()?.isFocused() === false) {
        turn();
        clock.after(PAGE_TURNS, show);
        return;
      }
      show();
      whenReady(turn);
    },
    /** At once, or when the page that is just being opened can hear it. */
    whenReady,
    ending(): void {
      ending = true;
    },
  };
}
