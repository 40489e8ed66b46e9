// Keeping people away, as a person does it.
import { expect, test } from '../support/world.ts';

test.use({ prosody: { rosters: [['alice', 'bob']], modules: { enable: ['kith_reports'] } } });

test('a stranger is blocked and reported, shows in the settings, and is let in again there', async ({ world }) => {
  const app = await world.signedIn();
  const { page } = app;
  const carol = await world.peer('carol');
  await carol.send(world.alice.address, 'Cheap watches');
  await app.chat('carol').click();
  await expect(page.getByText('Not in your contacts')).toBeVisible();

  await page.getByRole('button', { name: 'Block and report…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Block carol@kith.test?' });
  await expect(dialog.getByRole('switch', { name: 'Report to the operator of your server' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Block and report' }).click();
  await expect(page.getByText('You blocked carol.')).toBeVisible();
  await expect(app.composer()).toBeHidden();
  await expect(page.getByText('Not in your contacts')).toBeHidden();
  await expect(app.message('Cheap watches')).toBeVisible();
  expect(world.server.log()).toContain('reported: carol@kith.test');
  await carol.send(world.alice.address, 'Are you there?');
  await carol.waitForMessage(({ type }) => type === 'error');

  await page.getByRole('button', { name: 'Settings' }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('tab', { name: 'Account' }).click();
  const blocked = settings.getByRole('list', { name: 'Blocked addresses' });
  await expect(blocked.getByRole('listitem', { name: 'carol@kith.test' })).toBeVisible();
  const field = settings.getByRole('textbox', { name: 'Block an address or a whole server' });
  await field.fill('kith.test');
  await field.press('Enter');
  await expect(settings.getByRole('alert')).toContainText('your own server');
  await field.fill('spam.example');
  await field.press('Enter');
  await expect(blocked.getByRole('listitem', { name: 'spam.example' })).toContainText('Everybody on this server');
  await blocked.getByRole('button', { name: 'Unblock carol@kith.test' }).click();
  await expect(blocked.getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(app.composer()).toBeVisible();
  await carol.send(world.alice.address, 'Thank you');
  await expect(app.message('Thank you')).toBeVisible();
  expect(app.complaints).toEqual([]);
});
