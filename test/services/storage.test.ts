// The life of the archive as the rest of Kith sees it: real files, real threads, and a product that does nothing.
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForReading, openForWriting } from '../../electron/archive/connection.ts';
import { openArchive } from '../../electron/archive/database.ts';
import { migrations } from '../../electron/archive/migrations.ts';
import type { Product } from '../../electron/services/product.ts';
import { makeStorage, type StorageOptions } from '../../electron/services/storage.ts';
import { askThread } from '../../electron/services/thread.ts';
import { makeFolder } from '../archive/support.ts';
import { flipBit } from '../support/damage.ts';
import { makeHandClock } from '../support/hand-clock.ts';
import { copyOfOld, makeOldArchive, OLD } from '../support/old-archive.ts';
import { until } from '../support/until.ts';
import { KEY } from './support.ts';

const thread = (name: string) => new URL(`../../electron/services/${name}-worker.ts`, import.meta.url);

let place: ReturnType<typeof makeFolder>;
let folder: string;
beforeEach(() => {
  place = makeFolder();
  folder = join(place.path, 'archive');
});
afterEach(() => place.remove());

const makeOld = (bytes?: number) => makeOldArchive(folder, KEY, 'a', bytes);

function version(): unknown {
  const db = openForReading({ folder, key: KEY });
  try {
    return db.pragma('user_version', { simple: true });
  } finally {
    db.close();
  }
}

function make(options: Partial<StorageOptions> = {}) {
  const asked: string[] = [];
  const heard: unknown[] = [];
  const storage = makeStorage({
    folder,
    secrets: { archiveKey: async () => KEY, forgetArchiveKey: () => undefined, askUnprotected: false },
    keyTrouble: () => undefined,
    makeProduct: async (archive) => ({ accounts: { start: () => undefined }, close: async () => archive.close() }) as unknown as Product,
    update: (where) => {
      asked.push('update');
      return askThread(thread('update'), where);
    },
    damage: (where) => {
      asked.push('damage');
      return askThread(thread('damage'), where);
    },
    warn: (what) => heard.push(what),
    clock: makeHandClock(),
    ...options,
  });
  storage.changed.on(({ working, blocked }) => heard.push(working ?? blocked?.kind ?? 'calm'));
  storage.reset.on((product) => heard.push(product === undefined ? 'closed' : 'open'));
  return { storage, asked, heard };
}

describe('an archive of an earlier version', () => {
  it('that is large is brought up to date in a thread, and that is said meanwhile', async () => {
    makeOld();
    const { storage, heard } = make();
    let turns = 0;
    const opened = storage.open();
    while (storage.product === undefined && storage.state.blocked === null) {
      await setImmediate();
      if (storage.state.working === 'updating') turns += 1;
    }
    await opened;
    expect(heard).toEqual(['updating', 'open']);
    expect(turns).toBeGreaterThan(1);
    expect(storage.state.working).toBeNull();
    expect(version()).toBe(migrations.length);
    expect(existsSync(copyOfOld(folder))).toBe(true);
    await storage.close();
  });

  it('that is small needs no thread', async () => {
    makeOld(1000);
    const { storage, asked, heard } = make();
    await storage.open();
    expect([heard, asked]).toEqual([['open'], []]);
    expect(version()).toBe(migrations.length);
    await storage.close();
  });

  it('is opened once, however often that is asked for, and not set aside meanwhile', async () => {
    makeOld();
    const { storage, asked } = make();
    const opened = Promise.all([storage.open(), storage.retry(), storage.open()]);
    await expect(storage.setAside()).rejects.toThrow('open');
    await opened;
    expect(storage.state.blocked).toBeNull();
    expect(asked).toEqual(['update']);
    await storage.close();
  });

  it('stays as it is when the thread meets trouble, which is told', async () => {
    makeOld();
    const inTheWay = copyOfOld(folder);
    mkdirSync(inTheWay);
    const { storage, heard } = make();
    await storage.open();
    expect(heard).toEqual(['updating', 'unreadable']);
    expect(storage.state.blocked).toMatchObject({ folder, detail: expect.stringContaining(inTheWay) });
    expect(version()).toBe(OLD);
  });

  it('that was not closed is looked through once it is up to date', async () => {
    makeOld();
    const db = openForWriting({ folder, key: KEY });
    db.exec('CREATE TABLE only_in_the_log (x)');
    const killed = `${folder}-killed`;
    cpSync(folder, killed, { recursive: true });
    db.close();
    folder = killed;
    const { storage, asked } = make();
    await storage.open();
    expect(asked).toEqual(['update', 'damage']);
    await storage.close();
  });
});

describe('a damaged archive', () => {
  /** Where nothing reads it. */
  function damage(): number {
    const page = "SELECT rootpage FROM sqlite_schema WHERE name = 'quarantine'";
    const archive = openArchive(folder, KEY);
    const at = archive.prepare<[], number>(page).pluck().get() ?? 0;
    archive.close();
    flipBit(join(folder, 'archive.db'), at);
    return at;
  }

  it('that was found while it was used is used again only when it is whole', async () => {
    const page = damage();
    writeFileSync(join(folder, 'archive.db-wal'), 'a log that was begun');
    const { storage, asked, heard } = make();
    await storage.open();
    await until(() => storage.state.blocked !== null);
    expect(heard.splice(0)).toEqual(['open', 'closed', 'corrupt']);
    await storage.retry();
    expect(heard.splice(0)).toEqual(['looking', 'corrupt']);
    expect([storage.product, storage.state.working]).toEqual([undefined, null]);
    flipBit(join(folder, 'archive.db'), page);
    await storage.retry();
    expect(heard.splice(0)).toEqual(['looking', 'open']);
    expect(asked).toEqual(['damage', 'damage', 'damage']);
    await storage.close();
  });

  it('that is set aside leaves nothing to look through', async () => {
    damage();
    writeFileSync(join(folder, 'archive.db-wal'), 'a log that was begun');
    const { storage, asked } = make();
    await storage.open();
    await until(() => storage.state.blocked !== null);
    await storage.setAside();
    expect(storage.state.blocked).toBeNull();
    expect(asked).toEqual(['damage']);
    await storage.close();
  });
});

describe('quitting', () => {
  it('keeps what is stored at hand until it is closed: what a page still has to keep is not refused', async () => {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const { storage } = make({
      makeProduct: async (archive) =>
        ({ accounts: { start: () => undefined }, close: () => ended.then(archive.close) }) as unknown as Product,
    });
    await storage.open();
    const product = storage.need();
    const closed = storage.close();
    await setImmediate();
    expect(storage.need()).toBe(product);
    end();
    await closed;
    expect(() => storage.need()).toThrow('storage');
  });
});
