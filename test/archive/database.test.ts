import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3-multiple-ciphers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArchive } from '../../electron/archive/database.ts';
import { migrations } from '../../electron/archive/migrations.ts';
import { setAside } from '../../electron/archive/set-aside.ts';
import { ArchiveTrouble, troubleOf } from '../../electron/archive/trouble.ts';
import type { StorageTroubleKind } from '../../shared/storage.ts';
import { ALICE, BOB, KEY, makeFolder, makeStores, NOW, startArchive } from './support.ts';

const CANARY = 'canary-in-a-coal-mine';
const OTHER_KEY = new Uint8Array(32).fill(9);
const HOLDER = fileURLToPath(import.meta.resolve('./holder.ts'));

let place: ReturnType<typeof makeFolder>;
let folder: string;
beforeEach(() => {
  place = makeFolder();
  folder = join(place.path, 'archive');
});
afterEach(() => place.remove());

function fill(path = folder, close = true) {
  const archive = openArchive(path, KEY, { now: () => NOW });
  const stores = makeStores(archive);
  stores.accounts.add('a', ALICE);
  const { id } = stores.conversations.open('a', BOB);
  archive.transaction(() => {
    for (let n = 0; n < 200; n++) stores.messages.send(id, `${CANARY} ${n} ${'x'.repeat(300)}`, { stanzaId: `s${n}`, originId: `s${n}` });
  });
  if (close) archive.close();
  return { ...stores, conversation: id };
}

function kindOf(work: () => unknown): StorageTroubleKind | 'none' {
  try {
    work();
    return 'none';
  } catch (error) {
    if (error instanceof ArchiveTrouble) return error.trouble.kind;
    throw error;
  }
}

const open = (key = KEY) => openArchive(folder, key).close();

/** Name -> bytes of everything that carries data; the lock and the log's index carry none. */
function bytes(): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => name !== 'archive.lock' && !name.endsWith('-shm'));
  return new Map(
    names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')] as const).filter(([, data]) => data !== ''),
  );
}

/** The files as kill -9 would leave them: with their log. */
function crash(): void {
  const copy = `${folder}-copy`;
  const { archive, conversation, conversations } = fill(folder, false);
  archive.pragma('wal_checkpoint(TRUNCATE)');
  conversations.saveDraft(conversation, 'only in the log', null);
  cpSync(folder, copy, { recursive: true });
  archive.close();
  rmSync(folder, { recursive: true });
  cpSync(copy, folder, { recursive: true });
}

