/// <reference lib="dom" />
// axe on every screen, in both themes: contrast, names, roles. Colour pairs are measured, not judged by eye.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { makeProfile } from '../support/app.ts';
import { check } from '../support/axe.ts';
import { expect, test } from '../support/world.ts';

test.describe.configure({ timeout: 120_000 });

test('every screen of chats and contacts passes axe in light and dark', async ({ world }) => {
  const bob = await world.peer();
  const carol = await world.peer('carol');
  const app = await world.start();
  await expect(app.page.getByRole('form', { name: 'Sign in' })).toBeVisible();
  await check(app, 'first run');
  await app.signIn({ ...world.alice });
  await check(app, 'empty');
  await bob.send(world.alice.address, 'Look at https://kith.example\nand at this');
  await carol.subscribe(world.alice.address);
  await carol.send(world.alice.address, 'Do you remember me?');
  await app.chat('bob').click();
  await app.say('I see it');
  await expect(app.message('I see it')).toHaveAccessibleName(/on the server/i);
  await check(app, 'conversation');
  bob.livesAt('+05:45');
  await app.page.getByRole('button', { name: 'Details' }).click();
  await expect(app.page.getByRole('complementary', { name: 'Details' }).getByText(/^It is (\w+ )?\d\d:\d\d there$/)).toBeVisible();
  await check(app, 'details');
  await app.open(`nobody@${world.server.domain}`);
  await app.say('hello?');
  await expect(app.message('hello?')).toHaveAccessibleName(/not delivered/i);
  await check(app, 'failed message');
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: /^Contacts/ }).click();
  await check(app, 'contacts');
  await app.page.getByRole('button', { name: /^Requests/ }).click();
  await expect(app.page.getByText(/wants to see when you are online/i)).toBeVisible();
  await app.page.getByRole('button', { name: `carol@${world.server.domain}` }).click();
  await expect(app.message('Do you remember me?')).toBeVisible();
  await check(app, 'requests');
  await app.page.getByRole('button', { name: 'New chat' }).first().click();
  await app.page.getByRole('combobox', { name: 'Name or address' }).fill('b');
  await check(app, 'new chat');
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('Escape');
  await world.server.kill9();
  await expect(app.page.getByRole('status', { name: 'Connection' })).not.toBeEmpty();
  await check(app, 'connection lost');
  expect(app.complaints).toEqual([]);
});

test('settings, shortcuts and own presence pass axe in light and dark', async ({ world }) => {
  const app = await world.signedIn();
  await app.page.getByRole('button', { name: 'Settings' }).click();
  for (const section of ['Appearance', 'Notifications', 'Chats', 'General', 'Account', 'About']) {
    await app.page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: section }).click();
    await check(app, `settings, ${section}`);
    // The pseudo-language is for those who work on Kith.
    if (section === 'General') await expect(app.page.getByText('Pseudo-language')).toHaveCount(0);
  }
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('Control+/');
  await expect(app.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await check(app, 'shortcuts');
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: 'Your presence' }).click();
  await check(app, 'own presence');
  expect(app.complaints).toEqual([]);
});

test('every menu, question and trouble passes axe in light and dark', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  await bob.send(world.alice.address, 'Are you awake?');
  await app.chat('bob').click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: /^mute/i }).click();
  await expect(app.page.getByRole('menuitem', { name: /always/i })).toBeVisible();
  await check(app, 'chat menu');
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('Escape');
  await app.chat('bob').click();
  await app.message('Are you awake?').click({ button: 'right' });
  await expect(app.page.getByRole('menuitem', { name: /copy/i }).first()).toBeVisible();
  await check(app, 'message menu');
  await app.page.keyboard.press('Escape');
  await app.composer().pressSequentially(':smi');
  await expect(app.page.getByRole('listbox', { name: 'Emoji that fit' })).toBeVisible();
  await check(app, 'emoji codes');
  await app.composer().fill('');
  const meant = `<reference xmlns='urn:xmpp:reference:0' type='mention' begin='0' end='3' uri='xmpp:${world.alice.address}'/>`;
  await bob.sendRaw(`<message to='${world.alice.address}' type='chat'><body>@me?</body>${meant}</message>`);
  await expect(app.message('@me?').getByRole('link')).toBeVisible();
  await app.composer().pressSequentially('@bob');
  await app.page.keyboard.press('Tab');
  await app.page.keyboard.press('Enter');
  await expect(app.message('@bob').getByRole('link')).toBeVisible();
  await app.composer().pressSequentially('@');
  await expect(app.page.getByRole('listbox', { name: 'People who fit' })).toBeVisible();
  await check(app, 'mentions');
  await app.composer().fill('');
  await app.page.getByRole('button', { name: 'Emoji', exact: true }).click();
  await expect(app.page.getByRole('option', { name: 'grinning face', exact: true })).toBeVisible();
  await check(app, 'emoji');
  await app.page.keyboard.press('Escape');
  await app.chat('bob').click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: /^delete/i }).click();
  await expect(app.page.getByRole('dialog').getByRole('button', { name: /^delete/i })).toBeVisible();
  await check(app, 'deletion');
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: 'Settings' }).click();
  await app.page.getByRole('tab', { name: 'Account' }).click();
  await app.page.getByRole('button', { name: /sign out/i }).click();
  await expect(app.page.getByRole('button', { name: /keep/i })).toBeVisible();
  await check(app, 'sign out');
  expect(app.complaints).toEqual([]);

  const broken = makeProfile();
  mkdirSync(join(broken, 'archive'));
  writeFileSync(join(broken, 'archive', 'archive.db'), 'no archive at all');
  const trouble = await world.start({ profile: broken });
  await expect(trouble.page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await check(trouble, 'storage trouble');
  expect(trouble.complaints).toEqual([]);
});

test('keeps still where motion is unwanted, and says in outlines what colours said where colours are the system’s', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  const { page } = app;
  await bob.send(world.alice.address, 'Are you awake?');
  await app.chat('bob').click();
  /** What moves now, by name. */
  const moving = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter((each) => each.playState === 'running' && Number(each.effect?.getComputedTiming().duration) > 0)
        .map((each) => (each as CSSAnimation).animationName ?? (each as CSSTransition).transitionProperty),
    );
  const details = page.getByRole('button', { name: 'Details', exact: true });
  const slide = () => page.getByRole('complementary', { name: 'Details' }).evaluate((panel) => getComputedStyle(panel).animationDuration);
  await details.click();
  expect(await slide()).not.toBe('0s');
  await details.click();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await details.click();
  expect(await slide()).toBe('0s');
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  expect(await moving()).toEqual([]);
  await page.emulateMedia({ forcedColors: 'active' });
  const outline = (what: Locator) => what.evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(await outline(page.getByRole('tab', { name: 'Appearance' }))).toBe('solid');
  expect(await outline(page.getByRole('tab', { name: 'General' }))).toBe('none');
  await page.keyboard.press('Escape');
  expect(await outline(app.chat('bob').getByRole('button').first())).toBe('solid');
  expect(
    await app
      .message('awake')
      .locator('.bubble')
      .evaluate((bubble) => getComputedStyle(bubble).borderTopStyle),
  ).toBe('solid');
  expect(app.complaints).toEqual([]);
});
