/// <reference lib="dom" />
// The settings as a person changes them: each holds at once, says in a line what it does, and is still so after a restart.
import type { App } from '../support/app.ts';
import { expect, test } from '../support/world.ts';

const dialog = (app: App) => app.page.getByRole('dialog', { name: 'Settings' });
const section = async (app: App, name: string) => {
  if ((await dialog(app).count()) === 0) await app.page.getByRole('button', { name: 'Settings' }).click();
  await dialog(app).getByRole('tab', { name }).click();
};
/** A segment or a switch, as a click lands on it. */
const choose = (app: App, name: string) => dialog(app).locator('label').filter({ hasText: name }).click();
const leave = async (app: App) => {
  await app.page.keyboard.press('Escape');
  await expect(dialog(app)).toHaveCount(0);
};
const textSize = (app: App) => app.page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
const opened = (app: App) =>
  app.electron.evaluate((electron) => (electron as unknown as { standIn: { opened: { how: string; what: string }[] } }).standIn.opened);

test('how Kith looks, what a notification says, what Enter does, and what happens before a link opens', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  const html = app.page.locator('html');
  await bob.send(world.alice.address, 'look at https://kith.example/page');
  await section(app, 'Appearance');
  await choose(app, 'Dark');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await choose(app, 'Compact');
  await expect(html).toHaveAttribute('data-density', 'compact');
  // What lies behind a dialog has no role.
  await expect.poll(async () => (await app.page.locator('.chat-row').first().boundingBox())?.height).toBe(48);
  await choose(app, '125');
  await expect.poll(() => textSize(app)).toBe('20px');

  await section(app, 'Notifications');
  await choose(app, 'Neither');
  await expect(dialog(app).getByText('Only that there is a new message.')).toBeVisible();

  await section(app, 'Chats');
  await choose(app, 'Begins a new line');
  await expect(dialog(app).getByText('Ctrl+Enter sends the message.')).toBeVisible();
  await choose(app, 'Ask before opening links');
  await expect(dialog(app).getByText('You see where a link leads before it opens.')).toBeVisible();
  await leave(app);

  await app.chat('bob').click();
  await app.composer().fill('one');
  await app.composer().press('Enter');
  await app.composer().pressSequentially('two');
  await expect(app.composer()).toHaveValue('one\ntwo');
  await app.composer().press('Control+Enter');
  await bob.waitForMessage(({ body }) => body === 'one\ntwo');

  const link = app.page.getByRole('link', { name: 'https://kith.example/page' });
  await link.click();
  const question = app.page.getByRole('alertdialog').or(app.page.getByRole('dialog'));
  await expect(question).toContainText('kith.example');
  await app.page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  expect(await opened(app)).toEqual([]);
  await link.click();
  await question.getByRole('button', { name: 'Open', exact: true }).click();
  await expect.poll(() => opened(app)).toEqual([{ how: 'external', what: 'https://kith.example/page' }]);

  await app.quit();
  const again = await world.start({ profile: app.profile });
  await expect(again.chat('bob')).toBeVisible();
  await expect(again.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(again.page.locator('html')).toHaveAttribute('data-density', 'compact');
  expect(await textSize(again)).toBe('20px');
  expect([...app.complaints, ...again.complaints]).toEqual([]);
});

test('the account keeps a password that works and no other; About shows versions, licences and the logs', async ({ world }) => {
  const app = await world.signedIn();
  await section(app, 'Account');
  await expect(dialog(app).getByText('Fingerprint (SHA\u2011256)').first()).toBeVisible();
  await world.server.setPassword('alice', 'another-password');
  await dialog(app).getByRole('button', { name: 'Change…', exact: true }).click();
  const field = dialog(app).getByLabel('Current password of the account');
  for (const [password, answer] of [
    ['wrong', /did not accept this password/],
    ['another-password', 'The new password works and is stored.'],
  ] as const) {
    await field.fill(password);
    await dialog(app).getByRole('button', { name: 'Sign in and keep it' }).click();
    await expect(dialog(app).getByText(answer)).toBeVisible();
  }

  await section(app, 'About');
  await expect(dialog(app).getByText(/^Kith \d+\.\d+\.\d+$/)).toBeVisible();
  await expect(dialog(app).getByText(/^Electron \d[\d.]*, Chromium \d[\d.]*, Node \d[\d.]*$/)).toBeVisible();
  await dialog(app).getByRole('button', { name: 'Show logs folder' }).click();
  await expect.poll(() => opened(app)).toEqual([{ how: 'path', what: expect.stringMatching(/logs$/) }]);
  await dialog(app).getByText('react-dom').first().click();
  await expect(
    dialog(app)
      .getByText(/Permission is hereby granted/)
      .filter({ visible: true }),
  ).toHaveCount(1);
  expect(app.complaints).toEqual([]);
});
