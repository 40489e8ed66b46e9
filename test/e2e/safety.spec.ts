/// <reference lib="dom" />
// Electron's security checklist from inside a page that has turned hostile. The package's fuses are read in
// test/desktop/system.test.ts, hostile links in test/shared/links.test.ts.
import type { App } from '../support/app.ts';
import { expect, sharedWindow, test, type World } from '../support/world.ts';

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; " +
  "frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

type Bridge = { api: { call(name: unknown, args: unknown): Promise<string> } };

async function started(world: World): Promise<App> {
  const app = await world.start();
  await expect(app.page.getByRole('form', { name: 'Sign in' })).toBeVisible();
  return app;
}
const where = (app: App) =>
  app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((each) => each.webContents.getURL()));

test.describe('a hostile page', () => {
  const shared = sharedWindow(started);

  test('no permission is given but to write to the clipboard', async () => {
    const { app } = shared;
    const asked = [
      'media',
      'geolocation',
      'notifications',
      'midi',
      'midiSysex',
      'pointerLock',
      'fullscreen',
      'openExternal',
      'clipboard-read',
      'display-capture',
      'mediaKeySystem',
      'idle-detection',
      'speaker-selection',
      'storage-access',
      'window-management',
      'hid',
      'serial',
      'usb',
      'fileSystem',
      'unknown',
    ];
    const given = await app.electron.evaluate(async (electron, names) => {
      const { standIn } = electron as unknown as { standIn: { askPermission(name: string): Promise<boolean> } };
      const answers = await Promise.all(
        [...names, 'clipboard-sanitized-write'].map(async (name) => ((await standIn.askPermission(name)) ? name : '')),
      );
      return answers.filter((name) => name !== '');
    }, asked);
    expect(given).toEqual(['clipboard-sanitized-write']);
  });

  test('app: serves the page and nothing beside it', async () => {
    const { app } = shared;
    const probes = [
      '..%2f..%2f..%2f..%2fetc/passwd',
      '%2e%2e/%2e%2e/%2e%2e/etc/passwd',
      '....//....//etc/passwd',
      '..%5c..%5cetc/passwd',
      '..%252f..%252fetc/passwd',
      '%2fetc%2fpasswd',
      'index.html%00.png',
      '%00',
      '..%2fmain.js',
      '..%2f..%2fpackage.json',
      'assets/..%2f..%2f..%2fpackage.json',
      '%c0%ae%c0%ae/package.json',
      '%',
      'nothing-here',
    ];
    const answers = await app.page.evaluate(
      (paths) =>
        Promise.all(
          paths.map(async (path) =>
            fetch(`./${path}`).then(
              (answer) => answer.status,
              () => 0,
            ),
          ),
        ),
      probes,
    );
    expect(Object.fromEntries(probes.map((probe, index) => [probe, answers[index] === 404 || answers[index] === 0]))).toEqual(
      Object.fromEntries(probes.map((probe) => [probe, true])),
    );
  });

  test('the page has a bridge of two functions, and nothing of Node or Electron', async () => {
    const { app } = shared;
    const found = await app.page.evaluate(() => {
      const names = ['require', 'process', 'module', 'exports', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname', 'setImmediate'];
      const bridge = (globalThis as unknown as { api: Record<string, unknown> }).api;
      return {
        there: names.filter((name) => Reflect.get(globalThis, name) !== undefined),
        bridge: Object.keys(bridge),
        kinds: Object.values(bridge).map((each) => typeof each),
      };
    });
    expect(found.there).toEqual([]);
    expect(found.bridge.sort()).toEqual(['call', 'on']);
    expect(found.kinds).toEqual(['function', 'function']);
    // What a page does to the language's own objects is not seen behind the bridge (context isolation).
    const answered = await app.page.evaluate(async () => {
      const { push } = Array.prototype;
      const { toString: text } = Object.prototype;
      Array.prototype.push = () => {
        throw new Error('poisoned');
      };
      Object.prototype.toString = () => 'poisoned';
      try {
        return JSON.parse(await (globalThis as unknown as Bridge).api.call('app.snapshot', [])) as { ok: boolean };
      } finally {
        Array.prototype.push = push;
        Object.prototype.toString = text;
      }
    });
    expect(answered.ok).toBe(true);
  });

  test('no code comes in but its own', async () => {
    const { app } = shared;
    const result = await app.page.evaluate(async () => {
      const marks: string[] = [];
      (globalThis as unknown as { mark(what: string): void }).mark = (what) => marks.push(what);
      const tries: Record<string, () => unknown> = {
        // biome-ignore lint/security/noGlobalEval: that it does not work is what is tested.
        eval: () => eval("mark('eval')"),
        function: () => new Function("mark('function')")(),
        timer: () => setTimeout("mark('timer')" as unknown as () => void, 0),
        markup: () => {
          document.body.innerHTML += '<img src=x onerror="mark(1)">';
        },
        script: () => {
          const script = document.createElement('script');
          script.textContent = "mark('script')";
          document.head.append(script);
        },
        remote: () => {
          const script = document.createElement('script');
          script.setAttribute('src', 'https://evil.example/x.js');
          document.head.append(script);
        },
        handler: () => {
          const button = document.createElement('button');
          button.setAttribute('onclick', "mark('handler')");
          document.body.append(button);
          button.click();
          button.remove();
        },
        style: () => {
          const style = document.createElement('style');
          style.textContent = 'body { display: none }';
          document.head.append(style);
        },
        worker: () => new Worker('data:text/javascript,postMessage(1)'),
      };
      // What runs within the evaluation itself may use eval: DevTools' own exception.
      await new Promise((done) => setTimeout(done));
      for (const run of Object.values(tries)) {
        try {
          run();
        } catch {
          // Refused, as it should be.
        }
      }
      await new Promise((done) => setTimeout(done, 100));
      const image = new Image();
      const loaded = await new Promise((done) => {
        image.onload = () => done('loaded');
        image.onerror = () => done('refused');
        image.src = 'https://evil.example/pixel.png';
      });
      const fetched = await fetch('https://evil.example/').then(
        () => 'loaded',
        () => 'refused',
      );
      return {
        marks,
        loaded,
        fetched,
        display: getComputedStyle(document.body).display,
        csp: (await fetch('./')).headers.get('content-security-policy'),
      };
    });
    expect(result).toEqual({ marks: [], loaded: 'refused', fetched: 'refused', display: expect.not.stringContaining('none'), csp: CSP });
  });

  test('nothing leads away and nothing opens', async () => {
    const { app } = shared;
    const before = await where(app);
    const stranger = 'https://evil.example/';
    const ways: readonly (readonly [string, (url: string) => void])[] = [
      ['window.open', (url) => window.open(url)],
      ['window.open about:blank', () => window.open('about:blank')],
      ['location', (url) => location.assign(url)],
      ['location data:', () => location.assign('data:text/html,x')],
      ['location file:', () => location.assign('file:///etc/passwd')],
      [
        'meta refresh',
        (url) => {
          const meta = document.createElement('meta');
          meta.httpEquiv = 'refresh';
          meta.content = `0;url=${url}`;
          document.head.append(meta);
        },
      ],
      [
        'a form',
        (url) => {
          const form = document.createElement('form');
          form.action = url;
          form.method = 'post';
          document.body.append(form);
          form.submit();
        },
      ],
      [
        'a link',
        (url) => {
          const link = document.createElement('a');
          link.href = url;
          document.body.append(link);
          link.click();
        },
      ],
      [
        'a link to a new window',
        (url) => {
          const link = document.createElement('a');
          link.href = url;
          link.target = '_blank';
          document.body.append(link);
          link.click();
          link.dispatchEvent(new MouseEvent('click', { button: 1, bubbles: true }));
        },
      ],
      [
        'a frame',
        (url) => {
          const frame = document.createElement('iframe');
          frame.src = url;
          document.body.append(frame);
        },
      ],
      [
        'a webview',
        (url) => {
          const view = document.createElement('webview');
          view.setAttribute('src', url);
          view.setAttribute('allowpopups', '');
          view.setAttribute('nodeintegration', '');
          document.body.append(view);
        },
      ],
      [
        'an object',
        (url) => {
          const object = document.createElement('object');
          object.data = url;
          document.body.append(object);
        },
      ],
    ];
    for (const [name, way] of ways) {
      await test.step(name, async () => {
        // Some are refused at once, by trusted types.
        await app.page.evaluate(way, stranger).catch((error: unknown) => expect(String(error)).toContain('TrustedScriptURL'));
        await app.page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
        expect(await where(app)).toEqual(before);
      });
    }
    // A link dropped on the window.
    const devtools = await app.page.context().newCDPSession(app.page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      const items = [{ mimeType: 'text/uri-list', data: stranger }];
      await devtools.send('Input.dispatchDragEvent', { type, x: 100, y: 100, data: { items, dragOperationsMask: 1 } });
    }
    await expect(app.page.getByRole('form', { name: 'Sign in' })).toBeVisible();
    expect(await where(app)).toEqual(before);
    expect(await app.page.evaluate(() => frames.length)).toBe(await app.page.evaluate(() => document.querySelectorAll('iframe').length));
    const inFrames = app.page.frames().filter((frame) => frame.url().includes('evil.example'));
    expect(inFrames).toEqual([]);
    const opened = await app.electron.evaluate(
      (electron) => (electron as unknown as { standIn?: { opened: unknown[] } }).standIn?.opened ?? [],
    );
    expect(opened).toEqual([]);
  });
});
