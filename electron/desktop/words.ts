// Every word the main process says to a person: tray, menus, notifications, boxes. The window's own words are in renderer/locales.

export const words = {
  tray: {
    open: 'Open Kith',
    available: 'Available',
    away: 'Away',
    busy: 'Do not disturb',
    muteHour: 'Mute notifications for 1 hour',
    muteTomorrow: 'Mute notifications until tomorrow',
    unmute: 'Unmute notifications',
    quit: 'Quit Kith',
    offline: 'Offline',
    tooltip: (state: string, unread: number) => `Kith: ${state}${unread === 0 ? '' : `, ${unread} unread`}`,
  },
  title: (unread: number) => (unread === 0 ? 'Kith' : `(${unread}) Kith`),
  badge: (unread: number) => `${unread} unread`,
  notification: {
    unnamed: 'Kith',
    one: 'New message',
    several: (count: number) => `${count} new messages`,
  },
  hint: {
    title: 'Kith is still running',
    body: 'You go on receiving messages. Open or quit Kith from its icon in the tray.',
  },
  crashed: {
    title: 'The window keeps failing',
    body: 'The window of Kith ended three times within a minute and is not started again by itself. Your messages are safe and Kith stays connected. Open Kith again to try once more.',
  },
  export: {
    title: 'Export',
    name: (subject: string | null, day: string) => `Kith ${subject ?? 'chats'} ${day}`,
    kinds: { html: 'Web page', json: 'JSON', text: 'Text' },
  },
  certificate: { title: 'Choose a certificate', kind: 'Certificates with their key', any: 'All files' },
  menu: {
    about: 'About Kith',
    settings: 'Settings…',
    quit: 'Quit Kith',
    chat: 'Chat',
    newChat: 'New Chat',
    search: 'Search Chats',
    edit: 'Edit',
    view: 'View',
    window: 'Window',
    help: 'Help',
    shortcuts: 'Keyboard Shortcuts',
  },
  edit: {
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    noSuggestions: 'No suggestions',
  },
} as const;
