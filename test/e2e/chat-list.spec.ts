/// <reference lib="dom" />
import type { App } from '../support/app.ts';
import { expect, test } from '../support/world.ts';

test.use({
  prosody: {
    rosters: [
      ['alice', 'bob'],
      ['alice', 'carol'],
    ],
  },
});

async function menu(app: App, chat: string, item: string | RegExp): Promise<void> {
  await app.chat(chat).click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: item }).click();
}

test('pin, mute, archive, mark unread and delete work from the menu and survive a restart', async ({ world }) => {
  const bob = await world.peer();
  const carol = await world.peer('carol');
  const app = await world.signedIn();
  await carol.send(world.alice.address, 'from carol');
  await expect(app.chat('carol')).toBeVisible();
  await bob.send(world.alice.address, 'from bob');
  await expect(app.chat('bob')).toBeVisible();
  const order = () =>
    app.page
      .getByRole('list', { name: 'Chats' })
      .getByRole('listitem')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));

  await menu(app, 'carol', /^pin/i);
  await expect.poll(order).toEqual(['carol', 'bob']);

  await app.chat('bob').click();
  await expect(app.message('from bob')).toBeVisible();
  await app.chat('carol').click();
  await menu(app, 'bob', /mark as unread/i);
  await expect(app.chat('bob')).toContainText(/marked as unread/i);

  await app.chat('bob').click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: /^mute/i }).click();
  await app.page.getByRole('menuitem', { name: /always/i }).click();
  await expect(app.chat('bob').getByText(/muted/i)).toHaveCount(1);

  await menu(app, 'bob', /^archive/i);
  await expect(app.chat('bob')).toHaveCount(0);
  await app.page.getByRole('button', { name: /^Archived/ }).click();
  await expect(app.chat('bob')).toBeVisible();

  await app.quit();
  const again = await world.start({ profile: app.profile });
  await expect(again.chat('carol')).toBeVisible();
  await expect(again.chat('bob')).toHaveCount(0);
  await again.page.getByRole('button', { name: /^Archived/ }).click();
  await menu(again, 'bob', /^delete/i);
  await again.page
    .getByRole('alertdialog')
    .or(again.page.getByRole('dialog'))
    .getByRole('button', { name: /delete/i })
    .click();
  await expect(again.chat('bob')).toHaveCount(0);
});

test('what somebody wrote is cut at its end, and its time lies beside it, whichever way it and the window run', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  await bob.send(world.alice.address, 'مرحبا');
  await bob.send(world.alice.address, `It begins here ${'and goes on '.repeat(20)}`);
  await bob.presence('available', `I am away ${'for some time '.repeat(20)}`);
  await app.chat('bob').click();
  await app.change({ language: 'en-XA' });
  await expect(app.page.locator('html')).toHaveAttribute('dir', 'rtl');
  /** Whether the time of a message covers its words. */
  const covered = () =>
    app.page
      .getByRole('article')
      .filter({ hasText: 'مرحبا' })
      .evaluate((message) => {
        const words = document.createRange();
        const text = message.querySelector('.bubble-text')?.firstChild ?? message;
        words.selectNodeContents(text);
        const one = words.getBoundingClientRect();
        const other = message.querySelector('.bubble-meta')?.getBoundingClientRect() ?? one;
        return one.width > 0 && one.left < other.right && other.left < one.right;
      });
  expect(await covered()).toBe(false);
  /** Whether the first letter of a line that is too long can be seen. */
  const begins = (where: string) =>
    app.page.locator(where).evaluate((element) => {
      const letter = document.createRange();
      letter.setStart(element.firstChild ?? element, 0);
      letter.setEnd(element.firstChild ?? element, 1);
      const { left, right } = letter.getBoundingClientRect();
      const box = element.getBoundingClientRect();
      return element.scrollWidth > element.clientWidth && left >= box.left - 1 && right <= box.right + 1;
    });
  await expect(app.page.locator('.conversation-status bdi')).toContainText('I am away');
  expect(await begins('.conversation-status bdi')).toBe(true);
  expect(await begins('.chat-row-preview bdi')).toBe(true);
});

test('own presence and status reach the contacts, again after a reconnect', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  await app.page.getByRole('button', { name: /your presence/i }).click();
  await app.page.getByRole('radio', { name: /do not disturb/i }).click();
  await bob.waitForPresence((presence) => presence.from.startsWith(world.alice.address) && presence.show === 'dnd');
  await world.server.kill9();
  await world.server.restart();
  const back = await world.peer();
  await back.waitForPresence((presence) => presence.from.startsWith(world.alice.address) && presence.show === 'dnd', 30_000);
});

test('signing out keeps or deletes what lies here, as asked', async ({ world }) => {
  const app = await world.signedIn();
  await app.open(world.bob);
  await app.say('stay or go');
  await expect(app.message('stay or go')).toHaveAccessibleName(/on the server/i);
  const signOut = async (choice: RegExp) => {
    await app.page.getByRole('button', { name: 'Settings' }).click();
    const settings = app.page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('tab', { name: /account/i }).click();
    await settings.getByRole('button', { name: /sign out/i }).click();
    await app.page.getByRole('button', { name: choice }).click();
    await expect(app.page.getByRole('form', { name: 'Sign in' })).toBeVisible();
  };
  await signOut(/keep/i);
  await app.signIn({ ...world.alice });
  await expect(app.chat('bob')).toContainText('stay or go');
  await world.server.deleteUser('bob');
  await signOut(/delete/i);
  await expect(app.page.getByText('stay or go')).toHaveCount(0);
});
