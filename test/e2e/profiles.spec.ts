// Who people are by their own word: picture, name and profile, set in one window and seen in another.
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { check } from '../support/axe.ts';
import { expect, test } from '../support/world.ts';

test('a picture, a name and a profile set by one show at the other at once', async ({ world }) => {
  const app = await world.signedIn();
  const bobs = await world.start();
  await bobs.signIn({ ...world.alice, address: world.bob, password: 'bob-password' });
  await bobs.open(world.alice.address);

  const { page } = app;
  await page.getByRole('button', { name: 'Settings' }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('tab', { name: /^account/i }).click();
  const own = settings.getByRole('region', { name: 'How others see you' });
  const name = own.getByRole('textbox', { name: 'Your name' });
  await name.fill('bank@example.org');
  await name.press('Enter');
  await expect(own.getByRole('alert')).toContainText('cannot look like an address');
  await name.fill('Alice <b>Winter</b>');
  await name.press('Enter');
  await expect(own.getByText('Saved.')).toBeVisible();
  await expect(bobs.page.getByRole('heading', { name: 'Alice <b>Winter</b>' })).toBeVisible();

  await own.getByRole('button', { name: 'Add a picture…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your picture' });
  const file = dialog.getByLabel('Choose a picture').and(page.locator('input'));
  await file.setInputFiles({ name: 'page.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') });
  await expect(dialog.getByRole('alert')).toContainText('cannot read this file');
  await file.setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: avatarPng('Alice', 'alice@kith.test', 600) });
  const area = dialog.getByRole('group', { name: 'Part of the picture that is used' });
  await area.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('+');
  await expect(dialog.getByRole('slider', { name: 'Zoom' })).not.toHaveValue('1');
  await check(app, 'crop');
  await dialog.getByRole('button', { name: 'Use this picture' }).click();
  await expect(dialog).toBeHidden();
  await expect(own.locator('.avatar-face')).toBeVisible();
  // Seen in the list and in the header of the other window.
  await expect(bobs.page.locator('.conversation-head .avatar-face')).toBeVisible();
  await expect(bobs.chat('Alice').locator('.avatar-face')).toBeVisible();
  const width = await bobs.page.locator('.conversation-head .avatar-face').evaluate((face) => (face as HTMLImageElement).naturalWidth);
  expect(width).toBeGreaterThan(255);

  await own.getByRole('button', { name: 'Edit profile…' }).click();
  const form = page.getByRole('dialog', { name: 'Your profile' });
  await form.getByRole('textbox', { name: 'Organisation' }).fill('House & Co');
  await form.getByRole('textbox', { name: 'Website' }).fill('https://kith.example/alice');
  await form.getByRole('textbox', { name: 'About you' }).fill('Paints doors.\nSometimes windows.');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toBeHidden();

  await bobs.page.getByRole('button', { name: 'Details' }).click();
  const told = bobs.page.getByRole('region', { name: 'Profile' });
  await expect(told).toContainText('House & Co');
  await expect(told).toContainText('Sometimes windows.');
  await check(bobs, 'details with profile');
  await bobs.change({ confirmLinks: true });
  await told.getByRole('link', { name: 'https://kith.example/alice' }).click();
  await expect(bobs.page.getByRole('dialog').filter({ hasText: 'kith.example' })).toBeVisible();
  await bobs.page.keyboard.press('Escape');

  await own.getByRole('button', { name: 'Remove picture' }).click();
  await expect(bobs.page.locator('.conversation-head .avatar-face')).toBeHidden();
  await expect(own.getByRole('button', { name: 'Add a picture…' })).toBeVisible();
  expect([...app.complaints, ...bobs.complaints]).toEqual([]);
});

test.describe('a server that keeps nothing of it', () => {
  test.use({ prosody: { modules: { disable: ['pep', 'vcard4', 'vcard_legacy', 'bookmarks'] } } });

  test('says so, and what was typed or chosen stays', async ({ world }) => {
    const { page } = await world.signedIn();
    await page.getByRole('button', { name: 'Settings' }).click();
    const own = page.getByRole('region', { name: 'How others see you' });
    await page.getByRole('tab', { name: /^account/i }).click();
    const name = own.getByRole('textbox', { name: 'Your name' });
    await name.fill('Alice Winter');
    await name.press('Enter');
    await expect(own.getByRole('alert')).toContainText('Your server did not accept that.');
    await expect(name).toHaveValue('Alice Winter');

    await own.getByRole('button', { name: 'Edit profile…' }).click();
    const form = page.getByRole('dialog', { name: 'Your profile' });
    await form.getByRole('textbox', { name: 'About you' }).fill('Paints doors.');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByRole('alert')).toContainText('Your server did not accept that.');
    await expect(form.getByRole('textbox', { name: 'About you' })).toHaveValue('Paints doors.');
    await page.keyboard.press('Escape');

    await own.getByRole('button', { name: 'Add a picture…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Your picture' });
    const buffer = avatarPng('Alice', 'alice@kith.test', 100);
    await dialog.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
    await dialog.getByRole('button', { name: 'Use this picture' }).click();
    await expect(dialog.getByRole('alert')).toContainText('Your server did not accept that.');
    await expect(dialog.getByRole('slider', { name: 'Zoom' })).toBeVisible();
  });
});
