// What the parts of the gallery share: who takes the pictures, and the server they are taken over.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Settings } from '../shared/settings.ts';
import type { App } from '../test/support/app.ts';
import type { ProsodyServer } from '../test/support/prosody.ts';

export interface Stage {
  /** In every look; in both sizes when left out. */
  readonly shoot: (app: App, name: string, sizes?: readonly ('wide' | 'narrow')[]) => Promise<void>;
  readonly server: ProsodyServer;
}

const LOOKS: Readonly<Record<string, Partial<Settings>>> = {
  light: { theme: 'light', density: 'comfortable', language: 'en' },
  dark: { theme: 'dark', density: 'comfortable', language: 'en' },
  compact: { theme: 'light', density: 'compact', language: 'en' },
  contrast: { theme: 'contrast', density: 'comfortable', language: 'en' },
  mirrored: { theme: 'dark', density: 'comfortable', language: 'en-XA' },
};
const SIZES = { wide: { width: 1180, height: 760 }, narrow: { width: 400, height: 720 } };

/** Takes what has `only` in its name, or everything. */
export function makeCamera(folder: string, only: string | undefined): Pick<Stage, 'shoot'> & { taken(): number } {
  let pictures = 0;
  const shoot: Stage['shoot'] = async (app, name, sizes = ['wide', 'narrow']) => {
    if (only !== undefined && !name.includes(only)) return;
    for (const size of sizes) {
      await app.electron.evaluate(
        ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setContentSize(bounds.width, bounds.height),
        SIZES[size],
      );
      for (const [look, settings] of Object.entries(LOOKS)) {
        await app.change(settings);
        await settle(app.page);
        await app.page.screenshot({ path: join(folder, `${name}-${look}-${size}.png`), animations: 'disabled' });
        pictures++;
      }
    }
    await app.change(LOOKS.light ?? {});
    await app.electron.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setContentSize(bounds.width, bounds.height),
      SIZES.wide,
    );
    await settle(app.page);
  };
  return { shoot, taken: () => pictures };
}

/** Two frames after the last change of the document, fonts loaded. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 6; frame++) await new Promise((done) => requestAnimationFrame(done));
  });
}
