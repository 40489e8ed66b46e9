// A new device on an old account: what it has not read is said to be missing, and comes as soon as somebody looks.
import { expect, test } from '../support/world.ts';

const START = Date.UTC(2026, 0, 1);
const old = Array.from({ length: 130 }, (_, index) => ({ from: 'bob', to: 'alice', body: `old ${index}.`, at: START + index * 60_000 }));
const newer = Array.from({ length: 330 }, (_, index) => ({
  from: 'carol',
  to: 'alice',
  body: `newer ${index}.`,
  at: START + (200 + index) * 60_000,
}));

test.use({
  prosody: {
    rosters: [
      ['alice', 'bob'],
      ['alice', 'carol'],
    ],
    archive: [...old, ...newer],
    waiting: [{ from: 'bob', to: 'alice', body: 'while you were away', at: START + 600 * 60_000 }],
  },
});

test('what a new device has not read is missing in words, and loaded where one looks', async ({ world }) => {
  const app = await world.signedIn();
  await expect(app.chat('carol')).toBeVisible();
  await app.chat('carol').click();
  await expect(app.message('newer 329.')).toBeVisible();
  await app.open(world.bob);
  await expect(app.message('old 129.')).toBeVisible();
  const log = app.page.getByRole('log', { name: 'Messages' });
  // What came before this device is no news: the new begins behind it.
  const [last, divider, first] = await Promise.all(
    [app.message('old 129.'), log.getByText('1 new message'), app.message('while you were away')].map((each) => each.boundingBox()),
  );
  expect(divider?.y).toBeGreaterThan(last?.y ?? Number.POSITIVE_INFINITY);
  expect(divider?.y).toBeLessThan(first?.y ?? 0);
  const beginning = log.getByText('This is the beginning of your conversation with bob.');
  await log.focus();
  await expect(async () => {
    await app.page.keyboard.press('Home');
    await expect(beginning).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(app.message('old 0.')).toBeVisible();
  await expect(log.getByText('Some messages are missing.')).toHaveCount(0);
  await app.page.getByRole('button', { name: 'Details' }).click();
  await expect(app.page.getByRole('complementary', { name: 'Details' }).getByText('Complete', { exact: true })).toBeVisible();

  // Without a connection the rest of Carol's is said to be missing, and that it can be had later.
  await app.page.getByRole('button', { name: 'Close details' }).click();
  await world.server.kill9();
  await app.chat('carol').click();
  await app.page.getByRole('button', { name: 'Details' }).click();
  await expect(app.page.getByRole('complementary', { name: 'Details' }).getByText('Complete since 1 January 2026')).toBeVisible();
  await expect(async () => {
    await log.focus();
    await app.page.keyboard.press('Home');
    await expect(log.getByText('Some messages are missing.')).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(log.getByRole('button', { name: 'Load' })).toBeDisabled();
  expect(app.complaints).toEqual([]);
});
