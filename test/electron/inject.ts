// The scripts that Chromium runs at the start of every document of a window: page.js as text, with the built preload file inside.
import { randomBytes } from 'node:crypto';
import { bridge, isolatedWorld, mainWorld, wire } from './page.js';

/** The name Electron gives this world; it is shown in the developer tools. */
export const WORLD = 'Electron Isolated Context';

export interface Scripts {
  readonly main: string;
  readonly isolated: string;
  /** The function in the isolated world that sends to the main process. */
  readonly binding: string;
  /** The expression that gives a message to the isolated world. */
  deliver(message: unknown): string;
}

export interface WindowState {
  readonly focused: boolean;
  readonly visible: boolean;
}

export interface ScriptOptions {
  readonly preload: string | undefined;
  /** Focus and visibility are the stand-in's, not the display's. */
  readonly emulated: boolean;
  readonly state: WindowState;
  readonly versions: Readonly<Record<string, string | undefined>>;
}

export function makeScripts(options: ScriptOptions): Scripts {
  // Names nobody in the page can guess: whoever knew them could speak as the preload.
  const secret = () => `_${randomBytes(12).toString('hex')}`;
  const environment = { toMain: secret(), toIsolated: secret(), emulated: options.emulated, ...options.state };
  const binding = secret();
  const receive = secret();
  const inner = {
    ...environment,
    binding,
    receive,
    process: {
      type: 'renderer',
      sandboxed: true,
      contextIsolated: true,
      platform: process.platform,
      arch: process.arch,
      versions: options.versions,
      argv: [],
      env: {},
    },
  };
  const preload =
    options.preload === undefined ? 'undefined' : `function (require, module, exports, process, global) {\n${options.preload}\n}`;
  return {
    binding,
    main: `(${mainWorld})((${wire})(), ${bridge}, ${JSON.stringify(environment)});`,
    isolated: `(${isolatedWorld})((${wire})(), ${bridge}, ${JSON.stringify(inner)}, ${preload});\n//# sourceURL=stand-in-preload.js`,
    deliver: (message) => `globalThis.${receive}?.(${JSON.stringify(message)})`,
  };
}