async function hold(mode: string) {
  const child = spawn(process.execPath, [HOLDER, folder, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  if (mode === 'hold') await once(child.stdout, 'data');
  return { child, ended };
}

describe('the file', () => {
  it('shows neither its text nor what it is, also in the log', () => {
    const { archive } = fill(folder, false);
    for (const state of ['open', 'closed']) {
      if (state === 'closed') archive.close();
      for (const name of readdirSync(folder)) {
        const data = readFileSync(join(folder, name));
        expect(data.includes(CANARY), `${name}, ${state}`).toBe(false);
        expect(data.includes('SQLite format'), `${name}, ${state}`).toBe(false);
        expect(data.includes(BOB), `${name}, ${state}`).toBe(false);
      }
    }
  });

  it('is a SQLCipher 4 file under the raw key', () => {
    fill();
    const db = new Database(join(folder, 'archive.db'), { readonly: true });
    db.pragma("cipher = 'sqlcipher'");
    db.pragma('legacy = 4');
    db.pragma(`key = "x'${Buffer.from(KEY).toString('hex')}'"`);
    expect(db.prepare('SELECT count(*) AS n FROM messages').get()).toEqual({ n: 200 });
    db.close();
  });

  it('is readable by its owner only, with everything beside it', () => {
    const { archive } = fill(folder, false);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
    expect(modes.map(([name]) => name)).toEqual(expect.arrayContaining(['archive.db', 'archive.db-wal', 'archive.check']));
    expect(modes.filter(([, mode]) => mode !== 0o600)).toEqual([]);
    archive.close();
  });

  it('commits durably', () => {
    const archive = openArchive(folder, KEY);
    expect(archive.pragma('synchronous')).toEqual([{ synchronous: 2 }]);
    expect(archive.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(archive.pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    expect(archive.pragma('secure_delete')).toEqual([{ secure_delete: 1 }]);
    expect(archive.pragma('temp_store')).toEqual([{ temp_store: 2 }]);
    archive.close();
  });

  it('finds what belongs to a row that goes without reading whole tables', () => {
    const archive = openArchive(folder, KEY);
    const tables = archive.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const keys = archive.prepare<[string], { column: string }>('SELECT "from" AS "column" FROM pragma_foreign_key_list(?)');
    const indexed = archive.prepare<[string], { column: string }>(
      `SELECT i.name AS "column" FROM pragma_index_list(?) l, pragma_index_info(l.name) i WHERE l.partial = 0 AND i.seqno = 0`,
    );
    const slow = tables.flatMap(({ name }) => {
      const firsts = indexed.all(name).map(({ column }) => column);
      return keys.all(name).flatMap(({ column }) => (firsts.includes(column) ? [] : `${name}.${column}`));
    });
    expect(slow).toEqual([]);
    archive.close();
  });

  it('closes into one file without a log', () => {
    fill();
    expect(readdirSync(folder).sort()).toEqual(['archive.check', 'archive.db', 'archive.lock']);
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

  it('inside another takes back only its own changes', () => {
    const archive = openArchive(folder, KEY);
    const { accounts } = makeStores(archive);
    archive.transaction(() => {
      accounts.add('a', ALICE);
      expect(() =>
        archive.transaction(() => {
          accounts.add('b', BOB);
          archive.index.put(7, 'gone');
          throw new Error('handler failed');
        }),
      ).toThrow('handler failed');
      archive.index.put(8, 'kept');
    });
    expect(accounts.list().map((account) => account.id)).toEqual(['a']);
    expect(archive.prepare('SELECT rowid FROM messages_text').all()).toEqual([{ rowid: 8 }]);
    archive.close();
  });
});

describe('trouble on opening', () => {
  it('a wrong key is not taken for damage, and nothing changes', () => {
    fill();
    const before = bytes();
    expect(kindOf(() => open(OTHER_KEY))).toBe('key-missing');
    expect(kindOf(() => open(new Uint8Array(0)))).toBe('key-missing');
    expect(bytes()).toEqual(before);
    expect(kindOf(() => open())).toBe('none');
  });

  it('a lost key check is renewed by the right key and by no other', () => {
    fill();
    const check = join(folder, 'archive.check');
    rmSync(check);
    expect(kindOf(() => open(OTHER_KEY))).toBe('corrupt');
    expect(existsSync(check)).toBe(false);
    expect(kindOf(() => open())).toBe('none');
    expect(kindOf(() => open(OTHER_KEY))).toBe('key-missing');
  });

  it.each([0, 100, 4096, 10_000, 81_920])('a file cut to %i bytes is corrupt and stays as it is', (size) => {
    fill();
    truncateSync(join(folder, 'archive.db'), size);
    const before = bytes();
    expect(kindOf(() => open())).toBe('corrupt');
    expect(bytes()).toEqual(before);
  });

  it.each([5, 50, 3000])('a flipped bit at byte %i of the first page is corrupt and stays as it is', (offset) => {
    fill();
    flip('archive.db', offset);
    const before = bytes();
    expect(kindOf(() => open())).toBe('corrupt');
    expect(bytes()).toEqual(before);
  });

  it('a flipped bit in any page is found after an unclean end, and file and log stay as they are', () => {
    crash();
    flip('archive.db', 4096 * Math.floor(statSync(join(folder, 'archive.db')).size / 8192) + 2000);
    const before = bytes();
    expect(kindOf(() => open())).toBe('corrupt');
    expect(bytes()).toEqual(before);
  });

  it('an unclean end alone is nothing: the log is read', () => {
    crash();
    const archive = openArchive(folder, KEY);
    expect(makeStores(archive).conversations.list()[0]?.draft).toBe('only in the log');
    archive.close();
  });

  it('a flipped bit met later is named by troubleOf', () => {
    fill();
    const path = join(folder, 'archive.db');
    const data = readFileSync(path);
    for (let page = 4096; page < data.length; page += 4096) data[page + 100] = (data[page + 100] ?? 0) ^ 1;
    writeFileSync(path, data);
    const reading = () => {
      const archive = openArchive(folder, KEY);
      try {
        makeStores(archive).messages.page('1', null, 500);
      } finally {
        archive.close();
      }
    };
    expect(thrownBy(reading)).toSatisfy((error) => troubleOf(error) === 'corrupt');
  });

  it('a log without its file is not covered by a new archive', () => {
    crash();
    rmSync(join(folder, 'archive.db'));
    const before = bytes();
    expect(kindOf(() => open())).toBe('corrupt');
    expect(bytes()).toEqual(before);
  });

  it('a newer schema is refused byte for byte untouched, also with an unclean end', () => {
    const newer = [...migrations, () => undefined];
    const archive = openArchive(folder, KEY, { migrations: newer });
    makeStores(archive).accounts.add('a', ALICE);
    const copy = `${folder}-copy`;
    cpSync(folder, copy, { recursive: true });
    archive.close();
    for (const path of [folder, copy]) {
      folder = path;
      const before = bytes();
      expect(kindOf(() => open())).toBe('newer');
      expect(bytes()).toEqual(before);
      expect(kindOf(() => openArchive(path, KEY, { migrations: newer }).close())).toBe('none');
    }
  });

  it('a folder or file that may not be written is read-only', () => {
    fill();
    // Root may write everything, so look as somebody else.
    const root = process.getuid?.() === 0;
    const nobody = 65_534;
    const names = ['.', ...readdirSync(folder)];
    const as = (modes: { folder: number; file: number }) => {
      if (root) for (const path of [place.path, ...names.map((name) => join(folder, name))]) chownSync(path, nobody, nobody);
      for (const name of names) chmodSync(join(folder, name), name === '.' ? modes.folder : modes.file);
      if (root) process.seteuid?.(nobody);
      try {
        return kindOf(() => open());
      } finally {
        if (root) process.seteuid?.(0);
      }
    };
    const before = bytes();
    expect(as({ folder: 0o500, file: 0o400 })).toBe('read-only');
    expect(as({ folder: 0o700, file: 0o400 })).toBe('read-only');
    chmodSync(join(folder, 'archive.lock'), 0o600);
    expect(bytes()).toEqual(before);
    expect(as({ folder: 0o700, file: 0o600 })).toBe('none');
  });

  it('a folder that is a file is unreadable, not replaced', () => {
    writeFileSync(folder, 'something else');
    expect(kindOf(() => open())).not.toBe('none');
    expect(readFileSync(folder, 'utf8')).toBe('something else');
  });
});

describe('a full disk', () => {
  it('is named, loses nothing, and writing goes on when there is space again', () => {
    const { archive, messages, conversation, conversations } = fill(folder, false);
    conversations.saveDraft(conversation, 'still here', null);
    archive.pragma('max_page_count = 1');
    const error = thrownBy(() => {
      for (let n = 0; n < 50; n++) messages.send(conversation, 'y'.repeat(50_000), { stanzaId: `t${n}`, originId: `t${n}` });
    });
    expect(troubleOf(error)).toBe('full');
    archive.pragma('max_page_count = 4294967294');
    const { count } = archive.prepare<[], { count: number }>(`SELECT count(*) AS count FROM messages WHERE length = 50000`).get() ?? {};
    expect(conversations.byId(conversation)?.draft).toBe(count === 0 ? 'still here' : '');
    messages.send(conversation, 'after', { stanzaId: 'u', originId: 'u' });
    archive.close();
    expect(kindOf(() => open())).toBe('none');
  });

  it('maps the names of Node and SQLite, and no bug', () => {
    const named = (code: string) => Object.assign(new Error(code), { code });
    expect(
      ['ENOSPC', 'SQLITE_FULL', 'EROFS', 'SQLITE_READONLY_DBMOVED', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_IOERR_FSYNC'].map((code) =>
        troubleOf(named(code)),
      ),
    ).toEqual(['full', 'full', 'read-only', 'read-only', 'locked', 'unreadable']);
    expect(troubleOf(named('SQLITE_CONSTRAINT_UNIQUE'))).toBeUndefined();
    expect(troubleOf(new TypeError('bug'))).toBeUndefined();
  });
});

describe('a second opener', () => {
  it('in this process is refused, every time', () => {
    const { archive } = fill(folder, false);
    expect(kindOf(() => open())).toBe('locked');
    expect(kindOf(() => open())).toBe('locked');
    expect(kindOf(() => setAside(folder))).toBe('locked');
    archive.close();
    expect(kindOf(() => open())).toBe('none');
  });

  it('is refused while another process lives; killed, it leaves neither lock nor loss', async () => {
    const { child, ended } = await hold('hold');
    expect(kindOf(() => open())).toBe('locked');
    child.kill('SIGKILL');
    await ended;
    expect(statSync(join(folder, 'archive.db-wal')).size).toBeGreaterThan(0);
    const archive = openArchive(folder, KEY);
    expect(
      makeStores(archive)
        .outbox.pending('a')
        .map((row) => row.body),
    ).toEqual(['written before the end']);
    archive.close();
  });
});

describe('setting aside', () => {
  it('keeps the old files together under a dated name and makes room', () => {
    fill();
    writeFileSync(join(folder, 'other.txt'), 'not ours');
    expect(setAside(folder, () => NOW)).toBe('archive-2026-05-01T12-00-00');
    open(OTHER_KEY);
    expect(setAside(folder, () => NOW)).toBe('archive-2026-05-01T12-00-00-2');
    expect(setAside(folder, () => NOW)).toBeUndefined();
    expect(readdirSync(folder).sort()).toEqual([
      'archive-2026-05-01T12-00-00-2.check',
      'archive-2026-05-01T12-00-00-2.db',
      'archive-2026-05-01T12-00-00.check',
      'archive-2026-05-01T12-00-00.db',
      'archive.lock',
      'other.txt',
    ]);
  });

  it('takes a damaged archive with its log', () => {
    crash();
    truncateSync(join(folder, 'archive.db'), 100);
    const before = readFileSync(join(folder, 'archive.db-wal'));
    const prefix = setAside(folder, () => NOW);
    expect(readFileSync(join(folder, `${prefix}.db-wal`)).equals(before)).toBe(true);
    expect(kindOf(() => open())).toBe('none');
  });
});

describe('migration', () => {
  const now = migrations.length;
  const steps = (next: (typeof migrations)[number]) => [...migrations, next];

  it('keeps a readable copy first, and only then changes the file', () => {
    fill();
    const archive = openArchive(folder, KEY, { migrations: steps((db) => db.exec('DROP TABLE quarantine')) });
    expect(archive.pragma('user_version')).toEqual([{ user_version: now + 1 }]);
    archive.close();
    const copy = join(folder, `archive.v${now}.backup.db`);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const second = `${folder}-restored`;
    openArchive(second, KEY).close();
    cpSync(copy, join(second, 'archive.db'));
    folder = second;
    expect(makeReader().count).toBe(200);
  });

  it('that fails leaves the version before it whole, and the next start goes on', () => {
    fill();
    const failing = steps((db) => {
      db.exec('CREATE TABLE second (x); DELETE FROM messages');
      throw new Error('step failed');
    });
    expect(() => openArchive(folder, KEY, { migrations: failing })).toThrow('step failed');
    expect(makeReader()).toEqual({ count: 200, version: now });
    const archive = openArchive(folder, KEY, { migrations: steps((db) => db.exec('CREATE TABLE second (x)')) });
    expect(archive.prepare('SELECT count(*) AS n FROM messages').get()).toEqual({ n: 200 });
    expect(archive.pragma('user_version')).toEqual([{ user_version: now + 1 }]);
    archive.close();
  });

  it('killed in the middle of a step leaves that step undone', async () => {
    openArchive(folder, KEY, { migrations: [(db) => db.exec('CREATE TABLE messages_text (rowid INTEGER PRIMARY KEY, body)')] }).close();
    const { ended } = await hold('migrate');
    expect((await ended)[1]).toBe('SIGKILL');
    expect(existsSync(join(folder, 'archive.v1.backup.db'))).toBe(true);
    const archive = openArchive(folder, KEY, { migrations: [() => undefined] });
    expect(archive.prepare(`SELECT name FROM sqlite_schema WHERE name = 'second'`).all()).toEqual([]);
    archive.close();
  });
});

function makeReader() {
  const archive = openArchive(folder, KEY);
  try {
    const row = archive.prepare<[], { count: number; version: number }>(
      'SELECT count(*) AS count, (SELECT user_version FROM pragma_user_version) AS version FROM messages',
    );
    return row.get() ?? { count: -1, version: -1 };
  } finally {
    archive.close();
  }
}

function flip(name: string, offset: number): void {
  const path = join(folder, name);
  const data = readFileSync(path);
  data[offset] = (data[offset] ?? 0) ^ 4;
  writeFileSync(path, data);
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
