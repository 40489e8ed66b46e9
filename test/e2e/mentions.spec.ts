// Who is meant, between two windows: chosen while writing, shown as who it is, kept by what becomes of the text, and told until it is read.
import { expect, test } from '../support/world.ts';

test.use({
  prosody: {
    rosters: [
      ['alice', 'bob'],
      ['alice', 'carol'],
    ],
  },
});

test('a person is chosen while writing, stands out on the other side, opens there, stays through an edit, and sees it in the list', async ({
  world,
}) => {
  const alice = await world.signedIn();
  const bob = await world.start();
  await bob.signIn({ ...world.alice, address: world.bob, password: 'bob-password' });
  const carol = `carol@${world.server.domain}`;
  await alice.open(carol);
  await alice.open(world.bob);
  const composer = alice.composer();
  const { keyboard } = alice.page;
  const people = alice.page.getByRole('listbox', { name: 'People who fit' });

  // Whoever the chat is with comes first; Escape leaves what is typed alone, and an address is no mention.
  await composer.pressSequentially('ask @');
  await expect(people.getByRole('option')).toHaveText([/bob/, /carol/]);
  await keyboard.press('Escape');
  await expect(people).toHaveCount(0);
  await expect(composer).toHaveValue('ask @');
  await composer.fill('');
  await composer.pressSequentially('me@car');
  await expect(people).toHaveCount(0);
  await composer.fill('');

  await composer.pressSequentially('ask @CÁR');
  await expect(people.getByRole('option', { name: `carol ${carol}`, selected: true })).toBeVisible();
  await keyboard.press('Enter');
  await expect(composer).toHaveValue('ask @carol ');
  await keyboard.press('Control+z');
  await expect(composer).toHaveValue('ask @CÁR');
  await keyboard.press('Control+Shift+z');
  await expect(composer).toHaveValue('ask @carol ');
  await keyboard.type('please');

  // It is the same after looking elsewhere.
  await alice.chat('carol').click();
  await expect(composer).toHaveValue('');
  await alice.chat('bob').click();
  await expect(composer).toHaveValue('ask @carol please');
  await keyboard.press('Enter');

  await bob.chat('alice').click();
  const mention = bob.message('ask @carol please').getByRole('link', { name: '@carol' });
  await expect(mention).toHaveAttribute('title', carol);
  await expect(alice.message('ask @carol please').getByRole('link', { name: '@carol' })).toHaveAttribute('title', carol);
  await keyboard.press('ArrowUp');
  await composer.pressSequentially('!');
  await keyboard.press('Enter');
  const edited = bob.message('ask @carol please!');
  await expect(edited).toHaveAccessibleName(/edited/i);
  await edited.getByRole('link', { name: '@carol' }).focus();
  await bob.page.keyboard.press('Enter');
  await bob.page.getByRole('dialog', { name: 'Open this chat?' }).getByRole('button', { name: 'Open chat' }).click();
  await expect(bob.page.getByRole('heading', { name: 'carol' })).toBeVisible();

  // Meant while looking elsewhere: the list says so, the log leads there, and what was read is told no more.
  const tall = 'and so on\n'.repeat(60);
  await alice.say(`${tall}before`);
  await composer.pressSequentially('@bo');
  await people.getByRole('option', { name: /^bob/ }).click();
  await keyboard.type('look here');
  await keyboard.press('Enter');
  await alice.say(`${tall}behind`);
  const row = bob.chat('alice');
  await expect(row).toContainText('3 unread');
  await expect(row.getByTitle('Mentions you')).toBeVisible();
  await row.click();
  const next = bob.page.getByRole('button', { name: 'Next mention of you' });
  await expect(bob.message('look here')).not.toBeInViewport();
  await next.click();
  await expect(bob.message('look here')).toBeInViewport();
  await expect(bob.message('look here').getByRole('link', { name: '@bob' })).toHaveAttribute('title', world.bob);
  await expect(bob.message('look here')).toHaveAccessibleName(/mentions you$/i);
  await expect(next).toHaveCount(0);
  await expect(row.getByTitle('Mentions you')).toHaveCount(0);
  await expect(row).toContainText('1 unread');
  await expect(alice.chat('bob').getByTitle('Mentions you')).toHaveCount(0);
});
