/// <reference lib="dom" />
import { decided } from '../support/desk.ts';
import { expect, test } from '../support/world.ts';

test('a message makes a sound where the system makes none, and none when sounds are off', async ({ world }) => {
  test.skip(process.platform !== 'linux', 'elsewhere the system plays the sound of a notification');
  const bob = await world.peer();
  const app = await world.signedIn();
  await app.page.evaluate(() => {
    const counted = window as unknown as { sounds: number };
    counted.sounds = 0;
    window.AudioContext = new Proxy(AudioContext, {
      construct(target) {
        counted.sounds++;
        return new target();
      },
    });
  });
  const sounds = () => app.page.evaluate(() => (window as unknown as { sounds: number }).sounds);
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
  await bob.send(world.alice.address, 'ding');
  await expect.poll(sounds).toBe(1);
  await app.change({ sounds: false });
  await bob.send(world.alice.address, 'quiet');
  await expect(app.chat('bob')).toContainText('quiet');
  await decided(app.electron);
  expect(await sounds()).toBe(1);
  expect(app.complaints).toEqual([]);
});
