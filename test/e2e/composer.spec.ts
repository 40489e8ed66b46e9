/// <reference lib="dom" />
import { withoutFrames } from '../support/frames.ts';
import { expect, sharedWindow, test } from '../support/world.ts';

test.describe('in one window', () => {
  const shared = sharedWindow((world) => world.signedIn());

  test('Enter sends, Shift+Enter breaks the line, and Enter while composing never sends', async () => {
    const { world, app } = shared;
    const bob = await world.peer();
    await app.open(world.bob);
    const composer = app.composer();
    await composer.pressSequentially('one');
    await composer.press('Shift+Enter');
    await composer.pressSequentially('two');
    await composer.press('Enter');
    await bob.waitForMessage((message) => message.body === 'one\ntwo');
    await composer.fill('にほん');
    await composer.evaluate((element) => {
      element.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
      );
      const legacy = new KeyboardEvent('keydown', {
        key: 'Enter',
        code: 'Enter',
        keyCode: 229,
        bubbles: true,
        cancelable: true,
      } as KeyboardEventInit);
      element.dispatchEvent(legacy);
    });
    await expect(composer).toHaveValue('にほん');
    expect(bob.messages.filter((message) => message.body !== undefined)).toHaveLength(1);
    await composer.fill('');
  });

  test('links open through the one guarded opener, xmpp: links inside Kith', async () => {
    const { world, app } = shared;
    const bob = await world.peer();
    await app.electron.evaluate(({ shell }) => {
      const opened: string[] = [];
      (globalThis as Record<string, unknown>).opened = opened;
      shell.openExternal = async (url) => void opened.push(url);
    });
    await bob.send(world.alice.address, `see https://kith.example/path?q=1 or xmpp:carol@${world.server.domain}`);
    await app.chat('bob').click();
    await app.page.getByRole('link', { name: /kith\.example/ }).click();
    await expect
      .poll(() => app.electron.evaluate(() => (globalThis as Record<string, unknown>).opened))
      .toEqual(['https://kith.example/path?q=1']);
    await app.page.getByRole('link', { name: /xmpp:carol/ }).click();
    await app.page.getByRole('dialog', { name: 'Open this chat?' }).getByRole('button', { name: 'Open chat' }).click();
    await expect(app.page.getByRole('heading', { name: 'carol' })).toBeVisible();
  });

  test('the chat list and a new chat work with the keyboard alone', async () => {
    const { world, app } = shared;
    await app.page.keyboard.press('Control+n');
    await app.page.keyboard.type('not an address');
    await app.page.keyboard.press('Enter');
    await expect(app.page.getByRole('dialog', { name: 'New chat' })).toContainText(/address/i);
    await app.page.keyboard.press('Control+a');
    await app.page.keyboard.type(world.bob);
    await app.page.keyboard.press('Enter');
    await expect(app.composer()).toBeFocused();
    await app.page.keyboard.type('by keyboard');
    await app.page.keyboard.press('Enter');
    await expect(app.message('by keyboard')).toHaveAccessibleName(/on the server/i);
  });

  test('emoji come from the picker and from codes, by keyboard; what was used is offered first next time', async () => {
    const { world, app } = shared;
    const bob = await world.peer();
    await app.open(world.bob);
    const composer = app.composer();
    const { keyboard } = app.page;

    await composer.pressSequentially('well :tad');
    await expect(app.page.getByRole('listbox', { name: 'Emoji that fit' }).getByRole('option').first()).toHaveText(/:tada:/);
    await keyboard.press('Enter');
    await expect(composer).toHaveValue('well 🎉');
    await keyboard.press('Control+z');
    await expect(composer).toHaveValue('well :tad');
    await keyboard.press('Escape');
    await expect(app.page.getByRole('listbox', { name: 'Emoji that fit' })).toHaveCount(0);
    await composer.fill('done ');
    await composer.pressSequentially(':+1:');
    await expect(composer).toHaveValue('done 👍');
    await keyboard.press('Enter');
    await bob.waitForMessage(({ body }) => body === 'done 👍');

    await app.page.getByRole('button', { name: 'Emoji', exact: true }).focus();
    await withoutFrames(app.page, async () => {
      await keyboard.press('Enter');
      await keyboard.type('bir');
    });
    const picker = app.page.getByRole('dialog', { name: 'Emoji' });
    await expect(picker.getByRole('combobox', { name: 'Search emoji' })).toHaveValue('bir');
    await picker.getByRole('combobox').fill('');
    await expect(picker.getByRole('option').first()).toHaveAccessibleName('thumbs up');
    await picker.getByRole('radio', { name: 'Dark', exact: true }).check();
    await picker.getByRole('combobox').fill('birthday');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect(composer).toBeFocused();
    await expect(composer).toHaveValue('🎂');
    await keyboard.type(' :raised_hand');
    await keyboard.press('Tab');
    await expect(composer).toHaveValue('🎂 ✋🏿');
    await keyboard.press('Enter');
    await bob.waitForMessage(({ body }) => body === '🎂 ✋🏿');
    expect(app.complaints).toEqual([]);
  });

  test('what is written with directives is styled on both sides, says so to screen readers, and is copied as it was written', async () => {
    const { world, app } = shared;
    const bob = await world.peer();
    await app.open(world.bob);
    const composer = app.composer();
    await composer.pressSequentially('come now');
    await composer.press('Control+Shift+ArrowLeft');
    await composer.press('Control+b');
    await expect(composer).toHaveValue('come *now*');
    await composer.press('Control+b');
    await expect(composer).toHaveValue('come now');
    await composer.press('Control+b');
    await composer.press('Enter');
    await bob.waitForMessage(({ body }) => body === 'come *now*');
    await expect(app.message('come').getByRole('strong')).toHaveText('*now*');

    const body = '> as I said\nrun `npm ci`:\n```\nnpm ci && *run*\n```\ndone';
    await bob.send(world.alice.address, body);
    const styled = app.message('as I said');
    await expect(styled.getByRole('blockquote')).toHaveText('> as I said');
    await expect(styled.getByRole('code')).toHaveText(['`npm ci`', /npm ci && \*run\*/]);
    await expect(styled.getByRole('strong')).toHaveCount(0);
    await app.page.evaluate(() => {
      const text = [...document.querySelectorAll('.bubble-text')].at(-1);
      if (text !== undefined) document.getSelection()?.selectAllChildren(text);
    });
    await app.page.evaluate(() => document.execCommand('copy'));
    await composer.click();
    await app.page.keyboard.press('Control+v');
    await expect(composer).toHaveValue(body);
    await composer.fill('');

    // XEP-0393 6.2: its author wants it as it is.
    await bob.sendRaw(
      `<message to='${world.alice.address}' type='chat' id='u1'><body>2 *3* 4</body><unstyled xmlns='urn:xmpp:styling:0'/></message>`,
    );
    await expect(app.message('2 *3* 4')).toBeVisible();
    await expect(app.message('2 *3* 4').getByRole('strong')).toHaveCount(0);

    await bob.send(world.alice.address, '/me waves');
    await expect(app.message('waves')).toHaveAccessibleName(/\* bob waves/);
    await expect(app.chat('bob')).toContainText('* bob waves');
    expect(app.complaints).toEqual([]);
  });
});

test('a draft survives leaving the chat and a restart', async ({ world }) => {
  const app = await world.signedIn();
  await app.open(world.bob);
  await app.composer().fill('half a thought');
  await app.open(`carol@${world.server.domain}`);
  await expect(app.chat('bob')).toContainText(/Draft:\s*half a thought/);
  // What is being edited waits where it was as well.
  await app.composer().fill('helo');
  await app.composer().press('Enter');
  await expect(app.message('helo')).toBeVisible();
  await app.composer().press('ArrowUp');
  await expect(app.composer()).toHaveValue('helo');
  await app.composer().fill('hello');
  await app.chat('bob').click();
  await expect(app.composer()).toHaveValue('half a thought');
  await app.chat('carol').click();
  await expect(app.composer()).toHaveValue('hello');
  await expect(app.page.getByText('Edit message')).toBeVisible();
  await app.quit();
  const again = await world.start({ profile: app.profile });
  await again.chat('bob').click();
  await expect(again.composer()).toHaveValue('half a thought');
});
