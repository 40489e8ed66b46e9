// What happens to messages once they are written, on the screen: edited, answered, reacted to, passed on, taken back.
import { expect, test } from '../support/world.ts';

const CORRECT = 'urn:xmpp:message-correct:0';
const REACT = 'urn:xmpp:reactions:0';
const REPLY = 'urn:xmpp:reply:0';
const RETRACT = 'urn:xmpp:message-retract:1';
const RECEIPTS = 'urn:xmpp:receipts';
const MARKERS = 'urn:xmpp:chat-markers:0';

test('a message is edited with Up, answered, reacted to, delivered, read and taken back', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  await app.open(world.bob);
  const composer = app.composer();
  const say = (id: string, ...children: readonly string[]) =>
    bob.sendRaw(`<message to='${world.alice.address}' type='chat' id='${id}'>${children.join('')}</message>`);

  await app.say('see you at sevn');
  const sent = await bob.waitForMessage((message) => message.body === 'see you at sevn');
  await say('x1', `<received xmlns='${RECEIPTS}' id='${sent.id}'/>`);
  await expect(app.message('see you at sevn')).toHaveAccessibleName(/on a device$/i);

  // Escape gives the edit up, and the draft is there again.
  await composer.press('ArrowUp');
  await expect(composer).toHaveValue('see you at sevn');
  await composer.press('Escape');
  await expect(composer).toHaveValue('');
  await composer.press('ArrowUp');
  await expect(composer).toHaveValue('see you at sevn');
  await composer.fill('see you at seven');
  await composer.press('Enter');
  const edited = await bob.waitForMessage((message) => message.body === 'see you at seven');
  expect(edited.stanza.getChild('replace', CORRECT)?.attrs.id).toBe(sent.id);
  await expect(app.message('see you at seven')).toHaveAccessibleName(/edited/i);
  await app.page.getByRole('button', { name: /show earlier versions/i }).click();
  await expect(app.page.getByRole('dialog', { name: 'Earlier versions' })).toContainText('see you at sevn');
  await app.page.keyboard.press('Escape');

  await say('d1', `<displayed xmlns='${MARKERS}' id='${sent.id}'/>`);
  await expect(app.message('see you at seven')).toHaveAccessibleName(/, read, edited/i);
  await expect(app.chat('bob')).toContainText('You: see you at sevenRead');
  await say('r1', `<reactions xmlns='${REACT}' id='${sent.id}'><reaction>👍</reaction></reactions>`);
  await app.page.getByRole('button', { name: '👍 from bob' }).click();
  await bob.waitForMessage(({ stanza }) => stanza.getChild('reactions', REACT)?.getChildText('reaction') === '👍');
  await expect(app.page.getByRole('button', { name: '👍 from bob and You' })).toHaveAttribute('aria-pressed', 'true');

  await say('m1', '<body>seven is fine</body>');
  await app.message('seven is fine').hover();
  await app.page.getByRole('toolbar').getByRole('button', { name: 'Reply' }).click();
  await expect(app.page.getByText('Reply to bob')).toBeVisible();
  await app.say('good');
  const answer = await bob.waitForMessage(({ stanza }) => stanza.getChild('reply', REPLY) !== undefined);
  expect(answer.body).toBe('> seven is fine\ngood');
  await expect(app.message('good').getByRole('button', { name: 'In answer to bob: seven is fine' })).toBeVisible();

  await app.message('good').click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: 'Delete…' }).click();
  await app.page.getByRole('button', { name: 'Delete for everybody' }).click();
  await bob.waitForMessage(({ stanza }) => stanza.getChild('retract', RETRACT)?.attrs.id === answer.id);
  await expect(app.message('You deleted this message')).toBeVisible();
  await expect(app.message('good')).toHaveCount(0);

  // By keyboard alone: to the message, its menu, and passed on to another chat.
  await app.open(`carol@${world.server.domain}`);
  await app.chat('bob').click();
  await app.page.getByRole('log', { name: 'Messages' }).focus();
  await app.page.keyboard.press('ArrowUp');
  await app.page.keyboard.press('ArrowUp');
  await expect(app.message('seven is fine')).toBeFocused();
  // One key each for what is done most; the whole picker is a plus away. Who is faster than its list gets the best of it.
  await app.page.evaluate(async () => {
    const press = (key: string, on: Element | null) =>
      on?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    const turn = () => new Promise((resolve) => setTimeout(resolve));
    const box = () => document.querySelector<HTMLInputElement>('.emoji-field');
    press('+', document.activeElement);
    for (let turns = 0; box() === null && turns < 1000; turns++) await turn();
    const field = box();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, 'volcano');
    field?.dispatchEvent(new Event('input', { bubbles: true }));
    await turn();
    press('Enter', field);
  });
  await bob.waitForMessage(({ stanza }) => stanza.getChild('reactions', REACT)?.getChildText('reaction') === '🌋');
  await expect(app.page.getByRole('button', { name: '🌋 from You' })).toBeVisible();
  await expect(app.message('seven is fine')).toBeFocused();
  await app.page.keyboard.press('c');
  await expect.poll(() => app.electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('seven is fine');
  await app.page.keyboard.press('Delete');
  await expect(app.page.getByRole('dialog', { name: 'Delete this message?' })).toBeVisible();
  await app.page.keyboard.press('Escape');
  await expect(app.message('seven is fine')).toBeFocused();
  // Theirs is not to be edited.
  await app.page.keyboard.press('e');
  await expect(app.page.getByText('Edit message')).toHaveCount(0);
  await app.page.keyboard.press('r');
  await expect(app.page.getByText('Reply to bob')).toBeVisible();
  await app.composer().press('Escape');
  await app.page.getByRole('log', { name: 'Messages' }).focus();
  await app.page.keyboard.press('ArrowUp');
  await app.page.keyboard.press('ArrowUp');
  await expect(app.message('seven is fine')).toBeFocused();
  await app.page.keyboard.press('ContextMenu');
  await app.page.getByRole('menuitem', { name: 'Forward…' }).press('Enter');
  const to = app.page.getByRole('combobox', { name: 'Name or address' });
  await to.fill('carol');
  await expect(app.page.getByRole('option', { name: 'carol' })).toBeVisible();
  await to.press('Enter');
  await expect(app.message('seven is fine')).toHaveAccessibleName(/on the server/i);
  await expect(app.page.getByRole('heading', { name: 'carol' })).toBeVisible();
  expect(app.complaints).toEqual([]);
});

