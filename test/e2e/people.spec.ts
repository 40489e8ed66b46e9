// Keeping people away, as a person does it.
import { expect, test } from '../support/world.ts';

test.use({ prosody: { rosters: [['alice', 'bob']], modules: { enable: ['kith_reports'] } } });

test('a stranger waits among the requests, is blocked and reported, shows in the settings, and is let in again there', async ({
  world,
}) => {
  const app = await world.signedIn();
  const { page } = app;
  const carol = await world.peer('carol');
  await carol.send(world.alice.address, 'Cheap watches');
  const door = page.getByRole('button', { name: /^Requests/ });
  await expect(door).toContainText('1');
  await expect(app.chat('carol')).toHaveCount(0);
  expect(await page.title()).toBe('Kith');
  await door.click();
  await page.getByRole('button', { name: 'Block and report' }).click();
  await expect(page.getByText('No requests')).toBeVisible();
  expect(world.server.log()).toContain('reported: carol@kith.test');
  await carol.send(world.alice.address, 'Are you there?');
  await carol.waitForMessage(({ type }) => type === 'error');

  await page.getByRole('button', { name: 'Settings' }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('tab', { name: 'Account' }).click();
  const kept = settings.getByRole('group', { name: 'Keep messages on the server' });
  await kept.getByRole('radio', { name: 'Only with contacts' }).click();
  await expect(kept.getByRole('radio', { name: 'Only with contacts' })).toBeChecked();
  await expect(kept).toContainText('people outside your contact list');
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
  await carol.send(world.alice.address, 'Thank you');
  const request = page.getByRole('list', { name: 'Requests' }).getByRole('listitem', { name: carol.address });
  await expect(request).toContainText('Thank you');
  await request.getByRole('button', { name: 'Accept' }).click();
  await expect(app.message('Cheap watches')).toBeVisible();
  await expect(app.message('Thank you')).toBeVisible();
  await expect(page.getByText('Not in your contacts')).toBeVisible();

  // Somebody one writes with is asked about before they are kept away.
  await page.getByRole('button', { name: 'Block and report…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Block carol@kith.test?' });
  await expect(dialog.getByRole('switch', { name: 'Report to the operator of your server' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Block and report' }).click();
  await expect(page.getByText('You blocked carol.')).toBeVisible();
  await expect(app.composer()).toBeHidden();
  await expect(app.chat('carol')).toContainText('Blocked');
  await expect(page.getByText('Not in your contacts')).toBeHidden();
  expect(app.complaints).toEqual([]);
});

test('the details of a contact: renamed, into a group, no longer shown when I am online, removed', async ({ world }) => {
  const app = await world.signedIn();
  const { page } = app;
  const bob = await world.peer();
  await bob.presence();
  await app.open(world.bob);
  await page.getByRole('button', { name: 'Details' }).click();
  const details = page.getByRole('complementary', { name: 'Details' });
  const section = details.getByRole('region', { name: 'Contact', exact: true });
  await expect(section).toContainText('You both see when the other is online.');

  const note = details.getByRole('textbox', { name: 'Note' });
  await note.fill('Likes green');

  await section.getByRole('button', { name: 'Edit contact' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit contact' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Robert <b>');
  await dialog.getByRole('textbox', { name: 'New group' }).fill('Painters');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(details.getByRole('heading', { name: 'Robert <b>' })).toBeVisible();
  await section.getByRole('button', { name: 'Rename group Painters' }).click();
  await page.getByRole('textbox', { name: 'Name of the group' }).fill('Artists');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(section.getByRole('button', { name: 'Rename group Artists' })).toBeVisible();

  await page.getByRole('button', { name: 'Close details' }).click();
  await page.getByRole('button', { name: 'Details' }).click();
  await expect(note).toHaveValue('Likes green');

  await page.getByRole('button', { name: /^Contacts/ }).click();
  const list = page.getByRole('list', { name: 'Contacts' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await list.getByRole('button', { name: /Artists/ }).focus();
  await page.keyboard.press('Enter');
  await expect(list.getByRole('button', { name: /Artists/, expanded: false })).toBeVisible();
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('button', { name: /Robert/ })).toBeFocused();
  await page.getByRole('button', { name: 'Online only' }).click();
  await expect(list.getByRole('listitem', { name: 'Robert <b>' })).toBeVisible();
  await bob.presence('offline');
  await expect(page.getByText('Nobody is online')).toBeVisible();
  await page.getByRole('button', { name: 'Online only' }).click();
  await bob.presence();

  await section.getByRole('button', { name: 'Stop showing them when I am online' }).click();
  await expect(section).toContainText('You see when they are online. They do not see when you are.');
  await section.getByRole('button', { name: 'Let them see when I am online' }).click();
  await expect(section).toContainText('When they ask to see when you are online, they may.');
  await section.getByRole('button', { name: 'Stop seeing when they are online' }).click();
  await expect(section).toContainText('Neither of you sees when the other is online.');

  await section.getByRole('button', { name: 'Remove' }).click();
  const question = page.getByRole('dialog', { name: 'Remove Robert <b> from your contacts?' });
  await expect(question).toContainText('they can still write to you');
  await question.getByRole('button', { name: 'Remove' }).click();
  await expect(section.getByRole('button', { name: 'Add contact' })).toBeVisible();
  expect((await bob.roster()).find(({ address }) => address === world.alice.address)?.subscription).toBe('none');
  expect(app.complaints).toEqual([]);
});
