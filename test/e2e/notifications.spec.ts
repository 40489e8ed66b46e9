// Notifications as the desktop gets them, through org.freedesktop.Notifications on a session bus of the test's own.
import { avatarPng } from '../../electron/desktop/avatar-image.ts';
import { colourOf } from '../../shared/consistent-colour.ts';
import type { App } from '../support/app.ts';
import type { ShownNotification } from '../support/dbus-desktop.ts';
import { decided, expect, minimize, test, windowState } from '../support/desk.ts';
import { publishPicture } from '../support/pictures.ts';

const bodies = (shown: readonly { readonly title: string; readonly body: string }[]) => shown.map(({ title, body }) => `${title}: ${body}`);

/** The colour at the picture's left edge, where no letter reaches; undefined without a picture. */
function pictured(shown: ShownNotification | undefined): string | undefined {
  const image = shown?.hints['image-data'] as readonly [number, number, number, boolean, number, number, Uint8Array] | undefined;
  if (image === undefined) return undefined;
  const [, height, row, , , , pixels] = image;
  const at = (height / 2) * row + 4 * 4;
  return `#${Buffer.from(pixels.subarray(at, at + 3)).toString('hex')}`;
}

/** As the chat's menu does. */
async function mute(app: App, name: string, until: number): Promise<void> {
  await app.page.evaluate(
    async ([title, when]) => {
      const { call } = (globalThis as unknown as { api: { call(name: string, args: unknown[]): Promise<string> } }).api;
      const { conversations } = JSON.parse(await call('app.snapshot', [])).value as { conversations: { id: string; title: string }[] };
      await call('conversations.mute', [conversations.find((each) => each.title === title)?.id, when]);
    },
    [name, until] as const,
  );
}

test('say who wrote what, one per chat, and lead to the message', async ({ world, desk }) => {
  const app = await world.signedIn({ env: desk.env });
  const bob = await world.peer();
  const carol = await world.peer('carol');
  await app.open(`carol@${world.server.domain}`);
  await app.say('hello carol');
  await minimize(app.electron);

  await bob.send(world.alice.address, 'first');
  await expect.poll(() => bodies(desk.notifications.shown)).toEqual(['bob: first']);
  expect(desk.notifications.shown[0]).toMatchObject({ app: 'Kith', actions: ['default', 'View'], hints: { 'desktop-entry': 'kith' } });
  expect(pictured(desk.notifications.shown[0])).toBe(colourOf(world.bob));
  await bob.send(world.alice.address, 'second');
  await expect.poll(() => bodies(desk.notifications.shown)).toEqual(['bob: second']);
  await carol.send(world.alice.address, 'and carol');
  await expect.poll(() => bodies(desk.notifications.shown)).toEqual(['bob: second', 'carol: and carol']);

  const [fromBob] = desk.notifications.shown;
  if (fromBob === undefined) throw new Error('gone');
  desk.notifications.click(fromBob);
  await expect.poll(() => windowState(app.electron)).toBe('in front');
  await expect(app.message('second')).toBeVisible();
  await expect.poll(() => bodies(desk.notifications.shown)).toEqual(['carol: and carol']);
  // Read in the window: nothing is left to be told.
  await app.chat('carol').click();
  await expect.poll(() => desk.notifications.shown).toEqual([]);

  // With the picture they have by now.
  await publishPicture(bob, avatarPng('B', 'mask@example.org', 96));
  await app.chat('bob').locator('.avatar-face').waitFor();
  await minimize(app.electron);
  await bob.send(world.alice.address, 'it is me');
  await expect.poll(() => bodies(desk.notifications.shown)).toEqual(['bob: it is me']);
  expect(pictured(desk.notifications.shown[0])).toBe(colourOf('mask@example.org'));
});

