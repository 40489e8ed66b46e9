/// <reference lib="dom" />
// The whole way with the keyboard alone: signing in, the parts of the window, dialogs that give the focus back, Escape one layer at a time.
import type { App } from '../support/app.ts';
import { withoutFrames } from '../support/frames.ts';
import { expect, test } from '../support/world.ts';

/** What has the focus, as a screen reader would name it. */
const focus = (app: App) => app.page.locator(':focus');
const textSize = (app: App) => app.page.evaluate(() => getComputedStyle(document.documentElement).fontSize);

test('signs in, writes and finds its way back, without a mouse', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.start();
  const { keyboard } = app.page;
  await expect(focus(app)).toHaveAccessibleName('XMPP address');
  await keyboard.type(world.alice.address);
  await keyboard.press('Tab');
  await keyboard.type(world.alice.password);
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await expect(focus(app)).toHaveAccessibleName('Advanced');
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  await keyboard.type(world.alice.server);
  await keyboard.press('Tab');
  await keyboard.type(String(world.alice.port));
  await keyboard.press('Enter');
  await expect(focus(app)).toHaveAccessibleName('Start a chat');
  await keyboard.press('Enter');
  await expect(focus(app)).toHaveAccessibleName('Name or address');
  await keyboard.type(world.bob);
  await keyboard.press('Enter');
  await expect(focus(app)).toHaveAccessibleName('Message');
  await expect(app.page.getByText('This is the beginning of your conversation with bob.')).toBeVisible();
  await keyboard.type('by hand');
  await keyboard.press('Enter');
  await bob.waitForMessage(({ body }) => body === 'by hand');

  // From one chat into another: the focus goes where one writes, not back to the button.
  await app.page.getByRole('button', { name: 'New chat' }).focus();
  await keyboard.press('Enter');
  await expect(focus(app)).toHaveAccessibleName('Name or address');
  await keyboard.type(`carol@${world.server.domain}`);
  await keyboard.press('Enter');
  await expect(app.page.getByRole('heading', { name: 'carol' })).toBeVisible();
  await expect(focus(app)).toHaveAccessibleName('Message');
  await keyboard.press('Alt+ArrowDown');
  await expect(app.page.getByRole('heading', { name: 'bob' })).toBeVisible();

  await app.page.getByRole('button', { name: 'Details', exact: true }).focus();
  await keyboard.press('Enter');
  for (const name of ['Message', 'Close details', /^Chats/, /^bob/, 'Messages', 'Message']) {
    await keyboard.press('F6');
    await expect(focus(app)).toHaveAccessibleName(name);
  }
  await keyboard.press('Shift+F6');
  await expect(focus(app)).toHaveAccessibleName('Messages');
  await keyboard.press('F6');
  for (const [keys, first] of [
    ['Control+n', 'Name or address'],
    ['Control+,', 'Appearance'],
    ['F1', ''],
  ] as const) {
    await expect(focus(app)).toHaveAccessibleName('Message');
    await keyboard.press(keys);
    await expect(app.page.getByRole('dialog')).toBeVisible();
    if (first !== '') await expect(focus(app)).toHaveAccessibleName(first);
    await keyboard.press('Escape');
    await expect(app.page.getByRole('dialog')).toHaveCount(0);
  }
  // What is typed after asking for a dialog is meant for it.
  await withoutFrames(app.page, async () => {
    await keyboard.press('Control+n');
    await keyboard.type('bo');
  });
  await expect(app.page.getByRole('combobox', { name: 'Name or address' })).toHaveValue('bo');
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  await expect(app.page.getByRole('dialog')).toHaveCount(0);
  await expect(app.composer()).toHaveValue('');
  await expect(focus(app)).toHaveAccessibleName('Message');
  // One layer at a time: the details, then the chat; the list is where one goes on.
  await keyboard.press('Escape');
  await expect(app.page.getByRole('complementary', { name: 'Details' })).toHaveCount(0);
  await keyboard.press('Escape');
  await expect(app.page.getByRole('heading', { name: 'No conversation open' })).toBeVisible();
  await expect(focus(app)).toHaveAccessibleName(/^bob/);
  await keyboard.press('ArrowUp');
  await expect(focus(app)).toHaveAccessibleName(/^carol/);

  const before = await textSize(app);
  await keyboard.press('Control+=');
  await expect.poll(() => textSize(app)).not.toBe(before);
  const larger = await textSize(app);
  await app.quit();
  const again = await world.start({ profile: app.profile });
  await expect(again.chat('bob')).toBeVisible();
  expect(await textSize(again)).toBe(larger);
  await again.page.keyboard.press('Control+0');
  await expect.poll(() => textSize(again)).toBe(before);
  expect([...app.complaints, ...again.complaints]).toEqual([]);
});
