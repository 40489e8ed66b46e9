// The file of an archive: encrypted, private, durable, and brought up to date without risk.
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../electron/archive/database.ts';
import { migrations } from '../../electron/archive/migrations.ts';
import { archiveFiles, CANARY } from './files.ts';
import { ALICE, BOB, KEY, makeStores, startArchive } from './support.ts';

const { files, fill, hold } = archiveFiles();

describe('the file', () => {
  it('shows neither its text nor what it is, also in the log', () => {
    const { archive } = fill(files.folder, false);
    for (const state of ['open', 'closed']) {
      if (state === 'closed') archive.close();
      for (const name of readdirSync(files.folder)) {
        const data = readFileSync(join(files.folder, name));
        expect(data.includes(CANARY), `${name}, ${state}`).toBe(false);
        expect(data.includes('SQLite format'), `${name}, ${state}`).toBe(false);
        expect(data.includes(BOB), `${name}, ${state}`).toBe(false);
      }
    }
  });

  it('is a SQLCipher 4 file under the raw key', () => {
    fill();
    const db = new Database(join(files.folder, 'archive.db'), { readonly: true });
    db.pragma("cipher = 'sqlcipher'");
    db.pragma('legacy = 4');
    db.pragma(`key = "x'${Buffer.from(KEY).toString('hex')}'"`);
    expect(db.prepare('SELECT count(*) AS n FROM messages').get()).toEqual({ n: 200 });
    db.close();
  });

  it('is readable by its owner only, with everything beside it', () => {
    const { archive } = fill(files.folder, false);
    expect(statSync(files.folder).mode & 0o777).toBe(0o700);
    const modes = readdirSync(files.folder).map((name) => [name, statSync(join(files.folder, name)).mode & 0o777]);
    expect(modes.map(([name]) => name)).toEqual(expect.arrayContaining(['archive.db', 'archive.db-wal', 'archive.check']));
    expect(modes.filter(([, mode]) => mode !== 0o600)).toEqual([]);
    archive.close();
  });

  it('commits durably', () => {
    const archive = openArchive(files.folder, KEY);
    expect(archive.pragma('synchronous')).toEqual([{ synchronous: 2 }]);
    expect(archive.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(archive.pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    expect(archive.pragma('secure_delete')).toEqual([{ secure_delete: 1 }]);
    expect(archive.pragma('temp_store')).toEqual([{ temp_store: 2 }]);
    archive.close();
  });

  it('finds what belongs to a row that goes without reading whole tables', () => {
    const archive = openArchive(files.folder, KEY);
    const tables = archive.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const keys = archive.prepare<[string], { column: string }>('SELECT "from" AS "column" FROM pragma_foreign_key_list(?)');
    const indexed = archive.prepare<[string], { column: string }>(
      `SELECT i.name AS "column" FROM pragma_index_list(?) l, pragma_index_info(l.name) i WHERE l.partial = 0 AND i.seqno = 0`,
    );
    const rowids = archive.prepare<[string], { column: string }>(
      `SELECT name AS "column" FROM pragma_table_info(?) WHERE pk = 1 AND type = 'INTEGER'`,
    );
    const slow = tables.flatMap(({ name }) => {
      const firsts = [...indexed.all(name), ...rowids.all(name)].map(({ column }) => column);
      return keys.all(name).flatMap(({ column }) => (firsts.includes(column) ? [] : `${name}.${column}`));
    });
    expect(slow).toEqual([]);
    archive.close();
  });

  it('closes into one file without a log', () => {
    fill();
    expect(readdirSync(files.folder).sort()).toEqual(['archive.check', 'archive.db', 'archive.lock']);
  });
});

describe('a transaction', () => {
  it('knows whether it has changed something', () => {
    const { archive, end, conversation } = startArchive();
    const seen: boolean[] = [archive.writing()];
    archive.transaction(() => {
      seen.push(archive.writing());
      archive.prepare<[number]>('UPDATE conversations SET pinned = 1 WHERE id = ?').run(Number(conversation));
      archive.transaction(() => seen.push(archive.writing()));
    });
    archive.transaction(() => seen.push(archive.writing()));
    expect(seen).toEqual([false, false, true, false]);
    end();
  });

  function inside(road: 'transaction' | 'attempt', swallow: boolean): { readonly accounts: string[]; readonly index: unknown[] } {
    const archive = openArchive(files.folder, KEY);
    const { accounts } = makeStores(archive);
    const work = () =>
      archive.transaction(() => {
        accounts.add('a', ALICE);
        try {
          archive[road](() => {
            archive.transaction(() => accounts.add('b', BOB));
            archive.index.put(7, 'gone');
            throw new Error('handler failed');
          });
        } catch (error) {
          expect(String(error)).toBe('Error: handler failed');
          if (!swallow) throw error;
        }
        archive.index.put(8, 'kept');
      });
    if (road === 'attempt' && swallow) work();
    else expect(work).toThrow('handler failed');
    // What failed is over.
    archive.transaction(() => archive.index.put(9, 'later'));
    const state = {
      accounts: accounts.list().map((account) => account.id),
      index: archive.prepare('SELECT rowid FROM messages_text').pluck().all(),
    };
    archive.close();
    return state;
  }

  it('stands or falls with the one it is in', () => {
    expect(inside('transaction', false)).toEqual({ accounts: [], index: [9] });
  });

  it('is not kept by half when its error is caught', () => {
    expect(inside('transaction', true)).toEqual({ accounts: [], index: [9] });
  });

  it('takes back only what an attempt did that failed', () => {
    expect(inside('attempt', true)).toEqual({ accounts: ['a'], index: [8, 9] });
  });

  it('keeps no half of what is inside an attempt', () => {
    const archive = openArchive(files.folder, KEY);
    const { accounts } = makeStores(archive);
    archive.transaction(() => {
      accounts.add('a', ALICE);
      const half = () =>
        archive.attempt(() => {
          accounts.add('b', BOB);
          expect(() => archive.transaction(() => accounts.add('b', BOB))).toThrow('UNIQUE');
        });
      expect(half).toThrow('UNIQUE');
    });
    expect(accounts.list().map((account) => account.id)).toEqual(['a']);
    archive.close();
  });
});

describe('migration', () => {
  const now = migrations.length;
  const steps = (next: (typeof migrations)[number]) => [...migrations, next];

  it('keeps a readable copy first, and only then changes the file', () => {
    fill();
    const archive = openArchive(files.folder, KEY, { migrations: steps((db) => db.exec('DROP TABLE quarantine')) });
    expect(archive.pragma('user_version')).toEqual([{ user_version: now + 1 }]);
    archive.close();
    const copy = join(files.folder, `archive.v${now}.backup.db`);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const second = `${files.folder}-restored`;
    openArchive(second, KEY).close();
    cpSync(copy, join(second, 'archive.db'));
    files.folder = second;
    expect(makeReader().count).toBe(200);
  });

  it('that fails leaves the version before it whole, and the next start goes on', () => {
    fill();
    const failing = steps((db) => {
      db.exec('CREATE TABLE second (x); DELETE FROM messages');
      throw new Error('step failed');
    });
    expect(() => openArchive(files.folder, KEY, { migrations: failing })).toThrow('step failed');
    expect(makeReader()).toEqual({ count: 200, version: now });
    const archive = openArchive(files.folder, KEY, { migrations: steps((db) => db.exec('CREATE TABLE second (x)')) });
    expect(archive.prepare('SELECT count(*) AS n FROM messages').get()).toEqual({ n: 200 });
    expect(archive.pragma('user_version')).toEqual([{ user_version: now + 1 }]);
    archive.close();
  });

  it.each(['migrate', 'migrate in a thread'])('killed in the middle of a step leaves that step undone: %s', async (mode) => {
    openArchive(files.folder, KEY, {
      migrations: [(db) => db.exec('CREATE TABLE messages_text (rowid INTEGER PRIMARY KEY, body)')],
    }).close();
    const { ended } = await hold(mode);
    expect((await ended)[1]).toBe('SIGKILL');
    expect(existsSync(join(files.folder, 'archive.v1.backup.db'))).toBe(true);
    const archive = openArchive(files.folder, KEY, { migrations: [() => undefined] });
    expect(archive.prepare(`SELECT name FROM sqlite_schema WHERE name = 'second'`).all()).toEqual([]);
    archive.close();
  });
});

function makeReader() {
  const archive = openArchive(files.folder, KEY);
  try {
    const row = archive.prepare<[], { count: number; version: number }>(
      'SELECT count(*) AS count, (SELECT user_version FROM pragma_user_version) AS version FROM messages',
    );
    return row.get() ?? { count: -1, version: -1 };
  } finally {
    archive.close();
  }
}
