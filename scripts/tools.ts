// The development tools, run with the project's own Node whatever the shell's is.
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');

export interface ToolResult {
  readonly status: number;
  /** What it printed, when captured. */
  readonly output: string;
}

/** Runs a script of node_modules; with `capture` its output is returned as well as printed. */
export function tool(script: string, args: readonly string[], options: { capture?: boolean; env?: NodeJS.ProcessEnv } = {}): ToolResult {
  const path = [dirname(process.execPath), process.env.PATH].join(process.platform === 'win32' ? ';' : ':');
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...options.env, PATH: path },
    stdio: ['ignore', options.capture === true ? 'pipe' : 'inherit', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (options.capture === true) process.stdout.write(stdout);
  return { status: status ?? 1, output: stdout ?? '' };
}

export const vitest = (args: readonly string[], options?: { capture?: boolean }): ToolResult =>
  tool('vitest/vitest.mjs', args, { ...options, env: { NO_COLOR: '1' } });
