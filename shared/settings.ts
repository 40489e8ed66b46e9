// What the person chose. Kept by electron-store; never a secret.

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark' | 'contrast';
  readonly density: 'comfortable' | 'compact';
  /** Per cent of the normal text size. */
  readonly textSize: (typeof TEXT_SIZES)[number];
  /** 'en', or 'en-XA': the pseudo-locale, mirrored and a third longer. */
  readonly language: 'en' | 'en-XA';
  /** Width of the chat list in CSS pixels, 240 to 420. */
  readonly listWidth: number;

  readonly notifications: boolean;
  /** What a notification tells: sender and text, the sender alone, or only that there is something. */
  readonly notificationDetail: 'text' | 'sender' | 'nothing';
  readonly sounds: boolean;

  /** Enter sends; otherwise Enter breaks the line and Ctrl+Enter (Cmd+Enter) sends. */
  readonly enterSends: boolean;
  /** Ask before a link leaves Kith. */
  readonly confirmLinks: boolean;
  /** Others learn that the person is typing (XEP-0085). */
  readonly sendTyping: boolean;
  /** Whoever asks is told which program and version this is (XEP-0092). */
  readonly tellVersion: boolean;
  /** Contacts who see when the person is online may ask what time it is here (XEP-0202). */
  readonly tellTime: boolean;
  /** Others learn that a message reached this device (XEP-0184). */
  readonly sendReceipts: boolean;
  /** Others learn that the person has seen a message (XEP-0333). */
  readonly sendRead: boolean;
  /** Downloads dictionaries, so it is off until wanted. */
  readonly spelling: boolean;
  /** The latest first. */
  readonly recentEmoji: readonly string[];
  readonly skinTone: SkinTone;

  /** Contacts by name, or those who can be reached first. */
  readonly contactOrder: 'reach' | 'name';
  /** The contact list shows only who is there. */
  readonly contactsThere: boolean;

  /** Minutes without a touch after which others see the person as away; 0: never, also not while the screen is locked. */
  readonly autoAway: (typeof AUTO_AWAY)[number];
  /** What the person said of themselves before, the latest first. */
  readonly recentStatuses: readonly string[];
  /** Who sees the person while they appear offline: ids of contacts, and groups. */
  readonly appearToContacts: readonly string[];
  readonly appearToGroups: readonly string[];

  /** Closing the window leaves Kith running in the tray (where there is one). */
  readonly closeToTray: boolean;
  readonly startAtLogin: boolean;
  /** Start without a window (where there is a tray). */
  readonly startHidden: boolean;
}

/** 0: yellow; 1 to 5: light to dark. */
export type SkinTone = (typeof SKIN_TONES)[number];

export const SKIN_TONES = [0, 1, 2, 3, 4, 5] as const;
export const AUTO_AWAY = [0, 5, 10, 30] as const;
export const TEXT_SIZES = [80, 90, 100, 110, 125, 150, 175, 200] as const;

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  density: 'comfortable',
  textSize: 100,
  language: 'en',
  listWidth: 312,
  notifications: true,
  notificationDetail: 'text',
  sounds: true,
  enterSends: true,
  confirmLinks: false,
  sendTyping: true,
  tellVersion: true,
  tellTime: true,
  sendReceipts: true,
  sendRead: true,
  spelling: false,
  recentEmoji: [],
  skinTone: 0,
  contactOrder: 'reach',
  contactsThere: false,
  autoAway: 10,
  recentStatuses: [],
  appearToContacts: [],
  appearToGroups: [],
  closeToTray: true,
  startAtLogin: false,
  startHidden: false,
};
