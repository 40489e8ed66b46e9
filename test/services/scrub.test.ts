import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForReading } from '../../electron/archive/connection.ts';
import { openArchive } from '../../electron/archive/database.ts';
import { migrations } from '../../electron/archive/migrations.ts';
import { makeOwnChanges } from '../../electron/archive/own-changes.ts';
import { makeRemoval } from '../../electron/archive/removal.ts';
import { makeScrub } from '../../electron/services/scrub.ts';
import { KEY, makeFolder, makeStores } from '../archive/support.ts';
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

  it.each(['a chat', 'a message'])('is not kept in the copy of an earlier version: %s', (what) => {
    openArchive(place.path, KEY, { migrations: migrations.slice(0, -1) }).close();
    const archive = openArchive(place.path, KEY);
    const copy = join(place.path, `archive.v${migrations.length - 1}.backup.db`);
    expect(existsSync(copy)).toBe(true);
    const stores = makeStores(archive);
    stores.accounts.add('a', 'alice@kith.test');
    const { id } = stores.conversations.open('a', 'bob@kith.test');
    const message = stores.messages.send(id, 'a secret', { stanzaId: 's', originId: 's' });
    const clock = makeHandClock();
    const scrub = makeScrub({ archive, removal: stores.removal, clock, warn: (_, error) => expect.fail(String(error)) });
    if (what === 'a message') makeOwnChanges(archive).deleteHere(message.id);
    else {
      stores.removal.conversation(id);
      scrub.start();
      clock.advance(10_000);
    }
    expect(existsSync(copy)).toBe(false);
    scrub.stop();
    archive.close();
  });
});
