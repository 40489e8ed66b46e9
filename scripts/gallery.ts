// npm run gallery: drives the real app over a real server and writes a picture of every screen to out/gallery/,
// light, dark, compact, high contrast and mirrored, wide and narrow. `npm run gallery -- chat` takes only screens whose name fits.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type App, startApp } from '../test/support/app.ts';
import { startOperator } from '../test/support/operator.ts';
import { connectPeer } from '../test/support/peer.ts';
import { startProsody } from '../test/support/prosody.ts';
import { until } from '../test/support/until.ts';
import { build } from './build.ts';
import { conversation, waiting } from './demo-story.ts';
import { findElectron } from './electron.ts';
import { severalAccounts } from './gallery-accounts.ts';
import { emptyAndAsking, mentions, messageLife } from './gallery-chats.ts';
import { people, profiles, strangers } from './gallery-people.ts';
import { makeCamera, type Stage } from './gallery-stage.ts';
import { archiveTrouble } from './gallery-trouble.ts';
import { needs } from './requirements.ts';
import { ROOT } from './tools.ts';

const only = process.argv[2];
const folder = join(ROOT, 'out', 'gallery');

await needs(['prosody', 'openssl', 'emoji-font']);
await build();
const electron = await findElectron();
console.log(electron.sentence);
await needs(electron.needs);
if (electron.distPath !== undefined) process.env.ELECTRON_OVERRIDE_DIST_PATH = electron.distPath;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

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
const camera = makeCamera(folder, only);
const { shoot } = camera;
const stage: Stage = { shoot, server };

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
  await shoot(fresh, '30-sign-in-as-guest');
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
  await messageLife(stage, app, bob);
  await profiles(stage, app, bob);
  await app.page.getByRole('button', { name: 'Details' }).click();
  await app.page.getByRole('button', { name: /close/i }).first().click();
  await app.open(`nobody@${server.domain}`);
  await app.say('Are you there?');
  await app.page.getByRole('button', { name: 'Try again' }).waitFor();
  await shoot(app, '08-failed');
  await strangers(stage, app);
  await people(stage, app);
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
  await emptyAndAsking(stage, app);
  await app.chat('Bob').click();
  await bob.send(
    `alice@${server.domain}`,
    '> Which one is it?\n> The *second* door, not the _first_\nTell the ~old~ new one to run `npm ci`:\n```\nnpm ci && npm run demo\n```\nSee https://kith.example/doors *before* you go',
  );
  await bob.send(`alice@${server.domain}`, '/me is on the way 🚲');
  await app.message('on the way').waitFor();
  await shoot(app, '25-styled');
  await mentions(stage, app, bob);
  await app.change({ confirmLinks: true });
  await app.page.getByRole('link', { name: 'https://kith.example/doors' }).click();
  await app.page.getByRole('button', { name: 'Copy link' }).waitFor();
  await shoot(app, '53-open-link');
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

  await archiveTrouble(stage, start);
  const asking = await start({ env: { KITH_THROWAWAY: '0' } });
  await asking.page.getByRole('form', { name: 'Sign in' }).waitFor();
  await shoot(asking, '16-unprotected');
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
console.log(`${camera.taken()} pictures in out/gallery/.`);
process.exit(0);
