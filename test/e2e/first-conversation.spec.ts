import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/world.ts';

test('signs in, sends and receives; both messages lie in the encrypted archive and open again offline', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  await app.open(world.bob);
  await app.say('Hello Bob, grüße 😀');
  await bob.waitForMessage((message) => message.body === 'Hello Bob, grüße 😀');
  await expect(app.message('Hello Bob')).toHaveAccessibleName(/on the server/i);
  await bob.send(world.alice.address, 'Hello Alice');
  await expect(app.message('Hello Alice')).toBeVisible();
  await expect(app.chat('bob')).toContainText('Hello Alice');

  await app.quit();
  await world.server.stop();
  const files = readdirSync(join(app.profile, 'archive')).map((name) => readFileSync(join(app.profile, 'archive', name)));
  expect(files.some((file) => file.length > 4096)).toBe(true);
  for (const file of files) {
    expect(file.includes('Hello')).toBe(false);
    expect(file.includes('SQLite format')).toBe(false);
  }

  const again = await world.start({ profile: app.profile });
  await again.chat('bob').click();
  await expect(again.message('Hello Bob')).toBeVisible();
  await expect(again.message('Hello Alice')).toBeVisible();
  expect(again.complaints).toEqual([]);
});

test('counts what is unread, shows who is there and who types', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  await bob.send(world.alice.address, 'first');
  await bob.send(world.alice.address, 'second');
  const row = app.chat('bob');
  await expect(row).toContainText('second');
  await expect(row).toContainText('2');
  await row.click();
  await expect(app.message('first')).toBeVisible();
  await expect(row.getByText('2', { exact: true })).toHaveCount(0);
  await bob.chatState(world.alice.address, 'composing');
  await expect(row).toContainText(/typing/i);
  await bob.send(world.alice.address, 'third');
  await expect(row).toContainText('third');
  await expect(row).not.toContainText(/typing/i);
  await bob.presence('away', 'at lunch');
  await expect(app.page.getByText('at lunch')).toBeVisible();
});
