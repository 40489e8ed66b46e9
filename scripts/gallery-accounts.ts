// Pictures of several accounts in one window; `npm run gallery -- accounts` takes only these.
import type { App } from '../test/support/app.ts';
import type { Peer } from '../test/support/peer.ts';
import type { Stage } from './gallery-stage.ts';

interface AccountsPictures extends Pick<Stage, 'shoot'> {
  readonly start: () => Promise<App>;
  readonly peer: (user: string) => Promise<Peer>;
  readonly home: Parameters<App['signIn']>[0];
  readonly work: Parameters<App['signIn']>[0];
}

export async function severalAccounts({ start, shoot, peer, home, work }: AccountsPictures): Promise<void> {
  const bob = await peer('bob');
  await bob.presence('available', 'on the train until three');
  const app = await start();
  const { page } = app;
  const accounts = async () => {
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: 'Account' }).click();
  };
  await app.signIn(home);
  await accounts();
  await page.getByRole('button', { name: 'Add another account' }).click();
  await page.getByRole('heading', { name: 'Add another account' }).waitFor();
  await shoot(app, '60-accounts-add');
  await app.signIn(work);
  await bob.send(work.address, 'Can you send me the plans for the harbour office?');
  await app.chat(`Bob Hansen, ${work.address}`).getByText('harbour').waitFor();
  await app.chat(`Bob Hansen, ${work.address}`).click();
  await app.say('They are on their way');
  await bob.waitForMessage(({ body }) => body === 'They are on their way');
  await shoot(app, '61-accounts-chat');
  await page.getByRole('button', { name: 'Details' }).click();
  await shoot(app, '62-accounts-details', ['wide']);
  await page.getByRole('button', { name: /close/i }).first().click();
  await page.keyboard.press('Escape');
  await shoot(app, '63-accounts-chats');
  await page.getByRole('button', { name: /^Show: / }).click();
  await page.getByRole('menuitemradio').first().waitFor();
  await shoot(app, '64-accounts-filter');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Contacts/ }).click();
  await shoot(app, '65-accounts-contacts');
  await page.getByRole('button', { name: /^Chats/ }).click();
  await page.getByRole('searchbox', { name: 'Search' }).fill('bo');
  await shoot(app, '66-accounts-search');
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await page.getByRole('combobox', { name: 'Name or address' }).fill('bo');
  await shoot(app, '67-accounts-new-chat');
  await page.keyboard.press('Escape');
  await accounts();
  await page.getByRole('switch', { name: `Use ${work.address}` }).click();
  await page.getByText('Switched off').waitFor();
  await shoot(app, '68-accounts-settings');
  await page
    .getByRole('listitem', { name: work.address })
    .getByRole('button', { name: new RegExp(`^${work.address}`) })
    .click();
  await shoot(app, '69-accounts-one');
  await page.getByRole('radio', { name: 'Grey' }).scrollIntoViewIfNeeded();
  await shoot(app, '69-accounts-colour', ['wide', 'narrow']);
  await page.keyboard.press('Escape');
  await app.chat(`Bob Hansen, ${work.address}`).click();
  await shoot(app, '70-accounts-off');
  await app.quit();
  await bob.close();
}
