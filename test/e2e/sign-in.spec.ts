import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { App } from '../support/app.ts';
import { check } from '../support/axe.ts';
import { startProxy } from '../support/proxy.ts';
import { expect, test } from '../support/world.ts';

async function attempt(app: App, fields: { address: string; password: string; server?: string; port?: number }): Promise<void> {
  const form = app.page.getByRole('form', { name: 'Sign in' });
  await form.getByRole('textbox', { name: 'XMPP address' }).fill(fields.address);
  await form.getByLabel('Password', { exact: true }).fill(fields.password);
  const server = form.getByRole('textbox', { name: 'Server' });
  if (!(await server.isVisible())) await form.getByRole('button', { name: 'Advanced' }).click();
  await server.fill(fields.server ?? '');
  await form.getByRole('textbox', { name: 'Port', exact: true }).fill(fields.port === undefined ? '' : String(fields.port));
  await form.getByRole('button', { name: 'Sign in' }).click();
}

test('each failure has a sentence of its own, and nothing typed is lost', async ({ world }) => {
  const silent = await listen((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const app = await world.start();
  const alert = app.page.getByRole('alert');
  const { alice } = world;
  const said = new Set<string>();
  const expectAlert = async (pattern: RegExp) => {
    await expect(alert).toContainText(pattern, { timeout: 20_000 });
    said.add((await alert.textContent()) ?? '');
    await expect(app.page.getByRole('textbox', { name: 'XMPP address' })).not.toHaveValue('');
    await expect(app.page.getByLabel('Password', { exact: true })).not.toHaveValue('');
  };

  await attempt(app, { ...alice, password: 'wrong' });
  await expectAlert(/password/i);
  await attempt(app, { ...alice, address: 'alice' });
  await expectAlert(/address/i);
  await attempt(app, { ...alice, server: 'no-such-host.invalid' });
  await expectAlert(/no server called/i);
  await attempt(app, { ...alice, port: 1 });
  await expectAlert(/connect|answer|listen|reach/i);
  // Where servers are encrypted from the start both ways are tried, and the details say what became of each.
  await attempt(app, { ...alice, port: 5223 });
  await app.page.getByText('Details', { exact: true }).click();
  await expect(app.page.getByRole('list', { name: 'What was tried' }).getByRole('listitem')).toHaveText([
    /^127\.0\.0\.1:5223, encrypted from the start: The server is not answering\.$/,
    /^127\.0\.0\.1:5223, encrypted once connected: The server is not answering\.$/,
  ]);
  await attempt(app, { ...alice, port: silent.port });
  await expectAlert(/XMPP/i);
  await silent.close();
  expect(said.size).toBe(5);

  await attempt(app, alice);
  await expect(app.page.getByRole('navigation', { name: 'Main' })).toBeVisible();

  // Changed elsewhere: asked for once, and the new one goes on where the old one ended.
  await world.server.setPassword('alice', 'changed elsewhere');
  await world.server.disconnect('alice');
  const again = app.page.getByRole('button', { name: 'Sign in again' });
  await expect(again).toBeVisible({ timeout: 20_000 });
  await expect(app.page.getByRole('status', { name: 'Connection' })).toContainText('no longer accepts the password');
  await again.click();
  await app.page.getByLabel('Password', { exact: true }).fill('changed elsewhere');
  await app.page.getByRole('form', { name: 'Sign in' }).getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(app.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await expect(again).toBeHidden();
});

test('signs in through a proxy that wants a password, and connects directly later', async ({ world }) => {
  const { alice, server } = world;
  const proxy = await startProxy({
    kind: 'socks5',
    routes: { [`${alice.server}:${alice.port}`]: server.port },
    credentials: { username: 'ann', password: 'proxy secret' },
  });
  const app = await world.start();
  const { page } = app;
  await page.getByRole('button', { name: 'Advanced' }).click();
  await page.getByRole('radio', { name: 'SOCKS5' }).check();
  await attempt(app, alice);
  await expect(page.getByRole('alert')).toContainText('Enter the name or address of the proxy');
  await expect(page.getByRole('textbox', { name: 'Proxy', exact: true })).toBeFocused();
  await check(app, 'a sign-in form with a proxy');
  await page.getByRole('textbox', { name: 'Proxy', exact: true }).fill('127.0.0.1');
  await page.getByRole('textbox', { name: 'Proxy port' }).fill(String(proxy.port));
  await page.getByRole('textbox', { name: 'User name at the proxy' }).fill('ann');
  await page.getByLabel('Password at the proxy').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('The proxy did not accept');
  await page.getByLabel('Password at the proxy').fill('proxy secret');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  expect(proxy.asked).toEqual([`${alice.server}:${alice.port}`]);
  expect(readFileSync(join(app.profile, 'settings.json'), 'utf8')).not.toContain('proxy secret');

  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Change the way to the server' }).click();
  const form = page.getByRole('form', { name: 'Way to the server' });
  await expect(form.getByRole('radio', { name: 'SOCKS5' })).toBeChecked();
  await check(app, 'the connection of an account');
  await form.getByRole('radio', { name: 'Directly' }).check();
  await form.getByRole('button', { name: 'Connect this way' }).click();
  await expect(form).toBeHidden();
  await expect(page.getByRole('region', { name: alice.address }).getByText('Connected', { exact: true })).toBeVisible();
  expect(proxy.asked).toHaveLength(1);
  await proxy.close();
});

test.describe('a server that signs its certificate itself', () => {
  test.use({ prosody: { certificate: { selfSigned: true } } });

  test('is looked at, trusted for one account, and refused when it shows another certificate', async ({ world }) => {
    const { server } = world;
    const app = await world.start();
    await attempt(app, { ...world.alice, password: 'wrong' });
    await expect(app.page.getByRole('alert')).toContainText('could not prove', { timeout: 20_000 });
    expect(server.log()).not.toMatch(/Authenticated as/);
    await app.page.getByRole('button', { name: 'Look at the certificate' }).click();
    const dialog = app.page.getByRole('dialog', { name: 'The server could not prove who it is' });
    await expect(dialog).toContainText('signed by itself');
    await expect(dialog.getByRole('definition').filter({ hasText: await fingerprint(server) })).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Do not connect' })).toBeFocused();
    await dialog.getByRole('button', { name: 'Trust this certificate for this account' }).click();
    // Trusted it stays while the password is put right.
    await expect(app.page.getByRole('alert')).toContainText('did not accept this password', { timeout: 20_000 });
    await attempt(app, world.alice);
    await expect(app.page.getByRole('navigation', { name: 'Main' })).toBeVisible({ timeout: 20_000 });

    await server.certify({ selfSigned: true });
    await server.restart();
    await app.page.getByRole('status', { name: 'Connection' }).getByRole('button', { name: 'See why' }).click();
    const changed = app.page.getByRole('dialog', { name: 'The server shows another certificate' });
    await expect(changed).toContainText('not the certificate you trust');
    await expect(changed.getByRole('definition').filter({ hasText: await fingerprint(server) })).toBeVisible();
    await check(app, 'another certificate');
    await changed.getByRole('button', { name: 'Trust it all the same' }).click();
    const signIns = () => server.log().match(/Authenticated as/g)?.length;
    expect(signIns()).toBe(1);
    await app.page.getByRole('dialog', { name: 'Trust it all the same?' }).getByRole('button', { name: /^Yes/ }).click();
    await expect(app.page.getByRole('status', { name: 'Connection' })).toBeEmpty();

    await app.page.getByRole('button', { name: 'Settings' }).click();
    await app.page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: 'Account' }).click();
    const security = app.page.getByRole('dialog', { name: 'Settings' });
    await expect(security).toContainText('Your own word for this certificate');
    await expect(security).toContainText(/TLSv1\.[23], \w{10,}/);
    await expect(security).toContainText(/certificate changed on/);
    await check(app, 'a trusted certificate');
    await security.getByRole('button', { name: 'Stop trusting it' }).click();
    await expect(security.getByRole('alert')).toContainText('could not prove who it is');
    await expect(security.getByRole('button', { name: 'Look at the certificate' })).toBeVisible();
    expect(app.complaints).toEqual([]);
  });
});

/** SHA-256 of what the server shows, as far as the first line on screen has it. */
async function fingerprint({ dir }: { readonly dir: string }): Promise<string> {
  const [, file = ''] = /certificate = "([^"]+)"/.exec(await readFile(join(dir, 'prosody.cfg.lua'), 'utf8')) ?? [];
  return new X509Certificate(await readFile(file)).fingerprint256.slice(0, 23);
}

