// npm run gallery: drives the real app over a real server and writes a picture of every screen to out/gallery/,
// light, dark, compact, high contrast and mirrored, wide and narrow. `npm run gallery -- chat` takes only screens whose name fits.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { xml } from '../electron/xmpp/core/xml.ts';
import type { Settings } from '../shared/settings.ts';
import { type App, makeProfile, startApp } from '../test/support/app.ts';
import { startOperator } from '../test/support/operator.ts';
import { connectPeer, type Peer } from '../test/support/peer.ts';
import { publishPicture } from '../test/support/pictures.ts';
import { startProsody } from '../test/support/prosody.ts';
import { until } from '../test/support/until.ts';
import { build } from './build.ts';
import { conversation, waiting } from './demo-story.ts';
import { findElectron } from './electron.ts';
import { severalAccounts } from './gallery-accounts.ts';
import { needs } from './requirements.ts';
import { ROOT } from './tools.ts';

const LOOKS: Readonly<Record<string, Partial<Settings>>> = {
  light: { theme: 'light', density: 'comfortable', language: 'en' },
  dark: { theme: 'dark', density: 'comfortable', language: 'en' },
  compact: { theme: 'light', density: 'compact', language: 'en' },
  contrast: { theme: 'contrast', density: 'comfortable', language: 'en' },
  mirrored: { theme: 'dark', density: 'comfortable', language: 'en-XA' },
};
const SIZES = { wide: { width: 1180, height: 760 }, narrow: { width: 400, height: 720 } };
const only = process.argv[2];
const folder = join(ROOT, 'out', 'gallery');

await needs(['prosody', 'openssl', 'emoji-font']);
await build();
const electron = await findElectron();
console.log(electron.sentence);
if (electron.kind === 'stand-in') await needs(['chromium']);
if (electron.distPath !== undefined) process.env.ELECTRON_OVERRIDE_DIST_PATH = electron.distPath;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

type Bridge = { api: { call(name: string, args: readonly unknown[]): Promise<unknown> } };

const PASSWORD = 'a-password';
const now = Date.now();
const operator = await startOperator();
const server = await startProsody({
  domain: 'kith.test',
  otherDomains: ['work.test'],
  accounts: { 'alice@work.test': PASSWORD, 'erin@work.test': PASSWORD, alice: PASSWORD, bob: PASSWORD, carol: PASSWORD, dave: PASSWORD },
  rosters: [
    ['alice', 'bob'],
    ['alice', 'carol'],
    ['alice@work.test', 'bob'],
    ['alice@work.test', 'erin@work.test'],
  ],
  names: { alice: 'Alice Winter', bob: 'Bob Hansen', carol: 'Carol Okafor', 'erin@work.test': 'Erin Park' },
  archive: conversation(now),
  waiting: waiting(now),
  components: { groups: 'muc' },
  statusAddresses: [operator.address],
  modules: { enable: ['server_contact_info'] },
  config: { contact_info: { abuse: ['mailto:abuse@kith.test', 'xmpp:abuse@kith.test'], support: ['https://kith.test/help'] } },
});
const credentials = (user: string) => ({ ...server, address: `${user}@${server.domain}`, password: PASSWORD });
const open: App[] = [];
const start = async (options: Parameters<typeof startApp>[0] = {}): Promise<App> => {
  const app = await startApp({ caFile: operator.trustedBeside(server.caFile), ...options });
  open.push(app);
  return app;
};
let pictures = 0;

async function shoot(app: App, name: string, sizes: readonly (keyof typeof SIZES)[] = ['wide', 'narrow']): Promise<void> {
  if (only !== undefined && !name.includes(only)) return;
  for (const size of sizes) {
    await app.electron.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setContentSize(bounds.width, bounds.height),
      SIZES[size],
    );
    for (const [look, settings] of Object.entries(LOOKS)) {
      await app.change(settings);
      await settle(app.page);
      await app.page.screenshot({ path: join(folder, `${name}-${look}-${size}.png`), animations: 'disabled' });
      pictures++;
    }
  }
  await app.change(LOOKS.light ?? {});
  await app.electron.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setContentSize(bounds.width, bounds.height),
    SIZES.wide,
  );
  await settle(app.page);
}

