import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForReading } from '../../electron/archive/connection.ts';
import { openArchive } from '../../electron/archive/database.ts';
import { makeRemoval } from '../../electron/archive/removal.ts';
import { makeScrub } from '../../electron/services/scrub.ts';
import { KEY, makeFolder } from '../archive/support.ts';
import { makeHandClock } from '../support/hand-clock.ts';

describe('what was deleted', () => {
  let place: ReturnType<typeof makeFolder>;
  beforeEach(() => {
    place = makeFolder();
  });
  afterEach(() => place.remove());

  it('leaves the log too, once nobody reads it any more', () => {
    const archive = openArchive(place.path, KEY);
    const log = join(place.path, 'archive.db-wal');
    const reader = openForReading(archive.place);
    archive.transaction(() => archive.prepare("INSERT INTO accounts (id, address, created_at) VALUES ('a', 'a@kith.test', 0)").run());
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM accounts').get();
    archive.transaction(() => archive.prepare('DELETE FROM accounts').run());
    const warned: unknown[] = [];
    const clock = makeHandClock();
    const scrub = makeScrub({ archive, removal: makeRemoval(archive), clock, warn: (what) => warned.push(what) });
    const size = () => (existsSync(log) ? statSync(log).size : 0);

    scrub.start();
    clock.advance(10_000);
    expect(size()).toBeGreaterThan(0);
    reader.close();
    clock.advance(10_000);
    expect(size()).toBe(0);

    expect(warned).toEqual([]);
    scrub.stop();
    archive.close();
  });
});
