// Several accounts in one window: the same person through two of them, one switched off, one in trouble, one removed.
import type { App } from '../support/app.ts';
import { check } from '../support/axe.ts';
import { expect, minimize, test } from '../support/desk.ts';
import { withoutFrames } from '../support/frames.ts';

const WORK = { address: 'alice@work.test', password: 'work-password' };

test.use({
  prosody: {
    otherDomains: ['work.test'],
    accounts: { alice: 'alice-password', bob: 'bob-password', carol: 'carol-password', [WORK.address]: WORK.password },
    rosters: [
      ['alice', 'bob'],
      [WORK.address, 'bob'],
    ],
    debug: true,
  },
});

async function accountSettings(app: App) {
  await app.page.getByRole('button', { name: 'Settings' }).click();
  const settings = app.page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('tab', { name: 'Account' }).click();
  return settings;
}

async function addAccount(app: App): Promise<void> {
  await (await accountSettings(app)).getByRole('button', { name: 'Add another account' }).click();
}

test('two accounts side by side: the same person twice and never confused, one switched off, put first, removed', async ({
  world,
  desk,
}) => {
  const { server, alice } = world;
  const work = { ...WORK, server: server.host, port: server.port };
  const bob = await world.peer();
  await bob.presence();
  const app = await world.signedIn({ env: desk.env });
  const { page } = app;
  const rail = page.getByRole('navigation', { name: 'Main' });
  const filter = page.getByRole('button', { name: /^Show: / });
  const atHome = app.chat('bob, alice@kith.test');
  const atWork = app.chat('bob, alice@work.test');
  const header = page.locator('.conversation-head');

  // With a way back, and not the same one twice.
  await expect(filter).toHaveCount(0);
  await addAccount(app);
  await expect(page.getByRole('heading', { name: 'Add another account' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'XMPP address' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Settings' }).getByRole('button', { name: 'Add another account' }).click();
  await page.getByRole('textbox', { name: 'XMPP address' }).fill('Alice@Kith.test');
  await page.getByLabel('Password', { exact: true }).fill('x');
  await page.getByRole('form', { name: 'Sign in' }).getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('is here already');
  await app.signIn(work);
  await expect(rail.getByRole('img', { name: 'alice@work.test, connected' })).toBeVisible();

  await bob.send(alice.address, 'to home');
  await expect(atHome).toContainText('to home');
  await bob.send(WORK.address, 'to work');
  await expect(atWork).toContainText('to work');
  await expect(atHome).not.toContainText('to work');

  // Written, drafted and heard in one leaves the other alone.
  await atWork.click();
  await expect(header).toContainText('alice@work.test');
  await expect(app.composer()).toHaveAccessibleDescription('From alice@work.test');
  await app.say('from work');
  expect((await bob.waitForMessage(({ body }) => body === 'from work')).from).toMatch(/^alice@work\.test\//);
  await app.composer().fill('only for work');
  await bob.chatState(alice.address, 'composing');
  await expect(atHome).toContainText('typing');
  await expect(header).not.toContainText('typing');
  await atHome.click();
  await expect(header).toContainText('alice@kith.test');
  await expect(app.composer()).toHaveValue('');
  await expect(app.message('from work')).toHaveCount(0);
  await expect(atWork).toContainText(/Draft:\s*only for work/);
  await check(app, 'two accounts');

  // Two notifications; each names its account, and a click leads to its chat.
  await minimize(app.electron);
  await bob.send(WORK.address, 'ring at work');
  await bob.send(alice.address, 'ring at home');
  await expect
    .poll(() => desk.notifications.shown.map(({ title, body }) => `${title}: ${body}`).sort())
    .toEqual(['bob (alice@kith.test): ring at home', 'bob (alice@work.test): ring at work']);
  const ring = desk.notifications.shown.find(({ body }) => body === 'ring at work');
  if (ring === undefined) throw new Error('gone');
  desk.notifications.click(ring);
  await expect(app.message('ring at work')).toBeVisible();
  await expect(header).toContainText('alice@work.test');
  await expect(app.composer()).toHaveValue('only for work');

  // Found under its account.
  await page.getByRole('searchbox', { name: 'Search' }).fill('ring');
  await expect(page.getByRole('listitem', { name: 'bob, alice@work.test, ring at work' })).toBeVisible();
  await page.getByRole('listitem', { name: 'bob, alice@kith.test, ring at home' }).click();
  await expect(header).toContainText('alice@kith.test');
  await page.getByRole('searchbox', { name: 'Search' }).fill('');

  // Only one of them, by keyboard, requests as well; what comes to the front is listed again.
  await server.deliver(`<message from='mallory@far.example' to='${alice.address}' type='chat'><body>Watches</body></message>`);
  const requests = page.getByRole('button', { name: /^Requests/ });
  await expect(requests).toBeVisible();
  await filter.focus();
  await withoutFrames(page, async () => {
    for (const key of ['Enter', 'End', 'Enter']) await page.keyboard.press(key);
  });
  await expect(filter).toHaveAccessibleName('Show: alice@work.test');
  await expect(atHome).toHaveCount(0);
  await expect(requests).toHaveCount(0);
  await rail.getByRole('button', { name: /^Contacts/ }).click();
  await expect(page.getByRole('list', { name: 'Contacts' }).getByRole('listitem')).toHaveCount(1);
  await rail.getByRole('button', { name: /^Chats/ }).click();

  // A new chat goes out from where it is said to.
  await page.getByRole('button', { name: 'New chat' }).first().click();
  const newChat = page.getByRole('dialog', { name: 'New chat' });
  await expect(newChat.getByRole('radio', { name: 'alice@work.test' })).toBeChecked();
  await expect(newChat.getByRole('option')).toContainText(['alice@work.test', 'alice@kith.test']);
  await newChat.getByRole('radio', { name: 'alice@kith.test' }).check();
  await newChat.getByRole('combobox', { name: 'Name or address' }).fill('carol@kith.test');
  await page.keyboard.press('Enter');
  await expect(header).toContainText('alice@kith.test');
  await expect(filter).toHaveAccessibleName('Show: All accounts');
  await expect(app.chat('carol, alice@kith.test')).toBeVisible();
  await expect(requests).toBeVisible();

  // Switched off: offline for its people, everything stays, also over a restart.
  const settings = await accountSettings(app);
  await check(app, 'the accounts');
  await settings.getByRole('switch', { name: 'Use alice@work.test' }).click();
  await expect(settings.getByRole('listitem', { name: 'alice@work.test' })).toContainText('Switched off');
  // By keyboard down the list and up again: the focus goes along.
  const first = settings.getByRole('listitem').first();
  await settings.getByRole('button', { name: 'Move alice@kith.test down' }).press('Enter');
  await expect(first).toHaveAccessibleName('alice@work.test');
  await expect(settings.getByRole('button', { name: 'Move alice@kith.test down' })).toBeFocused();
  await settings.getByRole('button', { name: /^alice@work.test/ }).click();
  await settings.getByRole('radio', { name: 'Orange' }).press('ArrowRight');
  await expect(settings.getByRole('radio', { name: 'Purple' })).toBeChecked();
  await check(app, 'an account with its colour');
  await page.keyboard.press('Escape');
  await atWork.click();
  for (const place of [atWork, header, page.locator('.composer')])
    await expect(place.locator('.account-stripe').first()).toHaveAttribute('data-colour', '2');
  await expect(page.getByRole('note')).toContainText('alice@work.test is switched off.');
  await app.say('when I am back');
  await app.quit();

  const again = await world.start({ profile: app.profile, env: desk.env });
  const own = again.page.getByRole('navigation', { name: 'Main' });
  await expect(own.getByRole('img', { name: 'alice@kith.test, connected' })).toBeVisible();
  await expect(own.getByRole('button', { name: 'Your presence' })).toContainText('alice@work.test, offline');
  await again.chat('bob, alice@work.test').click();
  await expect(again.message('when I am back')).toHaveAccessibleName(/waiting/i);
  await again.page.getByRole('note').getByRole('button', { name: 'Switch on' }).click();
  expect((await bob.waitForMessage(({ body }) => body === 'when I am back')).from).toMatch(/^alice@work\.test\//);
  await expect(again.message('when I am back')).toHaveAccessibleName(/on the server/i);

  // Removed with everything of it; the other one goes on.
  const list = await accountSettings(again);
  await list.getByRole('button', { name: /^alice@work\.test/ }).click();
  await expect(list.getByRole('region', { name: 'alice@work.test' })).toContainText('Connected');
  await list.getByRole('button', { name: /sign out/i }).click();
  await again.page.getByRole('button', { name: 'Delete them' }).click();
  await expect(list.getByRole('region', { name: 'alice@kith.test' })).toBeVisible();
  await again.page.keyboard.press('Escape');
  await expect(again.chat('bob')).toHaveCount(1);
  await expect(again.page.getByRole('button', { name: /^Show: / })).toHaveCount(0);
  await again.chat('bob').click();
  await again.say('still here');
  expect((await bob.waitForMessage(({ body }) => body === 'still here')).from).toMatch(/^alice@kith\.test\//);
  expect([...app.complaints, ...again.complaints]).toEqual([]);
});

test('an account in trouble says so under its name, and the other one goes on', async ({ world }) => {
  const { server, alice } = world;
  const bob = await world.peer();
  const app = await world.signedIn();
  const { page } = app;
  await addAccount(app);
  await app.signIn({ ...WORK, server: server.host, port: server.port });
  // The server resets the stream, and does not take the password on the next.
  await server.setPassword(WORK.address, 'changed elsewhere');
  const strip = page.getByRole('status', { name: 'Connection' });
  await expect(strip).toContainText('alice@work.test: The server no longer accepts the password.', { timeout: 20_000 });
  await expect(strip).toContainText('Your chats are still here. Sign in again with the current password.');
  await expect(strip).not.toContainText(alice.address);
  await app.open(world.bob);
  await expect(page.locator('.conversation-head')).toContainText(alice.address);
  await app.say('not in my way');
  await bob.waitForMessage(({ body }) => body === 'not in my way');
  await expect(app.message('not in my way')).toHaveAccessibleName(/on the server/i);

  await strip.getByRole('button', { name: 'Sign in again' }).click();
  await expect(page.getByRole('textbox', { name: 'XMPP address' })).toHaveValue(WORK.address);
  await page.getByLabel('Password', { exact: true }).fill('changed elsewhere');
  await page.getByRole('form', { name: 'Sign in' }).getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(strip).toHaveText('');

  // Whatever is still written to it when it closes would cost the server's last words: signing in has to be over.
  let heard = -1;
  await expect
    .poll(
      () => {
        const before = heard;
        heard = server.log().split('Received[c2s]').length;
        return heard - before;
      },
      { intervals: [500] },
    )
    .toBe(0);
  await server.deleteUser(WORK.address);
  await expect(strip).toContainText('alice@work.test: The server has closed this account.', { timeout: 20_000 });
  // There again, with another password: no form could have known.
  await server.addUser(WORK.address, 'made anew');
  await strip.getByRole('button', { name: 'Try now' }).click();
  await expect(strip).toContainText('alice@work.test: The server no longer accepts the password.');
  expect(app.complaints).toEqual([]);
});
