// What has to stand before Electron is ready, and no more: all else (main.ts) is read while Chromium comes up.
import { app } from 'electron';
import { registerScheme } from './desktop/app-scheme.ts';
import { collectLinks } from './desktop/launch-arguments.ts';

registerScheme();
app.enableSandbox();
app.setName('Kith');

const links = collectLinks(app);

if (app.requestSingleInstanceLock()) {
  // Reading it keeps this thread: Chromium is given its turn first.
  const main = new Promise<typeof import('./main.ts')>((resolve, reject) => {
    setImmediate(() => import('./main.ts').then(resolve, reject));
  });
  Promise.all([main, app.whenReady()])
    .then(([{ start }]) => start(links, fatal))
    .catch(fatal);
} else app.quit();

function fatal(error: unknown): void {
  console.error('Kith cannot start:', error instanceof Error ? error.message : error);
  app.exit(1);
}