test('a draft keeps the message it answers, over a restart', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  await bob.send(world.alice.address, 'tea or coffee?');
  await app.chat('bob').click();
  await app.message('tea or coffee?').hover();
  await app.page.getByRole('toolbar').getByRole('button', { name: 'Reply' }).click();
  await app.composer().fill('tea, I th');
  await app.open(`carol@${world.server.domain}`);
  await expect(app.chat('bob')).toContainText(/Draft:\s*tea, I th/);
  await app.quit();
  const again = await world.start({ profile: app.profile });
  await again.chat('bob').click();
  await expect(again.composer()).toHaveValue('tea, I th');
  await expect(again.page.getByText('Reply to bob')).toBeVisible();
});

test('only what was before the eyes counts as read: here, in the badge and at the other side', async ({ world }) => {
  const bob = await world.peer();
  const app = await world.signedIn();
  const { page } = app;
  const row = app.chat('bob');
  const look = (focused: boolean) =>
    app.electron.evaluate(
      ({ BrowserWindow }, focus) => (focus ? BrowserWindow.getAllWindows()[0]?.focus() : BrowserWindow.getAllWindows()[0]?.blur()),
      focused,
    );
  const displayed = () =>
    bob.messages.flatMap(({ stanza }) => stanza.getChild('displayed', MARKERS)?.attrs.id ?? []).map((id: string) => Number(id.slice(1)));
  const lines = '\nline'.repeat(4);
  for (let at = 1; at <= 30; at++)
    await bob.sendRaw(
      `<message to='${world.alice.address}' type='chat' id='n${at}'><body>number ${at}${lines}</body><markable xmlns='${MARKERS}'/></message>`,
    );
  await expect(row).toContainText('number 30');
  await expect(row.getByText('30', { exact: true })).toBeVisible();

  // Looked at without the focus: nothing is read.
  await look(false);
  await row.click();
  await look(false);
  await expect(app.message(/number 1\b/)).toBeVisible();
  await expect(page.getByText('30 new messages')).toBeVisible();
  await expect(row.getByText('30', { exact: true })).toBeVisible();

  // With it: what is in view, and no more.
  await look(true);
  await expect.poll(() => displayed().length).toBeGreaterThan(0);
  const last = displayed().at(-1) ?? 0;
  expect(last).toBeLessThan(25);
  await expect(app.message(new RegExp(`number ${last}\\b`))).toBeInViewport({ ratio: 0.99 });
  await expect(row.getByText(String(30 - last), { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: `Jump to latest, ${30 - last} new messages` })).toBeVisible();
  await expect(page.getByText('30 new messages')).toBeVisible();

  await page.getByRole('button', { name: /^Jump to latest/ }).click();
  await expect.poll(() => displayed().at(-1)).toBe(30);
  await expect(row.getByText(/^\d+$/)).toHaveCount(0);

  // Nor is what comes behind a dialog.
  await page.keyboard.press('ControlOrMeta+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await expect(settings).toBeVisible();
  const hidden = page.getByRole('listitem', { name: 'bob', includeHidden: true });
  await bob.sendRaw(
    `<message to='${world.alice.address}' type='chat' id='n31'><body>number 31</body><markable xmlns='${MARKERS}'/></message>`,
  );
  await expect(hidden).toContainText('1 unread');
  // Longer than what is read is kept back to be told together.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 700)));
  await expect(hidden).toContainText('1 unread');
  expect(displayed().at(-1)).toBe(30);
  await settings.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => displayed().at(-1)).toBe(31);
  expect(app.complaints).toEqual([]);
});
