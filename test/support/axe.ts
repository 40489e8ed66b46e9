/// <reference lib="dom" />
// axe on what the window shows, in both themes: contrast, names, roles.
import { expect } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';
import type { App } from './app.ts';

const IN_LIGHT: RunOptions = { resultTypes: ['violations'] };
/** Names and roles are the same in both themes; only colours change. */
const IN_DARK: RunOptions = { ...IN_LIGHT, runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

/** Expects no violation in the part of the screen that a selector names. */
export async function check({ page, change }: App, screen: string, part = 'html'): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await change({ theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    // A colour on its way to another one is neither.
    await page.evaluate(async () => {
      const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
      await Promise.allSettled(ending.map(({ finished }) => finished));
    });
    // Once a page is enough, and most of the time it takes.
    if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(axe.source);
    const { violations } = await page.evaluate(([part, options]) => (globalThis as unknown as { axe: typeof axe }).axe.run(part, options), [
      part,
      theme === 'light' ? IN_LIGHT : IN_DARK,
    ] as const);
    expect(
      violations.map(({ id, nodes }) => `${screen}, ${theme}: ${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`),
    ).toEqual([]);
  }
}
