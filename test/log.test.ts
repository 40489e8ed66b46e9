// The log: two files at most, readable by nobody else, and no word of anybody's in them.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openLog } from '../electron/log.ts';
import { temporaryFolder } from './support/temporary.ts';

const folder = temporaryFolder('kith-log');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the log', () => {
  it('begins anew when it is full, and keeps the one before', () => {
    const log = openLog(folder, false);
    const line = 'x'.repeat(100_000);
    for (let each = 0; each < 25; each++) log.info(`${each} ${line}`);
    expect(readdirSync(folder).sort()).toEqual(['kith.1.log', 'kith.log']);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThan(1_200_000);
    expect(read('kith.log')).toContain('"what":"24 ');
    expect(read('kith.1.log')).not.toContain('"what":"0 ');
    for (const line of `${read('kith.1.log')}${read('kith.log')}`.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('at');
  });

  it.skipIf(process.platform === 'win32')('is readable by nobody else', () => {
    openLog(folder, false).info('once');
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'kith.log')).mode & 0o077).toBe(0);
  });

  it('says what kind of error and where, but not what an unknown one quotes', () => {
    const log = openLog(folder, false);
    log.warn('first', new Error('dear bob, the password is swordfish'));
    log.warn('second', Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    const [first = '', second = ''] = read('kith.log').split('\n');
    expect(first).toContain('"error":"Error');
    expect(first).toContain('log.test.ts');
    expect(first).not.toContain('swordfish');
    expect(second).toContain('Error ENOSPC: no space left');
  });
});
