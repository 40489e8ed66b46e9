// What closing and starting mean. Pure: the window is never out of reach of the person.

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  /** Something shows our tray icon. */
  readonly tray: boolean;
}

/** 'hide' leaves Kith running; 'quit' ends it. */
export function onClose(at: Surroundings, chosen: { readonly closeToTray: boolean }): 'hide' | 'quit' {
  // macOS keeps an app without windows in the dock, which brings the window back.
  if (at.platform === 'darwin') return 'hide';
  return chosen.closeToTray && at.tray ? 'hide' : 'quit';
}

/** Whether the first window may stay away; `asked` by the settings or --hidden. A link is a reason to show it. */
export function startsHidden(at: Surroundings, asked: boolean, link: boolean): boolean {
  return asked && !link && (at.tray || at.platform === 'darwin');
}
