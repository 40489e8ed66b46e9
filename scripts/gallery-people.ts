// Pictures of people: who they are by their own word, strangers, contacts, and hiding from them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { xml } from '../electron/xmpp/core/xml.ts';
import type { App } from '../test/support/app.ts';
import type { Peer } from '../test/support/peer.ts';
import { publishPicture } from '../test/support/pictures.ts';
import type { Stage } from './gallery-stage.ts';
import { ROOT } from './tools.ts';

type Bridge = { api: { call(name: string, args: readonly unknown[]): Promise<unknown> } };

/** What somebody tells of themselves; one's own picture, name and profile. */
export async function profiles({ shoot }: Stage, app: App, bob: Peer): Promise<void> {
  const card = [
    xml('FN', {}, 'Robert Hansen'),
    xml('ORG', {}, xml('ORGNAME', {}, 'Hansen & Daughters, Painters')),
    xml('BDAY', {}, '1979-11-02'),
    xml('TEL', {}, xml('NUMBER', {}, '+45 32 12 34 56')),
    xml('EMAIL', {}, xml('USERID', {}, 'bob@painters.example')),
    xml('URL', {}, 'https://painters.example/bob'),
    xml('DESC', {}, 'Walls, doors, the odd boat.\nCall before noon.'),
  ];
  await bob.request(xml('iq', { type: 'set' }, xml('vCard', { xmlns: 'vcard-temp' }, ...card)));
  // Afterwards: the server makes the one of the other, and that card has no picture.
  await publishPicture(bob, readFileSync(join(ROOT, 'assets', 'icon.png')));
  await app.page.getByRole('button', { name: 'Details' }).click();
  await app.page.locator('.details .avatar-face').waitFor();
  await app.page.getByText('Call before noon').waitFor();
  await shoot(app, '71-profile-details');
  await app.page.getByRole('button', { name: /close/i }).first().click();
  await app.page.getByRole('button', { name: 'Settings' }).click();
  await app.page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: 'Account' }).click();
  await shoot(app, '72-profile-own');
  await app.page.getByRole('button', { name: 'Add a picture…' }).click();
  const dialog = app.page.getByRole('dialog', { name: 'Your picture' });
  await dialog.waitFor();
  await shoot(app, '73-profile-choose', ['wide']);
  await dialog.locator('input[type=file]').setInputFiles(join(ROOT, 'docs', 'kith-light.png'));
  await app.page.getByRole('slider', { name: 'Zoom' }).waitFor();
  await shoot(app, '74-profile-crop');
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: 'Edit profile…' }).click();
  await app.page.getByRole('textbox', { name: 'Organisation' }).waitFor();
  await shoot(app, '75-profile-form');
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('Escape');
}

/** Who is no contact: a flood of them, the requests, what one wrote, and the chat it becomes. */
export async function strangers({ shoot, server }: Stage, app: App): Promise<void> {
  const from = (address: string, body: string) =>
    server.deliver(`<message from='${address}' to='alice@${server.domain}' type='chat'><body>${body}</body></message>`);
  for (let number = 1; number < 8; number++) await from(`offer${number}@spam.example`, 'Only today: watches');
  await from('b\u043eb@far.example', 'It is me, Bob. I have a new address');
  await server.deliver(
    `<presence from='rosa@far.example' to='alice@${server.domain}' type='subscribe'><nick xmlns='http://jabber.org/protocol/nick'>Rosa Lindqvist</nick></presence>`,
  );
  await app.page.getByRole('button', { name: /^Requests/ }).click();
  await app.page.getByRole('button', { name: /at spam.example$/ }).waitFor();
  await app.page.getByRole('button', { name: `dave@${server.domain}` }).click();
  await app.message('harbour').waitFor();
  await shoot(app, '46-requests', ['wide']);
  await app.page.evaluate(() => document.querySelector<HTMLElement>('.conversation-back')?.click());
  await shoot(app, '46-requests', ['narrow']);
  await app.page.getByRole('button', { name: 'Decline all…' }).click();
  await shoot(app, '47-decline-requests');
  await app.page.keyboard.press('Escape');
  await app.page
    .getByRole('listitem', { name: `dave@${server.domain}` })
    .getByRole('button', { name: 'Accept' })
    .click();
  await app.composer().waitFor();
  await shoot(app, '09-stranger');
}

/** What a link proposes, a note, the contact list searched, and appearing offline. */
export async function people({ shoot }: Stage, app: App): Promise<void> {
  const { page } = app;
  const follow = (url: string) => page.evaluate((link) => (globalThis as unknown as Bridge).api.call('links.open', [link, null]), url);
  await follow('xmpp:erin@far.example?message;body=Hello%20Erin%2C%20I%20have%20your%20card');
  await page.getByRole('dialog', { name: 'Open this chat?' }).waitFor();
  await shoot(app, '48-people-link');
  await page.keyboard.press('Escape');
  await follow('xmpp:erin@far.example?roster;name=Erin%20Moss');
  await page.getByRole('dialog', { name: 'Add contact' }).waitFor();
  await shoot(app, '49-people-add');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Your presence' }).click();
  await page.getByRole('radio', { name: /Appear offline/ }).click();
  await app.chat('Bob').click();
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByRole('switch', { name: 'Appear online to them' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill('Paints in white only. Owes me a ladder.');
  await page.getByRole('textbox', { name: 'Note' }).scrollIntoViewIfNeeded();
  await shoot(app, '50-people-note');
  await page.getByRole('button', { name: 'Close details' }).click();
  await page.getByRole('button', { name: 'Your presence' }).click();
  await page.getByRole('textbox', { name: 'Status text' }).fill('On the roof');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Your presence' }).click();
  await page.getByRole('textbox', { name: 'Status text' }).fill('Down again');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Your presence' }).click();
  await shoot(app, '51-people-hidden', ['wide']);
  await page.getByRole('radio', { name: /^Available/ }).click();
  await page.getByRole('button', { name: /^Contacts/ }).click();
  await page.getByRole('searchbox', { name: 'Find a contact' }).fill('oka');
  await shoot(app, '52-people-search', ['wide']);
  await page.getByRole('searchbox', { name: 'Find a contact' }).fill('');
  await page.getByRole('button', { name: /^Chats/ }).click();
}
