// Whatever is wrong with the files, the disk or another process is named, and what lies there stays as it was.
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
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../electron/archive/database.ts';
import { damageOf } from '../../electron/archive/looking-through.ts';
import { migrations } from '../../electron/archive/migrations.ts';
import { setAside } from '../../electron/archive/set-aside.ts';
import { troubleOf } from '../../electron/archive/trouble.ts';
import { archiveFiles, kindOf, OTHER_KEY } from './files.ts';
import { ALICE, KEY, makeStores, NOW } from './support.ts';

const { files, fill, open, bytes, crash, hold } = archiveFiles();

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
    const check = join(files.folder, 'archive.check');
    rmSync(check);
    expect(kindOf(() => open(OTHER_KEY))).toBe('corrupt');
    expect(existsSync(check)).toBe(false);
    expect(kindOf(() => open())).toBe('none');
    expect(kindOf(() => open(OTHER_KEY))).toBe('key-missing');
  });

  it.each([0, 100, 4096, 10_000, 81_920])('a file cut to %i bytes is corrupt and stays as it is', (size) => {
    fill();
    truncateSync(join(files.folder, 'archive.db'), size);
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

  it('a flipped bit in any page is found by looking through what was not closed, which changes nothing', () => {
    crash();
    const place = { folder: files.folder, key: KEY };
    expect(damageOf(place)).toBeUndefined();
    flip('archive.db', 4096 * Math.floor(statSync(join(files.folder, 'archive.db')).size / 8192) + 2000);
    const before = bytes();
    expect(damageOf(place)).toMatch(/^\*\*\* in database main \*\*\*\n.*unable to get the page/);
    expect(bytes()).toEqual(before);
    expect(() => damageOf({ ...place, folder: files.parent })).toThrow();
  });

  it('what was closed need not be looked through', () => {
    fill();
    const unclean = () => {
      const archive = openArchive(files.folder, KEY);
      archive.close();
      return archive.unclean;
    };
    expect(unclean()).toBe(false);
    rmSync(files.folder, { recursive: true });
    crash();
    expect([unclean(), unclean()]).toEqual([true, false]);
  });

  it('an unclean end alone is nothing: the log is read', () => {
    crash();
    const archive = openArchive(files.folder, KEY);
    expect(makeStores(archive).conversations.list()[0]?.draft).toBe('only in the log');
    archive.close();
  });

  it('a flipped bit met later is named by troubleOf', () => {
    fill();
    const path = join(files.folder, 'archive.db');
    const data = readFileSync(path);
    for (let page = 4096; page < data.length; page += 4096) data[page + 100] = (data[page + 100] ?? 0) ^ 1;
    writeFileSync(path, data);
    const reading = () => {
      const archive = openArchive(files.folder, KEY);
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
    rmSync(join(files.folder, 'archive.db'));
    const before = bytes();
    expect(kindOf(() => open())).toBe('corrupt');
    expect(bytes()).toEqual(before);
  });

  it('a newer schema is refused byte for byte untouched, also with an unclean end', () => {
    const newer = [...migrations, () => undefined];
    const archive = openArchive(files.folder, KEY, { migrations: newer });
    makeStores(archive).accounts.add('a', ALICE);
    const copy = `${files.folder}-copy`;
    cpSync(files.folder, copy, { recursive: true });
    archive.close();
    for (const path of [files.folder, copy]) {
      files.folder = path;
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
    const names = ['.', ...readdirSync(files.folder)];
    const as = (modes: { folder: number; file: number }) => {
      if (root) for (const path of [files.parent, ...names.map((name) => join(files.folder, name))]) chownSync(path, nobody, nobody);
      for (const name of names) chmodSync(join(files.folder, name), name === '.' ? modes.folder : modes.file);
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
    chmodSync(join(files.folder, 'archive.lock'), 0o600);
    expect(bytes()).toEqual(before);
    expect(as({ folder: 0o700, file: 0o600 })).toBe('none');
  });

  it('a folder that is a file is unreadable, not replaced', () => {
    writeFileSync(files.folder, 'something else');
    expect(kindOf(() => open())).not.toBe('none');
    expect(readFileSync(files.folder, 'utf8')).toBe('something else');
  });
});

describe('a full disk', () => {
  it('is named, loses nothing, and writing goes on when there is space again', () => {
    const { archive, messages, conversation, conversations } = fill(files.folder, false);
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
    const { archive } = fill(files.folder, false);
    expect(kindOf(() => open())).toBe('locked');
    expect(kindOf(() => open())).toBe('locked');
    expect(kindOf(() => setAside(files.folder))).toBe('locked');
    archive.close();
    expect(kindOf(() => open())).toBe('none');
  });

  it('is refused while another process lives; killed, it leaves neither lock nor loss', async () => {
    const { child, ended } = await hold('hold');
    expect(kindOf(() => open())).toBe('locked');
    child.kill('SIGKILL');
    await ended;
    expect(statSync(join(files.folder, 'archive.db-wal')).size).toBeGreaterThan(0);
    const archive = openArchive(files.folder, KEY);
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
    writeFileSync(join(files.folder, 'other.txt'), 'not ours');
    expect(setAside(files.folder, () => NOW)).toBe('archive-2026-05-01T12-00-00');
    open(OTHER_KEY);
    expect(setAside(files.folder, () => NOW)).toBe('archive-2026-05-01T12-00-00-2');
    expect(setAside(files.folder, () => NOW)).toBeUndefined();
    expect(readdirSync(files.folder).sort()).toEqual([
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
    truncateSync(join(files.folder, 'archive.db'), 100);
    const before = readFileSync(join(files.folder, 'archive.db-wal'));
    const prefix = setAside(files.folder, () => NOW);
    expect(readFileSync(join(files.folder, `${prefix}.db-wal`)).equals(before)).toBe(true);
    expect(kindOf(() => open())).toBe('none');
  });
});

function flip(name: string, offset: number): void {
  const path = join(files.folder, name);
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
