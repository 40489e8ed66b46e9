// Starting with the session. macOS and Windows keep a list that Electron writes; on Linux it is a file (Desktop Application Autostart
// Specification 0.5; the quoting of Exec is Desktop Entry Specification 1.5, "The Exec key").
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface AutostartOptions {
  readonly platform: NodeJS.Platform;
  /** $XDG_CONFIG_HOME or what stands for it. */
  readonly configFolder: string;
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly setLoginItem: (open: boolean) => void;
}

export const entryFile = (configFolder: string): string => join(configFolder, 'autostart', 'kith.desktop');

/** Throws when the file cannot be written. */
export function setAutostart(enabled: boolean, { platform, configFolder, command, setLoginItem }: AutostartOptions): void {
  const file = entryFile(configFolder);
  const entry = desktopEntry(command);
  if (platform !== 'linux') setLoginItem(enabled);
  else if (!enabled) rmSync(file, { force: true });
  else if (contentOf(file) !== entry) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, entry);
  }
}

export function desktopEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Kith',
    'Icon=kith',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Twice escaped: inside the quotes for the command line, and every backslash once more as in any value of the file. */
function quoted(argument: string): string {
  const inQuotes = argument.replace(/["`$\\]/g, '\\$&').replace(/%/g, '%%');
  return `"${inQuotes.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}"`;
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not there yet.
    return undefined;
  }
}
