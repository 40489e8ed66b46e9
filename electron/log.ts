// The log: one line of JSON per event in logs/kith.log, never a message's text, a password or a token. Two files of 1 MB at most.
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT = 1_000_000;

export interface Log {
  warn(what: string, error: unknown): void;
  info(what: string): void;
}

/** `echo` also prints to stderr (KITH_DEBUG=1). */
export function openLog(folder: string, echo: boolean): Log {
  const file = join(folder, 'kith.log');

  function write(level: string, what: string, error?: unknown): void {
    const line = JSON.stringify({ at: new Date().toISOString(), level, what, ...(error === undefined ? {} : { error: inShort(error) }) });
    if (echo) console.error(line);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (existsSync(file) && statSync(file).size > LIMIT) renameSync(file, join(folder, 'kith.1.log'));
      appendFileSync(file, `${line}\n`, { mode: 0o600 });
    } catch (failed) {
      // A full disk must not end the app; the line is lost and stderr says so.
      console.error('kith: the log could not be written:', inShort(failed));
    }
  }

  return {
    warn: (what, error) => write('warn', what, error),
    info: (what) => write('info', what),
  };
}

/** Name, code and place in the code. Messages of unknown errors may quote what people wrote, so only known kinds keep theirs. */
function inShort(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error.slice(0, 200) : typeof error;
  const code = (error as NodeJS.ErrnoException).code;
  const spoken = 'kind' in error || 'condition' in error || code !== undefined ? `: ${error.message.slice(0, 200)}` : '';
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 4);
  return [
    `${error.name}${code === undefined ? '' : ` ${code}`}${spoken}`,
    ...frames.map((line) => line.trim().replace(/\(?[^ (]*[\\/]/, '(')),
  ].join(' | ');
}