test('do not come for what the person is looking at, nor for a muted chat', async ({ world, desk }) => {
  const app = await world.signedIn({ env: desk.env });
  const bob = await world.peer();
  await app.open(world.bob);
  await bob.send(world.alice.address, 'in plain sight');
  await expect(app.message('in plain sight')).toBeVisible();
  await minimize(app.electron);
  await mute(app, 'bob', Number.MAX_SAFE_INTEGER);
  await bob.send(world.alice.address, 'muted');
  await expect(app.chat('bob')).toContainText('muted');
  await decided(app.electron);
  await mute(app, 'bob', 0);
  await bob.send(world.alice.address, 'loud');
  await expect.poll(() => bodies(desk.notifications.all)).toEqual(['bob: loud']);
});

test.describe('with nobody looking', () => {
  test.use({ prosody: { rosters: [['alice', 'bob']], debug: true } });
  test('come at once, although the server knows that it may hold back what can wait', async ({ world, desk }) => {
    const app = await world.signedIn({ env: desk.env });
    const bob = await world.peer();
    await app.open(world.bob);
    await minimize(app.electron);
    const heard = (state: string) => world.server.log().includes(`Received[c2s]: <${state} `);
    await app.electron.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen'));
    await expect.poll(() => heard('inactive')).toBe(true);
    await bob.send(world.alice.address, 'this cannot wait');
    await expect.poll(() => bodies(desk.notifications.shown)).toEqual(['bob: this cannot wait']);

    expect(heard('active')).toBe(false);
    await app.electron.evaluate(({ powerMonitor }) => void powerMonitor.emit('unlock-screen'));
    const [told] = desk.notifications.shown;
    if (told === undefined) throw new Error('gone');
    desk.notifications.click(told);
    await expect.poll(() => heard('active')).toBe(true);
    await expect(app.message('this cannot wait')).toBeVisible();
  });
});

test('say as much as was chosen, without a sound where none is wanted, and as text only', async ({ world, desk }) => {
  const app = await world.signedIn({ env: desk.env });
  const bob = await world.peer();
  await bob.send(world.alice.address, '<b>5 < 6</b> & <img src="http://evil.example/x"> <a href="file:///">x</a>');
  await expect
    .poll(() => bodies(desk.notifications.shown))
    .toEqual(['bob: &lt;b&gt;5 &lt; 6&lt;/b&gt; &amp; &lt;img src="http://evil.example/x"&gt; &lt;a href="file:///"&gt;x&lt;/a&gt;']);
  const silent = () =>
    app.electron.evaluate((electron) => {
      const { standIn } = electron as unknown as { standIn: { notifications: { silent: boolean }[] } };
      return standIn.notifications.at(-1)?.silent;
    });
  expect(await silent()).toBe(false);

  await app.change({ notificationDetail: 'sender', sounds: false });
  await bob.send(world.alice.address, 'secret one');
  await expect.poll(() => bodies(desk.notifications.shown)).toEqual(['bob: New message']);
  expect(await silent()).toBe(true);
  expect(pictured(desk.notifications.shown[0])).toBe(colourOf(world.bob));
  await app.change({ notificationDetail: 'nothing' });
  await bob.send(world.alice.address, 'secret two');
  await expect.poll(() => bodies(desk.notifications.shown)).toEqual(['Kith: New message']);
  expect(desk.notifications.shown[0]?.hints).not.toHaveProperty('image-data');
  await app.change({ notifications: false });
  await expect.poll(() => desk.notifications.shown).toEqual([]);
  expect(bodies(desk.notifications.all).join()).not.toContain('secret');
});

test('one per chat for what came while Kith was away', async ({ world, desk }) => {
  const app = await world.signedIn({ env: desk.env });
  const bob = await world.peer();
  await bob.send(world.alice.address, 'before');
  await expect(app.chat('bob')).toContainText('before');
  await app.quit();
  for (let each = 1; each <= 5; each++) await bob.send(world.alice.address, `missed ${each}`);
  const seen = desk.notifications.all.length;
  const again = await world.start({ profile: app.profile, env: desk.env });
  await expect(again.chat('bob')).toContainText('missed 5');
  await expect.poll(() => bodies(desk.notifications.all.slice(seen))).toEqual(['bob: 5 new messages']);
});
