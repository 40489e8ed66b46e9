// Electron's command line: [-r FILE] [--switches] APP [arguments]. Switches count wherever they stand, also behind the app, as in Chromium.

export interface CommandLine {
  /** Folder or file of the app, as given. */
  readonly app: string;
  /** Files given with -r or --require. */
  readonly requires: readonly string[];
  /** Every --name[=value]; the last of a name wins. */
  readonly switches: ReadonlyMap<string, string>;
  /** The switches in front of the app. */
  readonly own: ReadonlySet<string>;
  /** Port of --inspect, undefined when not asked for. */
  readonly inspect: number | undefined;
}

export function parseCommandLine(argv: readonly string[]): CommandLine {
  const requires: string[] = [];
  const switches = new Map<string, string>();
  const own = new Set<string>();
  let app: string | undefined;
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    if (argument === '--') break;
    const given = /^--([^=]+)(?:=(.*))?$/s.exec(argument);
    if (app === undefined && (argument === '-r' || argument === '--require')) requires.push(argv[++i] ?? '');
    else if (given?.[1] !== undefined) {
      switches.set(given[1], given[2] ?? '');
      if (app === undefined) own.add(given[1]);
    } else if (app === undefined && !argument.startsWith('-')) app = argument;
  }
  const inspect = switches.get('inspect');
  return { app: app ?? '.', requires, switches, own, inspect: inspect === undefined ? undefined : portOf(inspect) };
}

/** `--inspect` alone means 9229; a host in front of the port is refused, because it would open the inspector to the network. */
function portOf(value: string): number {
  if (value === '') return 9229;
  const port = Number(value.replace(/^(127\.0\.0\.1|localhost):/, ''));
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--inspect=${value}: only a port on this machine`);
  return port;
}

// Switches that are the stand-in's own business, or that would change what it relies on.
const KEPT_BACK = /^(inspect(-brk|-port)?|remote-debugging-.*|user-data-dir|headless|no-sandbox|host-(resolver-)?rules|proxy-.*)$/;

/** The arguments Chromium gets: the stand-in's defaults, then what was given or appended; lists of features are joined, not replaced. */
export function chromiumArguments(defaults: ReadonlyMap<string, string>, given: ReadonlyMap<string, string>): string[] {
  const merged = new Map(defaults);
  for (const [name, value] of given) {
    if (KEPT_BACK.test(name)) continue;
    const before = merged.get(name);
    const joined =
      (name === 'enable-features' || name === 'disable-features') && before !== undefined && before !== '' ? `${before},${value}` : value;
    merged.set(name, joined);
  }
  return [...merged].map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`));
}
