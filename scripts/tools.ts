// The development tools, run with the project's own Node whatever the shell's is.
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');

export interface ToolResult {
  readonly status: number;
  /** What it printed, when captured. */
  readonly output: string;
}

export interface ToolOptions {
  /** What it prints is returned as well as printed. */
  readonly capture?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a script of node_modules. */
export async function tool(script: string, args: readonly string[], { capture, env }: ToolOptions = {}): Promise<ToolResult> {
  const path = [dirname(process.execPath), process.env.PATH].join(process.platform === 'win32' ? ';' : ':');
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env, PATH: path },
    stdio: ['ignore', capture === true ? 'pipe' : 'inherit', 'inherit'],
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const status = await new Promise<number>((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done(code ?? 1));
  });
  return { status, output };
}

export const vitest = (args: readonly string[], options?: ToolOptions): Promise<ToolResult> =>
  tool('vitest/vitest.mjs', args, { ...options, env: { NO_COLOR: '1' } });
