// What the person chose. Kept by electron-store; never a secret.

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark' | 'contrast';
  readonly density: 'comfortable' | 'compact';
  /** 'en', or 'en-XA': the pseudo-locale, mirrored and a third longer. */
  readonly language: 'en' | 'en-XA';
  /** Width of the chat list in CSS pixels, 240 to 420. */
  readonly listWidth: number;
}

export const DEFAULT_SETTINGS: Settings = { theme: 'system', density: 'comfortable', language: 'en', listWidth: 312 };
