/// <reference lib="dom" />
// A computer so busy that no frame is drawn while something is done.
import type { Page } from '@playwright/test';

export async function withoutFrames(page: Page, work: () => Promise<void>): Promise<void> {
  const frames = await page.evaluateHandle(() => {
    const kept = globalThis.requestAnimationFrame;
    globalThis.requestAnimationFrame = () => 0;
    return kept;
  });
  await work();
  await page.evaluate((kept) => {
    globalThis.requestAnimationFrame = kept;
  }, frames);
}
