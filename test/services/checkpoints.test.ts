import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArchive } from '../../electron/archive/database.ts';
import { makeCheckpoints } from '../../electron/services/checkpoints.ts';
import { systemClock } from '../../shared/clock.ts';
import { KEY, makeFolder } from '../archive/support.ts';
import { until } from '../support/until.ts';

const PROGRAM = new URL('../../electron/services/checkpoint-worker.ts', import.meta.url);

describe('the log of the archive', () => {
  let place: ReturnType<typeof makeFolder>;
  beforeEach(() => {
    place = makeFolder();
  });
  afterEach(() => place.remove());

  function open(program: URL) {
    const archive = openArchive(place.path, KEY);
    const warned: string[] = [];
    const checkpoints = makeCheckpoints({ archive, program, clock: systemClock, warn: (what) => warned.push(what) });
    const insert = archive.prepare<[string, string]>('INSERT INTO accounts (id, address, created_at) VALUES (?, ?, 0)');
    let rows = 0;
    const write = () =>
      archive.transaction(() => {
        for (let n = 0; n < 8_500; n++) insert.run(`account ${rows}`, `${rows++}@kith.test`);
      });
    const size = (suffix = '') => statSync(join(place.path, `archive.db${suffix}`), { throwIfNoEntry: false })?.size ?? 0;
    return { archive, checkpoints, warned, write, size };
  }

  it('moves into the file in a thread while much is written, long before the connection that writes would do it', async () => {
    const { archive, checkpoints, warned, write, size } = open(PROGRAM);
    const before = size();

    write();
    const log = size('-wal');
    await until(() => size() > before);

    expect(log).toBeLessThan(4_096 * 4_096);
    write();
    await checkpoints.stop();
    archive.close();
    expect(warned).toEqual([]);
    expect(size('-wal')).toBe(0);
    const again = openArchive(place.path, KEY);
    expect(again.prepare('SELECT count(*) AS count FROM accounts').get()).toEqual({ count: 17_000 });
    again.close();
  });

  it('is moved by the connection that writes where there is no such thread', async () => {
    const { archive, checkpoints, warned, write } = open(new URL('file:///nowhere/checkpoint-worker.js'));

    write();
    await until(() => warned.length > 0);
    write();
    await checkpoints.stop();
    archive.close();

    expect(warned[0]).toBe('the log of the archive was not moved in a thread');
  });
});
