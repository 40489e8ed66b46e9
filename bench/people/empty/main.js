// The least an app in this shell can be: one window, one page of its own scheme, one button that fills a list.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow, protocol } from 'electron';

const FILES = { '/': ['page.html', 'text/html'], '/page.js': ['page.js', 'text/javascript'] };

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
app.enableSandbox();
app.whenReady().then(async () => {
  protocol.handle('app', async (request) => {
    const [file, type] = FILES[new URL(request.url).pathname] ?? [];
    if (file === undefined) return new Response('not found', { status: 404 });
    return new Response(await readFile(join(import.meta.dirname, file)), { headers: { 'content-type': type } });
  });
  await new BrowserWindow({ width: 1100, height: 720, webPreferences: { sandbox: true, contextIsolation: true } }).loadURL('app://kith/');
});
