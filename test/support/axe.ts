// axe on what the window shows, in both themes: contrast, names, roles.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { App } from './app.ts';

export async function check(app: App, screen: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await app.change({ theme });
    await expect(app.page.locator('html')).toHaveAttribute('data-theme', theme);
    const axe = new AxeBuilder({ page: app.page }).setLegacyMode(true);
    // Names and roles are the same in both themes; only colours change.
    const { violations } = await (theme === 'light' ? axe : axe.withRules(['color-contrast', 'link-in-text-block'])).analyze();
    expect(
      violations.map(({ id, nodes }) => `${screen}, ${theme}: ${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`),
    ).toEqual([]);
  }
}
