// Where the system has no protected place for secrets the person is asked, once, and until then the password stays in memory.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/world.ts';

const asking = { env: { KITH_THROWAWAY: '0' } };

function everyFile(folder: string): Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}

test('asks once about an unprotected password; without an answer it is gone after a restart', async ({ world }) => {
  const app = await world.signedIn(asking);
  const notice = app.page.getByText(/no protected place/i);
  await expect(notice).toBeVisible();
  await app.open(world.bob);
  await app.say('works while the question is open');
  await expect(app.message('works while')).toHaveAccessibleName(/on the server/i);
  await app.quit();
  for (const file of everyFile(app.profile)) expect(file.includes(world.alice.password)).toBe(false);
  const secrets = JSON.parse(readFileSync(join(app.profile, 'secrets.json'), 'utf8')) as { backend: string; passwords: object };
  expect(secrets.passwords).toEqual({});
  expect(secrets.backend).not.toBe('');
  expect(statSync(join(app.profile, 'secrets.json')).mode & 0o077).toBe(0);

  const again = await world.start({ profile: app.profile, ...asking });
  await expect(again.chat('bob')).toContainText('works while');
  await again.page.getByRole('button', { name: 'Keep it on this computer' }).click();
  await again.page.getByRole('button', { name: 'Sign in again' }).click();
  await again.page.getByLabel('Password', { exact: true }).fill(world.alice.password);
  await again.page.getByRole('form', { name: 'Sign in' }).getByRole('button', { name: 'Sign in' }).click();
  await expect(again.page.getByRole('form', { name: 'Sign in' })).toHaveCount(0);
  await expect(again.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await again.quit();

  const third = await world.start({ profile: app.profile, ...asking });
  await expect(third.page.getByText(/no protected place/i)).toHaveCount(0);
  await third.open(world.bob);
  await third.say('signed in by itself');
  await expect(third.message('signed in by itself')).toHaveAccessibleName(/on the server/i);
});
