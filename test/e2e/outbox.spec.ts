import type { Peer } from '../support/peer.ts';
import { expect, test } from '../support/world.ts';

async function archivedOnce(peer: Peer, texts: readonly string[]): Promise<void> {
  const bodies = (await peer.archive()).map((message) => message.body).filter((body) => body !== undefined && texts.includes(body));
  expect(bodies).toEqual(texts);
}

test('what is written while the server is down waits, and leaves by itself once', async ({ world }) => {
  const app = await world.signedIn();
  await app.open(world.bob);
  await app.say('before');
  await expect(app.message('before')).toHaveAccessibleName(/on the server/i);
  await world.server.kill9();
  for (const text of ['one', 'two', 'three']) await app.say(text);
  await expect(app.message('three')).toHaveAccessibleName(/waiting/i);
  await world.server.restart();
  await expect(app.message('three')).toHaveAccessibleName(/on the server/i, { timeout: 30_000 });
  await archivedOnce(await world.peer(), ['before', 'one', 'two', 'three']);
});

test('the server dies while a message is on its way: it stays waiting and arrives once', async ({ world }) => {
  const app = await world.signedIn();
  await app.open(world.bob);
  await app.say('hello');
  await expect(app.message('hello')).toHaveAccessibleName(/on the server/i);
  // Frozen, the server takes the bytes and answers nothing: the message is written and its fate unknown.
  world.server.freeze();
  await app.say('into the silence');
  await expect(app.message('into the silence')).toHaveAccessibleName(/waiting/i);
  await world.server.kill9();
  await world.server.restart();
  await expect(app.message('into the silence')).toHaveAccessibleName(/on the server/i, { timeout: 40_000 });
  await archivedOnce(await world.peer(), ['hello', 'into the silence']);
});

test('killed right after Enter, the message is there after the restart and arrives once', async ({ world }) => {
  const app = await world.signedIn();
  await app.open(world.bob);
  await app.say('first');
  await expect(app.message('first')).toHaveAccessibleName(/on the server/i);
  await app.composer().fill('last words');
  await app.composer().press('Enter');
  await expect(app.message('last words')).toBeVisible();
  await app.kill9();

  const again = await world.start({ profile: app.profile });
  await again.chat('bob').click();
  await expect(again.message('last words')).toHaveAccessibleName(/on the server/i, { timeout: 30_000 });
  await archivedOnce(await world.peer(), ['first', 'last words']);
});

test('killed while the server is silent, the message arrives once after both are back', async ({ world }) => {
  const app = await world.signedIn();
  await app.open(world.bob);
  await app.say('first');
  await expect(app.message('first')).toHaveAccessibleName(/on the server/i);
  world.server.freeze();
  await app.say('unacknowledged');
  await expect(app.message('unacknowledged')).toBeVisible();
  await app.kill9();
  world.server.thaw();
  const again = await world.start({ profile: app.profile });
  await again.chat('bob').click();
  await expect(again.message('unacknowledged')).toHaveAccessibleName(/on the server/i, { timeout: 30_000 });
  await archivedOnce(await world.peer(), ['first', 'unacknowledged']);
});

test.describe('on a server without an archive', () => {
  test.use({ prosody: { rosters: [['alice', 'bob']], modules: { disable: ['mam'] } } });

  test('the message leaves again with the same id', async ({ world }) => {
    const bob = await world.peer();
    const app = await world.signedIn();
    await app.open(world.bob);
    await app.say('first');
    await bob.waitForMessage((message) => message.body === 'first');
    world.server.freeze();
    await app.say('again if need be');
    await expect(app.message('again if need be')).toBeVisible();
    await app.kill9();
    world.server.thaw();
    const again = await world.start({ profile: app.profile });
    await again.chat('bob').click();
    await expect(again.message('again if need be')).toHaveAccessibleName(/on the server/i, { timeout: 30_000 });
    const copies = bob.messages.filter((message) => message.body === 'again if need be');
    expect(new Set(copies.map((message) => message.id)).size).toBe(1);
  });
});

test('a message that comes back says why, and can be tried again', async ({ world }) => {
  const app = await world.signedIn();
  await app.open(`nobody@${world.server.domain}`);
  await app.say('anybody there?');
  const failed = app.message('anybody there?');
  await expect(failed).toHaveAccessibleName(/not delivered/i, { timeout: 30_000 });
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect(failed).toHaveAccessibleName(/not delivered/i, { timeout: 30_000 });
  // What is said of it may still be of the first time, and what leaves again is not to be deleted.
  await expect(async () => {
    await failed.getByRole('button', { name: 'Delete' }).click({ timeout: 2_000 });
    await expect(failed).toHaveCount(0, { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
});
