// Finding what was written, without a connection: everywhere and in one chat, by words and by day, and back again.
import { rmSync } from 'node:fs';
import { makeProfile } from '../support/app.ts';
import { check } from '../support/axe.ts';
import { seedProfile } from '../support/seed-profile.ts';
import { expect, test } from '../support/world.ts';

test('words are found everywhere and in a chat, days can be gone to, and the way back is kept', async ({ world }) => {
  const profile = makeProfile();
  seedProfile(profile, [
    { address: 'bob@kith.test', messages: 3000 },
    { address: 'carol@kith.test', messages: 40 },
  ]);
  const app = await world.start({ profile });
  const { page } = app;
  const log = page.getByRole('log', { name: 'Messages' });
  await app.chat('carol').click();
  await page.keyboard.press('Control+k');
  const box = page.getByRole('searchbox', { name: 'Search' });
  await box.fill('in:bob "#1234"');
  const found = page.getByRole('list', { name: 'Messages' });
  await expect(found.getByRole('listitem')).toHaveCount(1);
  await expect(found.locator('mark')).toHaveText('1234');
  await check(app, 'search', '.sidebar');
  await page.keyboard.press('Enter');
  await expect(app.message('#1234 ')).toBeInViewport();
  // The list of what was found is still there: the next one is one key away.
  await box.fill('café harbour');
  await expect(found.getByRole('listitem')).toHaveCount(50);
  const fourth = found.getByRole('button').nth(3);
  const [number = ''] = /#\d+ /.exec((await fourth.textContent()) ?? '') ?? [];
  await fourth.click();
  await expect(app.message(number)).toBeInViewport();
  // What is deleted is not found any more, also in a list that is there already.
  await app.message(number).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete from this device' }).click();
  await expect(found.getByRole('listitem').filter({ hasText: number })).toHaveCount(0);
  await expect(found.getByRole('listitem')).toHaveCount(50);
  await found.hover();
  await page.mouse.wheel(0, 100_000);
  await page.getByRole('button', { name: 'Show more messages' }).click();
  await expect(async () => expect(await found.getByRole('listitem').count()).toBeGreaterThan(50)).toPass();
  await box.fill('zebra');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.keyboard.press('Escape');

  await app.chat('bob').click();
  await log.click();
  await page.keyboard.press('Control+f');
  const bar = page.getByRole('search', { name: 'Find in this chat' });
  await bar.getByRole('searchbox').fill('ferry');
  await expect(bar.getByRole('status')).toHaveText('200+ found');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(bar.getByRole('status')).toHaveText('2 of 200+');
  await page.keyboard.press('Shift+Enter');
  await expect(bar.getByRole('status')).toHaveText('1 of 200+');
  await bar.getByRole('button', { name: 'Go to a day' }).click();
  const days = page.getByRole('table');
  await expect(days.locator('button:not([aria-disabled="true"])').first()).toBeVisible();
  await check(app, 'search', '.find-days');
  await days.locator('button:not([aria-disabled="true"])').first().click();
  await expect(days).toHaveCount(0);
  await expect(app.message('#1234 ')).not.toBeInViewport();
  await check(app, 'search', '.find-bar');

  await bar.getByRole('button', { name: 'Back to where you were' }).click();
  // The chat had been left where the first search led.
  await expect(app.message('#1234 ')).toBeInViewport();
  // What is deleted, comes or is edited meanwhile counts, and the next one is still the next.
  const words = bar.getByRole('searchbox');
  const count = bar.getByRole('status');
  await words.fill('#29');
  await expect(count).toHaveText('111 found');
  await words.press('Enter');
  await words.press('Enter');
  await expect(count).toHaveText('2 of 111');
  await app.message('#2998 ').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete from this device' }).click();
  await expect(count).toHaveText('110 found');
  await words.press('Enter');
  await expect(count).toHaveText('2 of 110');
  await expect(app.message('#2997 ')).toBeInViewport();
  await app.say('#2990 comes late');
  await expect(count).toHaveText('3 of 111');
  await app.composer().press('ArrowUp');
  await app.say('too late');
  await expect(count).toHaveText('2 of 110');
  await words.focus();
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await expect(app.composer()).toBeFocused();
  expect(app.complaints).toEqual([]);
  await app.quit();
  rmSync(profile, { recursive: true, force: true });
});
