// The application menu: macOS needs one for its standard shortcuts; elsewhere there is none, and editing keys work without.
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { words } from './words.ts';

export type Command = 'new-chat' | 'settings' | 'search' | 'shortcuts';

export function setMenu(platform: NodeJS.Platform, command: (id: Command) => void): void {
  Menu.setApplicationMenu(platform === 'darwin' ? Menu.buildFromTemplate(macMenu(command)) : null);
}

/** Zoom is the page's own (the text size of the settings), so its keys stay with the page. */
export function macMenu(command: (id: Command) => void): MenuItemConstructorOptions[] {
  const { menu } = words;
  const ask = (label: string, accelerator: string, id: Command): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => command(id),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return [
    {
      role: 'appMenu',
      label: 'Kith',
      submenu: [
        { role: 'about', label: menu.about },
        line,
        ask(menu.settings, 'Cmd+,', 'settings'),
        line,
        { role: 'services' },
        line,
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
        line,
        { role: 'quit', label: menu.quit },
      ],
    },
    { label: menu.chat, submenu: [ask(menu.newChat, 'Cmd+N', 'new-chat'), ask(menu.search, 'Cmd+K', 'search'), line, { role: 'close' }] },
    { role: 'editMenu', label: menu.edit },
    { label: menu.view, submenu: [{ role: 'togglefullscreen' }] },
    { role: 'windowMenu', label: menu.window },
    { role: 'help', label: menu.help, submenu: [ask(menu.shortcuts, 'Cmd+/', 'shortcuts')] },
  ];
}