/** Two frames after the last change of the document, fonts loaded. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 6; frame++) await new Promise((done) => requestAnimationFrame(done));
  });
}

/** Places with nothing in them, and what asks before it does something. */
async function emptyAndAsking(app: App): Promise<void> {
  await app.open(`erin@${server.domain}`);
  await shoot(app, '54-empty-conversation');
  await app.page.keyboard.press('Escape');
  for (const [name, section] of [
    ['55-unread', /^Unread/],
    ['56-groups', /^Groups/],
  ] as const) {
    await app.page.getByRole('button', { name: section }).click();
    await shoot(app, name);
  }
  await app.page.getByRole('button', { name: /^Chats/ }).click();
  for (const item of ['Mark as unread', 'Pin', 'Mute', 'Archive']) {
    const chat = item === 'Archive' ? 'erin' : 'nobody';
    await app.chat(chat).click({ button: 'right' });
    await app.page.getByRole('menuitem', { name: item }).click();
    if (item !== 'Mute') continue;
    await app.page.getByRole('menuitem', { name: 'Until tomorrow' }).waitFor();
    await shoot(app, '57-mute-menu', ['wide']);
    await app.page.getByRole('menuitem', { name: 'Always' }).click();
  }
  await app.page.getByRole('button', { name: /^Archived/ }).waitFor();
  await shoot(app, '58-chat-signs');
  await app.page.getByRole('button', { name: /^Archived/ }).click();
  await shoot(app, '59-archived');
  await app.chat('erin').click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: 'Delete from this device' }).click();
  await shoot(app, '60-delete-chat');
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: 'Show all chats' }).click();
}

/** Messages that were edited, answered, reacted to, read and taken back; the bars above the composer; what is asked about a message. */
async function messageLife(app: App, bob: Peer): Promise<void> {
  const alice = `alice@${server.domain}`;
  const say = (id: string, inner: string) => bob.sendRaw(`<message to='${alice}' type='chat' id='${id}'>${inner}</message>`);
  await app.say('Shall we say saterday?');
  const asked = await bob.waitForMessage(({ body }) => body === 'Shall we say saterday?');
  await app.composer().press('ArrowUp');
  await shoot(app, '40-edit-bar');
  await app.composer().fill('Shall we say Saturday?');
  await app.composer().press('Enter');
  await say('life-1', `<displayed xmlns='urn:xmpp:chat-markers:0' id='${asked.id}'/>`);
  await say(
    'life-2',
    `<reactions xmlns='urn:xmpp:reactions:0' id='${asked.id}'><reaction>👍</reaction><reaction>🎉</reaction></reactions>`,
  );
  await app.page.getByRole('button', { name: /^👍/ }).click();
  const fallback = `<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='25'/></fallback>`;
  await say(
    'life-3',
    `<body>&gt; Shall we say saterday?\nSaturday it is</body><reply xmlns='urn:xmpp:reply:0' id='${asked.id}'/>${fallback}`,
  );
  await say('life-4', '<body>or Sunday?</body>');
  await app.message('or Sunday?').waitFor();
  await say('life-5', `<retract xmlns='urn:xmpp:message-retract:1' id='life-4'/>`);
  await app.message('Saturday it is').hover();
  await app.page.getByRole('toolbar').waitFor();
  await shoot(app, '41-message-life');
  await app.message('Saturday it is').hover();
  await app.page.getByRole('toolbar').getByRole('button', { name: 'Reply' }).click();
  await shoot(app, '42-reply-bar');
  await app.composer().press('Escape');
  await app.message('Saturday it is').click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: 'Reply' }).waitFor();
  await shoot(app, '43-message-menu', ['wide']);
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: /show earlier versions/i }).click();
  await app.page.getByRole('dialog', { name: 'Earlier versions' }).waitFor();
  await shoot(app, '44-message-details');
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('dialog').waitFor({ state: 'detached' });
  await app.message('Shall we say Saturday?').first().click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: 'Delete…' }).click();
  await shoot(app, '45-delete-message');
  await app.page.keyboard.press('Escape');
}

