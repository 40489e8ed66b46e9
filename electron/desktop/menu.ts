// The application menu: macOS needs one for its standard shortcuts; elsewhere there is none, and editing keys work without.
import { Menu } from 'electron';

export function setMenu(platform: NodeJS.Platform): void {
  const menu = platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]) : null;
  Menu.setApplicationMenu(menu);
}
