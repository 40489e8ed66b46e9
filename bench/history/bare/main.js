// The least a window can be that shows the newest rows of a chat: a query, one way between the processes, a list. And a box to type in.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { app, BrowserWindow, ipcMain, protocol } from 'electron';

const FILES = { '/': ['page.html', 'text/html'], '/page.js': ['page.js', 'text/javascript'] };
const ROWS = `SELECT id, position, direction, sender, sent_at, state, length, body FROM messages
  WHERE conversation = (SELECT id FROM conversations WHERE address = ?) ORDER BY position DESC LIMIT 80`;

function openRows() {
  const { KITH_BENCH_ARCHIVE, KITH_BENCH_KEY } = process.env;
  if (KITH_BENCH_ARCHIVE === undefined) return undefined;
  const db = new Database(KITH_BENCH_ARCHIVE, { readonly: true, fileMustExist: true });
  for (const pragma of ["cipher = 'sqlcipher'", 'legacy = 4', `key = "x'${KITH_BENCH_KEY}'"`]) db.pragma(pragma);
  return db.prepare(ROWS);
}

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
app.enableSandbox();
app.whenReady().then(async () => {
  const rows = openRows();
  ipcMain.handle('rows', (_, address) => rows?.all(address) ?? []);
  protocol.handle('app', async (request) => {
    const [file, type] = FILES[new URL(request.url).pathname] ?? [];
    if (file === undefined) return new Response('not found', { status: 404 });
    return new Response(await readFile(join(import.meta.dirname, file)), { headers: { 'content-type': type } });
  });
  const webPreferences = { sandbox: true, contextIsolation: true, preload: join(import.meta.dirname, 'preload.cjs') };
  await new BrowserWindow({ width: 1100, height: 720, webPreferences }).loadURL('app://kith/');
});
