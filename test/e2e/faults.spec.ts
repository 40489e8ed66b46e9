// What is wrong with the files is said on a screen with a way on; nothing is overwritten, the account list is not lost.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAccounts } from '../../electron/archive/accounts.ts';
import { makeConversations } from '../../electron/archive/conversations.ts';
import { openArchive } from '../../electron/archive/database.ts';
import { KEY } from '../archive/support.ts';
import { copyProfile, makeProfile } from '../support/app.ts';
import { damageMessages, flipBit } from '../support/damage.ts';
import { copyOfOld, makeHeldProfile } from '../support/old-archive.ts';
import { furnish, seedProfile } from '../support/seed-profile.ts';
import { expect, test, type World } from '../support/world.ts';

async function usedProfile(world: World): Promise<string> {
  const app = await world.signedIn();
  await app.open(world.bob);
  await app.say('keep me');
  await expect(app.message('keep me')).toHaveAccessibleName(/on the server/i);
  await app.quit();
  return app.profile;
}

const archive = (profile: string) => join(profile, 'archive', 'archive.db');

test('what is damaged where nothing reads it is found meanwhile when Kith was not ended, and said', async ({ world }) => {
  const profile = makeProfile();
  const account = randomUUID();
  furnish(profile, KEY, account);
  const folder = join(profile, 'archive');
  const made = openArchive(folder, KEY);
  makeAccounts(made).add(account, 'alice@kith.test');
  const conversations = makeConversations(made);
  conversations.pin(conversations.open(account, 'bob@kith.test').id, true);
  const page = made.prepare<[], number>(`SELECT rootpage FROM sqlite_schema WHERE name = 'quarantine'`).pluck().get() ?? 0;
  made.close();
  flipBit(archive(profile), page);
  const { size } = statSync(archive(profile));

  // Ended as it should be: nobody looks, and nobody needs that page.
  const calm = await world.start({ profile });
  await expect(calm.chat('bob')).toBeVisible();
  await calm.quit();

  writeFileSync(`${archive(profile)}-wal`, 'a log that was begun');
  const app = await world.start({ profile });
  await expect(app.page.getByRole('heading', { name: /cannot be read/i })).toBeVisible();
  expect(statSync(archive(profile)).size).toBe(size);
  await app.page.getByRole('button', { name: 'Try again' }).click();
  await expect(app.page.getByText('It still does not work.')).toBeVisible();
  await app.page.getByRole('button', { name: /set aside/i }).click();
  await expect(app.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await app.dispose();
});

test('a large archive of an earlier version is brought up to date while that is said; killed meanwhile, nothing is lost', async ({
  world,
}) => {
  const profile = makeProfile();
  const folder = makeHeldProfile(profile);
  const held = await world.start({ profile });
  const sentence = held.page.getByRole('heading', { name: 'Kith is bringing your history up to date' });
  await expect(sentence).toBeVisible();
  await expect(held.page.getByRole('form', { name: 'Sign in' })).toBeHidden();
  await held.kill9();
  rmSync(`${copyOfOld(folder)}.partial`);
  const app = await world.start({ profile });
  await app.chat('bob').click();
  await expect(app.message('old one')).toBeVisible();
  expect(statSync(copyOfOld(folder)).size).toBeGreaterThan(9_000_000);
  await app.dispose();
});

test('messages that cannot be read are said to be where they would stand, and asked for again when the person wants it', async ({
  world,
}) => {
  const profile = makeProfile();
  seedProfile(profile, [{ address: 'bob@kith.test', messages: 400 }]);
  const mend = damageMessages(profile);
  const app = await world.start({ profile });
  await app.chat('bob').click();
  const sorry = app.page.getByRole('heading', { name: 'The messages could not be read' });
  await expect(sorry).toBeVisible();
  await expect(app.page.getByText('The file that holds your messages is damaged.')).toBeVisible();
  await app.page.getByRole('button', { name: 'Try again' }).click();
  await expect(sorry).toBeVisible();
  mend();
  await app.page.getByRole('button', { name: 'Try again' }).click();
  await expect(app.message('#399 ')).toBeVisible();
});

test('damaged, keyless or newer archives are explained and left as they are', async ({ world }) => {
  const profile = await usedProfile(world);

  await test.step('damaged', async () => {
    const copy = copyProfile(profile);
    const bytes = readFileSync(archive(copy));
    bytes.fill(0x5a, 2000, 12_000);
    writeFileSync(archive(copy), bytes);
    const app = await world.start({ profile: copy });
    await expect(app.page.getByRole('heading')).toContainText(/cannot be read/i);
    await app.page.getByRole('button', { name: 'Try again' }).click();
    await expect(app.page.getByRole('heading')).toContainText(/cannot be read/i);
    expect(readFileSync(archive(copy)).equals(bytes)).toBe(true);
    await app.page.getByRole('button', { name: /set aside/i }).click();
    // The account list is kept beside the archive, so the new one is signed in at once; the server gives back what it has.
    await expect(app.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    await expect(app.chat('bob')).toContainText('keep me');
    expect(readdirSync(join(copy, 'archive')).some((name) => /^archive-\d{4}-.*\.db$/.test(name))).toBe(true);
    await app.dispose();
  });

  await test.step('without its key', async () => {
    const copy = copyProfile(profile);
    for (const name of ['secrets.json', 'secrets.last-good.json']) rmSync(join(copy, name));
    const before = readFileSync(archive(copy));
    const app = await world.start({ profile: copy });
    await expect(app.page.getByRole('heading')).toContainText(/key/i);
    await app.quit();
    expect(readFileSync(archive(copy)).equals(before)).toBe(true);
    rmSync(copy, { recursive: true, force: true });
  });

  await test.step('behind a locked key store', async () => {
    const copy = copyProfile(profile);
    const app = await world.start({ profile: copy, env: { KITH_STANDIN_KEYSTORE: 'locked' } });
    await expect(app.page.getByRole('heading')).toContainText(/locked/i);
    await app.quit();
    const unlocked = await world.start({ profile: copy });
    await expect(unlocked.chat('bob')).toBeVisible();
    await unlocked.dispose();
  });

  await test.step('settings cut off at every length', async () => {
    const whole = readFileSync(join(profile, 'settings.json'));
    for (const length of [0, 1, Math.floor(whole.length / 2), whole.length - 2]) {
      const copy = copyProfile(profile);
      truncateSync(join(copy, 'settings.json'), length);
      const app = await world.start({ profile: copy });
      await expect(app.chat('bob')).toBeVisible();
      await app.dispose();
    }
  });
});