/** What a link proposes, a note, the contact list searched, and appearing offline. */
async function people(app: App): Promise<void> {
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

/** Who is no contact: a flood of them, the requests, what one wrote, and the chat it becomes. */
async function strangers(app: App): Promise<void> {
  const from = (address: string, body: string) =>
    server.deliver(`<message from='${address}' to='alice@${server.domain}' type='chat'><body>${body}</body></message>`);
  for (let number = 1; number < 8; number++) await from(`offer${number}@spam.example`, 'Only today: watches');
  await from('b\u043eb@far.example', 'It is me, Bob. I have a new address');
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

async function everyScreen(): Promise<void> {
  const fresh = await start();
  await fresh.page.getByRole('form', { name: 'Sign in' }).waitFor();
  await shoot(fresh, '01-first-run');
  const form = fresh.page.getByRole('form', { name: 'Sign in' });
  await form.getByRole('textbox', { name: 'XMPP address' }).fill(`alice@${server.domain}`);
  await form.getByLabel('Password', { exact: true }).fill('wrong');
  await form.getByRole('button', { name: 'Advanced' }).click();
  await form.getByRole('textbox', { name: 'Server' }).fill(server.host);
  await form.getByRole('textbox', { name: 'Port' }).fill(String(server.port));
  await form.getByRole('button', { name: 'Sign in' }).click();
  await fresh.page.getByRole('alert').waitFor();
  await shoot(fresh, '02-sign-in-wrong-password');
  await form.getByRole('textbox', { name: 'Port' }).fill('1');
  await form.getByRole('button', { name: 'Sign in' }).click();
  await fresh.page.getByRole('alert').filter({ hasText: 'answers' }).waitFor();
  await shoot(fresh, '03-sign-in-no-server');
  await form.getByRole('radio', { name: 'SOCKS5' }).check();
  await shoot(fresh, '28-sign-in-with-proxy');
  await form.getByRole('radio', { name: 'Directly' }).check();
  await form.getByRole('radio', { name: 'A certificate' }).check();
  await shoot(fresh, '23-sign-in-with-certificate');
  await form.getByRole('radio', { name: 'Nothing, as a guest' }).check();
  await shoot(fresh, '62-sign-in-as-guest');
  await form.getByRole('radio', { name: 'A password' }).check();

  await server.certify({ notBefore: now - 90 * 86_400_000, days: 60 });
  await server.restart();
  await form.getByRole('textbox', { name: 'Port' }).fill(String(server.port));
  await form.getByRole('button', { name: 'Sign in' }).click();
  await fresh.page.getByRole('button', { name: 'Look at the certificate' }).waitFor();
  await shoot(fresh, '21-sign-in-certificate');
  await fresh.page.getByRole('button', { name: 'Look at the certificate' }).click();
  await fresh.page.getByRole('dialog').waitFor();
  await shoot(fresh, '22-certificate');
  await fresh.page.keyboard.press('Escape');
  await server.certify();
  await server.restart();

  await form.getByRole('textbox', { name: 'XMPP address' }).fill(`dave@${server.domain}`);
  await form.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await form.getByRole('button', { name: 'Sign in' }).click();
  await fresh.page.getByRole('navigation', { name: 'Main' }).waitFor();
  await shoot(fresh, '04-empty');
  await fresh.page.getByRole('button', { name: 'Settings' }).click();
  await fresh.page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: 'Account' }).click();
  await fresh.page.getByRole('button', { name: 'Change the way to the server' }).click();
  await fresh.page.getByRole('radio', { name: 'HTTP' }).check();
  await fresh.page.getByRole('button', { name: 'Connect this way' }).click();
  await fresh.page.getByRole('textbox', { name: 'Proxy', exact: true }).and(fresh.page.locator('[aria-invalid=true]')).waitFor();
  await shoot(fresh, '29-account-connection');
  await fresh.dispose();

  const bob = await connectPeer(credentials('bob'));
  const carol = await connectPeer(credentials('carol'));
  const dave = await connectPeer(credentials('dave'));
  const app = await start();
  await app.signIn({ ...credentials('alice'), server: server.host });
  await app.chat('Bob').waitFor();
  await bob.presence('available', 'on the train until three');
  await carol.presence('dnd');
  await dave.subscribe(`alice@${server.domain}`);
  await dave.send(`alice@${server.domain}`, 'Hello, we met at the harbour. Is this Alice?');
  await app.page.getByRole('button', { name: /^Requests/ }).waitFor();
  await shoot(app, '05-chats');
  await app.chat('Bob').click();
  await app.composer().waitFor();
  await app.say('Yes please. White for the ceiling, and the colour you showed me for the rest');
  await bob.chatState(`alice@${server.domain}`, 'composing');
  await app.chat('Bob').getByText('typing').waitFor();
  await shoot(app, '06-conversation');
  bob.livesAt('+05:45');
  await app.page.getByRole('button', { name: 'Details' }).click();
  await app.page.getByText(/^It is .* there$/).waitFor();
  await shoot(app, '07-details');
  await app.page.getByRole('button', { name: /close/i }).first().click();
  await messageLife(app, bob);
  await profiles(app, bob);
  await app.page.getByRole('button', { name: 'Details' }).click();
  await app.page.getByRole('button', { name: /close/i }).first().click();
  await app.open(`nobody@${server.domain}`);
  await app.say('Are you there?');
  await app.page.getByRole('button', { name: 'Try again' }).waitFor();
  await shoot(app, '08-failed');
  await strangers(app);
  await people(app);
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: /^Contacts/ }).click();
  await shoot(app, '10-contacts');
  await app.page.getByRole('button', { name: /^Chats/ }).click();
  await app.page.getByRole('button', { name: 'New chat' }).first().click();
  await app.page.getByRole('combobox', { name: 'Name or address' }).fill('o');
  await shoot(app, '11-new-chat');
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('searchbox', { name: 'Search' }).fill('zzz');
  await shoot(app, '12-search-nothing');
  await app.page.getByRole('searchbox', { name: 'Search' }).fill('');
  await app.page.getByRole('button', { name: 'Settings' }).click();
  await app.page.getByRole('dialog', { name: 'Settings' }).waitFor();
  for (const [number, section] of ['Appearance', 'Notifications', 'Chats', 'General', 'Account', 'About'].entries()) {
    await app.page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: section }).click();
    await shoot(app, `13-settings-${number + 1}-${section.toLowerCase()}`);
  }
  await app.page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: 'Account' }).click();
  await app.page.getByText(/^\d+ things? works?$/).click();
  await app.page.getByText('What this server can do').scrollIntoViewIfNeeded();
  await shoot(app, '21-server');
  await app.page.getByRole('button', { name: /sign out/i }).click();
  await shoot(app, '17-sign-out');
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('Control+/');
  await app.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await shoot(app, '18-shortcuts');
  await app.page.keyboard.press('Escape');
  await app.chat('Carol').click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: 'Pin' }).waitFor();
  await shoot(app, '19-chat-menu', ['wide']);
  await app.page.keyboard.press('Escape');
  await app.chat('Carol').click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: 'Export…' }).click();
  await app.page.getByRole('dialog', { name: /^Export/ }).waitFor();
  await shoot(app, '19-export');
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: 'Your presence' }).click();
  await shoot(app, '20-own-presence');
  await app.page.keyboard.press('Escape');
  await emptyAndAsking(app);
  await app.chat('Bob').click();
  await bob.send(
    `alice@${server.domain}`,
    '> Which one is it?\n> The *second* door, not the _first_\nTell the ~old~ new one to run `npm ci`:\n```\nnpm ci && npm run demo\n```\nSee https://kith.example/doors *before* you go',
  );
  await bob.send(`alice@${server.domain}`, '/me is on the way 🚲');
  await app.message('on the way').waitFor();
  await shoot(app, '25-styled');
  await app.change({ confirmLinks: true });
  await app.page.getByRole('link', { name: 'https://kith.example/doors' }).click();
  await app.page.getByRole('button', { name: 'Copy link' }).waitFor();
  await shoot(app, '61-open-link');
  await app.page.keyboard.press('Escape');
  await app.composer().pressSequentially('Well done :par');
  await app.page.getByRole('listbox', { name: 'Emoji that fit' }).waitFor();
  await shoot(app, '23-emoji-codes');
  await app.composer().fill('');
  await app.page.getByRole('button', { name: 'Emoji', exact: true }).click();
  await app.page.getByRole('option').first().waitFor();
  await shoot(app, '24-emoji');
  await app.page.keyboard.press('Escape');
  await server.certify({ selfSigned: true });
  await server.restart();
  await app.page.getByRole('button', { name: 'See why' }).waitFor();
  await shoot(app, '27-connection-certificate');
  await app.page.getByRole('button', { name: 'See why' }).click();
  await app.page.getByRole('dialog').waitFor();
  await shoot(app, '23-certificate-alarm');
  await app.page.getByRole('button', { name: 'Trust it all the same' }).click();
  await shoot(app, '24-certificate-sure');
  await app.page.getByRole('button', { name: 'Cancel' }).click();
  await app.page.getByRole('button', { name: 'Settings' }).click();
  await app.page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: 'Account' }).click();
  await shoot(app, '25-account-certificate-refused');
  await app.page.getByRole('button', { name: 'Look at the certificate' }).click();
  await app.page.getByRole('button', { name: 'Trust it all the same' }).click();
  await app.page.getByRole('button', { name: /^Yes/ }).click();
  await app.page.getByText('Your own word for this certificate').waitFor();
  await shoot(app, '26-account-certificate-trusted');
  await app.page.keyboard.press('Escape');
  const strip = app.page.getByRole('status', { name: 'Connection' });
  await server.kill9();
  await app.say('This one has to wait');
  await strip.getByText('what you write leaves').waitFor();
  await shoot(app, '14-connection-lost');
  const message = { default: 'A disk is being replaced. Nothing is lost, but nothing arrives either until it is done.' };
  operator.say({ beginning: new Date(now).toISOString(), expected_end: new Date(now + 3_600_000).toISOString(), message });
  await server.restart();
  await until(async () => (await strip.textContent()) === '');
  await server.kill9();
  await strip.getByText('operator says').waitFor();
  await strip.getByText('Details').click();
  await shoot(app, '22-outage');
  await app.quit();

  const broken = makeProfile();
  mkdirSync(join(broken, 'archive'));
  writeFileSync(join(broken, 'archive', 'archive.db'), 'no archive at all');
  const trouble = await start({ profile: broken });
  await trouble.page.getByRole('button', { name: 'Try again' }).waitFor();
  await shoot(trouble, '15-archive-trouble');
  const asking = await start({ env: { KITH_THROWAWAY: '0' } });
  await asking.page.getByRole('form', { name: 'Sign in' }).waitFor();
  await shoot(asking, '16-unprotected');
}

