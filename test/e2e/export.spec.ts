// What was said leaves Kith as files of the person's own: one chat from its menu, everything from the settings.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { App } from '../support/app.ts';
import { expect, test } from '../support/world.ts';

/** The system's dialog answers with this file from now on, and tells what was proposed. */
async function answerSaving(app: App, path: string): Promise<() => Promise<string | undefined>> {
  await app.electron.evaluate(({ dialog }, filePath) => {
    const proposed: (string | undefined)[] = [];
    Object.assign(globalThis, { proposed });
    dialog.showSaveDialog = async (...given: unknown[]) => {
      proposed.push((given.at(-1) as { defaultPath?: string }).defaultPath);
      return { canceled: filePath === '', filePath };
    };
  }, path);
  return () => app.electron.evaluate(() => (globalThis as unknown as { proposed: string[] }).proposed.at(-1));
}

const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });

test('a chat is exported from its menu as a page that shows text as text, everything from the settings as JSON', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  await app.open(world.bob);
  await app.say('see you at sevn');
  await bob.waitForMessage(({ body }) => body === 'see you at sevn');
  await app.composer().press('ArrowUp');
  await expect(app.composer()).toHaveValue('see you at sevn');
  await app.composer().fill('see you at seven');
  await app.composer().press('Enter');
  await bob.waitForMessage(({ body }) => body === 'see you at seven');
  await bob.send(world.alice.address, '<img src=x onerror="document.title=1"> fine');
  await expect(app.message(/fine/)).toBeVisible();

  // The person thinks again in the system's dialog: nothing happens.
  const { page } = app;
  await answerSaving(app, '');
  await app.chat('bob').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  await dialog(page, /^Export the chat with bob/)
    .getByRole('button', { name: 'Choose a file…' })
    .click();
  await expect(dialog(page, /^Export the chat/)).toBeVisible();

  const file = join(app.profile, 'bob.html');
  const proposed = await answerSaving(app, file);
  await dialog(page, /^Export the chat/)
    .getByRole('button', { name: 'Choose a file…' })
    .click();
  await expect(dialog(page, 'Exported').getByRole('status')).toContainText('2 messages are in “bob.html”');
  expect(await proposed()).toMatch(/Kith bob \d{4}-\d\d-\d\d\.html$/);
  await dialog(page, 'Exported').getByRole('button', { name: 'Show the file' }).click();
  const shown = await app.electron.evaluate((electron) => {
    const { standIn } = electron as unknown as { standIn?: { opened: { how: string; what: string }[] } };
    return standIn?.opened.at(-1);
  });
  if (shown !== undefined) expect(shown).toEqual({ how: 'folder', what: file });
  await page.keyboard.press('Escape');

  // As a browser shows it: what bob wrote is text, what alice wrote first is under her edit.
  const browser = page.context().browser();
  const viewer = await (browser === null ? page.context() : browser).newPage();
  await viewer.setContent(readFileSync(file, 'utf8'));
  await expect(viewer.getByText('<img src=x onerror="document.title=1"> fine')).toBeVisible();
  await expect(viewer.locator('img, script')).toHaveCount(0);
  await viewer.getByText(/^Edited/).click();
  await expect(viewer.getByText('see you at sevn')).toBeVisible();
  await viewer.close();

  // Onto a place that cannot be written: said in words, and again from there.
  await answerSaving(app, join(app.profile, 'missing', 'all.json'));
  await page.getByRole('button', { name: 'Settings' }).click();
  const settings = dialog(page, 'Settings');
  await settings.getByRole('tab', { name: 'Chats' }).click();
  await settings.getByRole('button', { name: 'Export…' }).click();
  const all = dialog(page, 'Export all chats');
  await all.getByRole('radio', { name: 'JSON' }).check();
  await all.getByRole('button', { name: 'Choose a file…' }).click();
  await expect(dialog(page, 'Not exported').getByRole('alert')).toContainText('The folder is no longer there.');
  await dialog(page, 'Not exported').getByRole('button', { name: 'Try again' }).click();
  const everything = join(app.profile, 'all.json');
  await answerSaving(app, everything);
  await all.getByRole('radio', { name: 'JSON' }).check();
  await all.getByRole('button', { name: 'Choose a file…' }).click();
  await expect(dialog(page, 'Exported')).toBeVisible();
  const [chat] = JSON.parse(readFileSync(everything, 'utf8')).chats;
  expect(chat).toMatchObject({
    account: world.alice.address,
    address: world.bob,
    messages: [
      { from: world.alice.address, text: 'see you at seven', before: [{ text: 'see you at sevn' }] },
      { from: world.bob, text: '<img src=x onerror="document.title=1"> fine' },
    ],
  });
  expect(app.complaints).toEqual([]);
});
