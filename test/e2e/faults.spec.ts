// What is wrong with the files is said on a screen with a way on; nothing is overwritten, the account list is not lost.
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyProfile } from '../support/app.ts';
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