/** What somebody tells of themselves; one's own picture, name and profile. */
async function profiles(app: App, bob: Peer): Promise<void> {
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
  await shoot(app, '46-profile-details');
  await app.page.getByRole('button', { name: /close/i }).first().click();
  await app.page.getByRole('button', { name: 'Settings' }).click();
  await app.page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: 'Account' }).click();
  await shoot(app, '47-profile-own');
  await app.page.getByRole('button', { name: 'Add a picture…' }).click();
  const dialog = app.page.getByRole('dialog', { name: 'Your picture' });
  await dialog.waitFor();
  await shoot(app, '48-profile-choose', ['wide']);
  await dialog.locator('input[type=file]').setInputFiles(join(ROOT, 'docs', 'kith-light.png'));
  await app.page.getByRole('slider', { name: 'Zoom' }).waitFor();
  await shoot(app, '48-profile-crop');
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: 'Edit profile…' }).click();
  await app.page.getByRole('textbox', { name: 'Organisation' }).waitFor();
  await shoot(app, '49-profile-form');
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('Escape');
}

try {
  await severalAccounts({
    start,
    shoot,
    peer: (user) => connectPeer(credentials(user)),
    home: { ...credentials('alice'), server: server.host },
    work: { ...credentials('alice'), address: 'alice@work.test', server: server.host },
  });
  if (only !== 'accounts') await everyScreen();
} finally {
  for (const app of open) await app.dispose();
  await server.stop();
  operator.stop();
}
console.log(`${pictures} pictures in out/gallery/.`);
process.exit(0);
