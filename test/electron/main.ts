// What `import 'electron'` resolves to in the main process (launch.ts): the module made for this process, under Electron's names.
import { MODULE, type makeStandIn } from './stand-in.ts';

type Module = ReturnType<typeof makeStandIn>['electron'] & Readonly<Record<string, object>>;
const electron = (globalThis as unknown as Record<symbol, Module>)[MODULE];
if (electron === undefined) throw new Error("The module 'electron' exists only below test/electron/electron.");

export const { app, BrowserWindow, clipboard, dialog, ipcMain, Menu, MenuItem, nativeImage, nativeTheme, net, Notification, powerMonitor } =
  electron;
export const { protocol, safeStorage, screen, session, shell, Tray, webContents, standIn } = electron;
export const {
  autoUpdater,
  BaseWindow,
  BrowserView,
  ClipboardItem,
  contentTracing,
  crashReporter,
  desktopCapturer,
  globalShortcut,
  ImageView,
} = electron;
export const {
  inAppPurchase,
  MessageChannelMain,
  netLog,
  powerSaveBlocker,
  pushNotifications,
  sharedTexture,
  ShareMenu,
  systemPreferences,
} = electron;
export const { TouchBar, utilityProcess, View, WebContentsView, webFrameMain, webUtils } = electron;
export { electron as default, electron as 'module.exports' };