async function listen(answer: Parameters<typeof createServer>[1] & object): Promise<{ port: number; close: () => Promise<void> }> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

test.describe('without an account', () => {
  test.use({ prosody: { guestDomain: 'guests.kith.test' } });
  test('one is a guest where the server likes, writes to another one, and is forgotten with the window', async ({ world }) => {
    const guest = async (app: App, server: string) => {
      const form = app.page.getByRole('form', { name: 'Sign in' });
      if (!(await form.getByRole('radio', { name: 'A password' }).isVisible()))
        await form.getByRole('button', { name: 'Advanced' }).click();
      await form.getByRole('radio', { name: 'Nothing, as a guest' }).click();
      await expect(form.getByLabel('Password', { exact: true })).toHaveCount(0);
      await form.getByRole('textbox', { name: 'Server that takes guests' }).fill(server);
      await form.getByRole('textbox', { name: 'Server', exact: true }).fill(world.server.host);
      await form.getByRole('textbox', { name: 'Port', exact: true }).fill(String(world.server.port));
      await form.getByRole('button', { name: 'Sign in', exact: true }).click();
    };
    const [app, other] = [await world.start(), await world.start()];
    await guest(app, world.server.domain);
    await expect(app.page.getByRole('alert')).toContainText('lets nobody in without an account');
    for (const each of [app, other]) {
      await guest(each, 'guests.kith.test');
      await expect(each.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    }
    await expect(app.page.getByRole('navigation', { name: 'Main' })).toContainText('Guest at guests.kith.test, connected');

    await other.page.getByRole('button', { name: 'Settings' }).click();
    await other.page.getByRole('tab', { name: 'Account' }).click();
    const account = other.page.getByRole('region', { name: 'Guest at guests.kith.test' });
    await expect(account).toContainText('the server made up this address');
    const address = (await account.getByText(/^[^@\s]+@guests\.kith\.test$/).textContent()) ?? '';
    await other.page.keyboard.press('Escape');
    await app.open(address);
    await app.say('from one guest to another');
    await other.page.getByRole('button', { name: /^Requests/ }).click();
    await expect(other.page.getByText('from one guest to another').first()).toBeVisible();
    expect([app.complaints, other.complaints]).toEqual([[], []]);

    await app.quit();
    const later = await world.start({ profile: app.profile });
    await expect(later.page.getByRole('form', { name: 'Sign in' })).toBeVisible();
    expect(readFileSync(join(app.profile, 'secrets.json'), 'utf8')).not.toContain('guests.kith.test');
  });
});
